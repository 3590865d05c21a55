import type { LessonDraft, QuestionDraft, QuizDraft } from "@mlops/content";

type Value = { markdown: string };

/** A lesson with other texts in its prose and values; a word stays at the end of each, so that none is empty. */
export function hostileLesson(lesson: LessonDraft, texts: readonly string[]): LessonDraft {
  let count = 0;
  const next = (): string => texts[(count += 1) % texts.length] ?? "";
  const value = ({ markdown }: Value): Value => ({ markdown: `${next()}\n\n${markdown.slice(-2)}` });
  const option = <T extends { content: Value }>(one: T): T => ({ ...one, content: value(one.content) });
  const question = (one: QuestionDraft): QuestionDraft => ({
    ...one,
    ...("options" in one && { options: one.options.map(option) }),
    // What a gap or a program needs is kept; other braces would be gaps.
    prompt: { markdown: `${one.prompt.markdown}\n\n${next().replaceAll("{{", "{ ")}\n\nend` },
    ...(one.explanation !== undefined && { explanation: value(one.explanation) }),
    ...(one.hints !== undefined && { hints: one.hints.map(value) }),
  });
  const quiz = (block: QuizDraft): QuizDraft => ({
    ...block,
    ...(block.title !== undefined && { title: value(block.title) }),
    ...(block.intro !== undefined && { intro: value(block.intro) }),
    questions: block.questions.map(question),
  });
  return {
    ...lesson,
    pages: lesson.pages.map((page) => ({
      ...page,
      blocks: page.blocks.map((block) => {
        if (block.kind === "quiz") return quiz(block);
        // A definition would make links of what quizzes refer to.
        return block.kind === "prose" ? { ...block, markdown: `${next().replaceAll("]:", "] ")}\n\nend` } : block;
      }),
    })),
  };
}

/** The values of all questions, in order. */
export function valuesOf({ pages }: LessonDraft): string[] {
  const quizzes = pages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "quiz"));
  const values = quizzes.flatMap(({ title, intro, questions }) => [
    title,
    intro,
    ...questions.flatMap((question) => [
      question.prompt,
      ...("options" in question ? question.options.map(({ content }) => content) : []),
      ...(question.hints ?? []),
      question.explanation,
    ]),
  ]);
  return values.flatMap((value) => (value === undefined ? [] : [value.markdown]));
}
