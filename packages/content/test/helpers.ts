import { readFileSync } from "node:fs";
import type { ChoiceQuestion, Diagnostic, Lesson, Question, QuizBlock, RichText } from "@mlops/schema";
import { parseLesson } from "@mlops/content";
import type { ParseOptions } from "@mlops/content";

/** How often a property is tried: as often as said, or in the long run as often as `MLOPS_RUNS` says. */
export function runs(count: number): number {
  return Number(process.env["MLOPS_RUNS"] ?? count);
}

/** How long a property that takes long may take, also on a machine that is busy, and in the long run. */
export const patience = process.env["MLOPS_RUNS"] === undefined ? 300_000 : 7_200_000;

/** How much work something is, in milliseconds of this process, which other ones that keep the machine busy are no part of. */
export function work(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The text of a file in `fixtures`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
}

/** Every quiz of a lesson, in order. */
export function quizzesOf(lesson: Lesson): QuizBlock[] {
  return lesson.pages.flatMap((page) => page.blocks.filter((block) => block.kind === "quiz"));
}

export function questionsOf(lesson: Lesson): Question[] {
  return quizzesOf(lesson).flatMap((quiz) => quiz.questions);
}

/** Every question with one right option, in order. */
export function choicesOf(lesson: Lesson): ChoiceQuestion[] {
  return questionsOf(lesson).filter((question) => question.type === "choice");
}

/** The right answers as indexes into the options. */
export function answersOf(questions: readonly Question[]): number[] {
  return questions.map((question) => {
    if (question.type !== "choice") throw new Error(`expected a choice, got ${question.type}`);
    return question.options.findIndex((option) => option.id === question.key.correct);
  });
}

/** Every piece of rich text in a lesson. */
export function richTextsOf(lesson: Lesson): RichText[] {
  const found: (RichText | undefined)[] = [];
  for (const block of lesson.pages.flatMap((page) => page.blocks)) {
    if (block.kind === "prose") found.push(block);
    if (block.kind !== "quiz") continue;
    found.push(block.title, block.intro, ...block.unreadable);
    for (const question of block.questions) {
      found.push(question.prompt, question.explanation, ...(question.hints ?? []));
      if ("options" in question) found.push(...question.options.map((option) => option.content));
    }
  }
  return found.filter((text) => text !== undefined);
}

/** A finding in one line: `line:column severity code`. */
export function brief({ code, severity, position: { start } }: Diagnostic): string {
  return `${start.line}:${start.column} ${severity} ${code}`;
}

/** The findings about a text, without those that only inform. */
export function faults(text: string, options?: ParseOptions): string[] {
  return parseLesson(text, options)
    .diagnostics.filter(({ severity }) => severity !== "info")
    .map(brief);
}

/** The value, which the test takes for granted. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The value is missing");
  return value;
}
