import type { Block, FrontMatter, Lesson, Page } from "@mlops/schema";
import { lessonSchemaVersion } from "@mlops/schema";
import { frontMatterSchema } from "@mlops/schema/zod";
import { stringify } from "yaml";
import { noLabels } from "../markdown/labels.ts";
import { parsePart } from "../markdown/parse-range.ts";
import { isId, slugOf } from "../parse/ids.ts";
import { parseLesson } from "../parse/parse-lesson.ts";
import { Source } from "../parse/source.ts";
import { recoveredMark } from "../recover/mark.ts";
import { frontMatterEnd } from "../scan/next-cut.ts";
import { fenced, infoString } from "./code-fence.ts";
import type { Draft, LessonDraft, QuestionDraft, QuizDraft } from "./draft.ts";
import { guardedProse } from "./guard.ts";
import { labText } from "./lab-text.ts";
import { withLineFeeds } from "./line-ends.ts";
import { saysTheSame } from "./same-lesson.ts";
import { questionText, writableIds } from "./write-question.ts";
import { quizText } from "./write-quiz.ts";

/**
 * Writes a lesson in its canonical form. Read again, it is the same lesson; prose blocks that stand next to each other
 * become one.
 *
 * @throws RangeError when the key of a question names what is not there, or an answer that is no Markdown would be read as
 * something else, such as a pattern `EXPLAIN: x`.
 */
export function serializeLesson(lesson: LessonDraft): string {
  const pages = lesson.pages.filter(({ blocks }) => blocks.length > 0);
  const plain = bodyText(pages, []);
  const read = parseLesson(plain, { maxLength: Number.POSITIVE_INFINITY }).lesson;
  const body = bodyText(pages, read.pages);
  const front = frontMatterText(lesson, read.pages[0]?.title ?? "");
  if (front !== "") return `${front}\n\n${body}`;
  return frontMatterEnd(new Source(body)) > 0 ? `\n${body}` : body;
}

/**
 * Writes a quiz in its canonical form, with its markers.
 *
 * @throws RangeError as {@link serializeLesson} does.
 */
export function serializeQuiz(quiz: QuizDraft): string {
  const idOf = writableIds();
  const asRead = parseLesson(quizText(quiz, { quizId: undefined, idOf: writableIds(), isGuarded: true })).lesson.pages;
  const quizId = explicitId(quiz.id, quizIds(asRead)[0], new Set());
  return `${quizText(quiz, { quizId, idOf, isGuarded: true })}\n`;
}

/**
 * Writes a question in its canonical form.
 *
 * @throws RangeError as {@link serializeLesson} does.
 */
export function serializeQuestion(question: QuestionDraft): string {
  return `${questionText(question, { quizId: undefined, idOf: writableIds(), isGuarded: true })}\n`;
}

/** The pages with their markers; ids are written where those that were read without them are others. */
function bodyText(pages: readonly Draft<Page>[], asRead: readonly Page[]): string {
  const idOf = writableIds();
  const pageIds = new Set<string>();
  const usedQuizIds = new Set<string>();
  const derivedQuizIds = quizIds(asRead);
  let quizCount = 0;
  const texts = pages.map(({ id, blocks }, index) => {
    const derived = asRead[index];
    const pageId = asRead.length === 0 ? undefined : explicitId(id, derived?.id, pageIds);
    const quizIdOf = (quiz: QuizDraft): string | undefined => {
      const derivedId = derivedQuizIds[quizCount];
      quizCount += 1;
      return asRead.length === 0 ? undefined : explicitId(quiz.id, derivedId, usedQuizIds);
    };
    const text = blocksText(blocks, idOf, quizIdOf);
    if (pageId !== undefined) return `---PAGE--- {#${pageId}}\n\n${text}`;
    return index === 0 ? text : `---PAGE---\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}

function quizIds(pages: readonly Page[]): string[] {
  return pages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === "quiz" ? [block.id] : [])));
}

/** The id to write: none where it is made anyway, cannot be written, or is taken. */
function explicitId(wanted: string, derived: string | undefined, taken: Set<string>): string | undefined {
  const isNew = !taken.has(wanted);
  taken.add(wanted);
  return wanted !== derived && isNew && isId(wanted) ? wanted : undefined;
}

function blocksText(
  blocks: readonly Draft<Block>[],
  idOf: (question: QuestionDraft) => string | undefined,
  quizIdOf: (quiz: QuizDraft) => string | undefined,
): string {
  let text = "";
  let prose: string | undefined;
  for (const block of blocks) {
    const part =
      block.kind === "quiz" ? quizText(block, { quizId: quizIdOf(block), idOf, isGuarded: true }) : partText(block);
    if (part === "") continue;
    const separator = prose !== undefined && block.kind === "prose" && merge(prose, part) ? "\n\n<!-- -->\n\n" : "\n\n";
    text = text === "" ? part : `${text}${separator}${part}`;
    prose = block.kind === "prose" ? part : undefined;
  }
  return text;
}

function partText(block: Exclude<Draft<Block>, { kind: "quiz" }>): string {
  switch (block.kind) {
    case "prose":
      return guardedProse(block.markdown);
    case "lab":
      return labText(block.config);
    case "code": {
      const words = [block.meta, block.recovered === true ? recoveredMark : null].filter((word) => word !== null);
      const meta = words.length === 0 ? null : words.join(" ");
      return fenced(withLineFeeds(block.value), infoString(block.language, meta));
    }
  }
}

/** Whether two pieces of prose one after the other would be read as something else than each by itself. */
function merge(first: string, second: string): boolean {
  const nodesOf = (text: string): readonly object[] => {
    const part = parsePart(new Source(text), { start: 0, end: text.length }, "fragment", noLabels);
    return "refused" in part ? [] : part.tree.children;
  };
  return !saysTheSame([...nodesOf(first), ...nodesOf(second)], nodesOf(`${first}\n\n${second}`));
}

/** The front matter with what is not made from the first page; a value that it cannot hold is left out. */
function frontMatterText(lesson: LessonDraft, pageTitle: string): string {
  const { id, title, description, lang, license } = lesson;
  const read = title === pageTitle ? undefined : fitting({ title }).title;
  const fields: FrontMatter = {
    ...(id === slugOf(read ?? pageTitle, "lesson") ? {} : fitting({ id })),
    ...(read === undefined ? {} : { title: read }),
    ...fitting({ description }),
    ...fitting({ lang }),
    ...fitting({ license }),
  };
  if (Object.keys(fields).length === 0) return "";
  return `---\n${stringify({ schema: lessonSchemaVersion, ...fields }, { lineWidth: 0 })}---`;
}

function fitting(fields: { [Key in keyof Lesson]?: Lesson[Key] | undefined }): FrontMatter {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const parsed = frontMatterSchema.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : {};
}
