/**
 * Writes GIFT, the plain text in which Moodle exchanges questions.
 *
 * @module
 */
import type { Block, Lesson, MarkdownNode, Page, Position, ProseBlock, Question, QuizBlock } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { IdSet, slugOf } from "../../parse/ids.ts";
import { fenced, infoString } from "../../write/code-fence.ts";
import { labText } from "../../write/lab-text.ts";
import type { Exchange, Loss } from "../exchange.ts";
import { toGift } from "./export-question.ts";
import { describe } from "./export-text.ts";
import { loseInto } from "./import-text.ts";
import type { Lose } from "./import-text.ts";
import type { GiftLossCode } from "./loss-codes.ts";
import { writeGift } from "./write.ts";
import type { GiftDraft } from "./write.ts";

export type { Exchange, Loss } from "../exchange.ts";
export { writeGift } from "./write.ts";
export type { GiftComment, GiftDraft } from "./write.ts";

/**
 * Writes a lesson as GIFT: a category for every page, a description for prose and code, and its questions.
 *
 * A question that GIFT has no kind for becomes a comment, and a loss; everything else that GIFT cannot hold is a loss with
 * the name of its field. What {@link importGift} could not read, and kept in code blocks, is written as it was.
 *
 * @example
 * const { value, losses } = exportGift(parseLesson(text).lesson);
 */
export function exportGift(lesson: Lesson): Exchange<string> {
  const losses: Loss[] = [];
  const items: GiftDraft[] = [];
  loseLesson(lesson, losses);
  const ids = new IdSet();
  for (const [index, page] of lesson.pages.entries()) {
    const lose = loseInto(losses, undefined, page.position);
    if (page.id !== ids.unique(slugOf(page.title, "page"))) {
      lose("id-dropped", "page.id", `A category has no id; that of the page, \`${page.id}\`, was left out.`);
    }
    items.push(...pageItems(page, index === 0, losses));
  }
  return { value: writeGift(items), losses };
}

function loseLesson(lesson: Lesson, losses: Loss[]): void {
  const { id, title, pages } = lesson;
  const read = pages[0]?.title ?? "";
  const said: [GiftLossCode, string, string | undefined][] = [
    ["id-dropped", "id", id === slugOf(read, "lesson") ? undefined : id],
    ["title-dropped", "title", title === read ? undefined : title],
    ["description-dropped", "description", lesson.description],
    ["lang-dropped", "lang", lesson.lang],
    ["license-dropped", "license", lesson.license],
  ];
  for (const [code, field, value] of said) {
    if (value === undefined) continue;
    losses.push({ code, field, message: `GIFT does not say the lesson's ${field}; it was left out.` });
  }
}

function pageItems(page: Page, isFirst: boolean, losses: Loss[]): GiftDraft[] {
  const lose = loseInto(losses, undefined, page.position);
  const [first, ...others] = page.blocks;
  const [heading] = first?.kind === "prose" ? first.nodes : [];
  const items: GiftDraft[] = [];
  let blocks = page.blocks;
  if (first?.kind === "prose" && heading?.type === "heading" && plainText({ nodes: [heading] }) !== "") {
    items.push(categoryOf(headingName(heading, lose)));
    const rest = afterFirst(first);
    blocks = rest === undefined ? others : [rest, ...others];
  } else if (!isFirst || (first?.kind !== "prose" && page.title !== "")) {
    items.push(categoryOf(page.title === "" ? page.id : page.title));
    lose(
      "heading-made",
      "page.heading",
      "A page without a heading becomes a category, whose name is read as a heading.",
    );
  }
  for (const [index, block] of blocks.entries()) {
    if (block.kind === "quiz" && blocks[index - 1]?.kind === "quiz") {
      loseInto(losses, undefined, block.position)(
        "quiz-merged",
        "quiz",
        "In GIFT, nothing separates this quiz from the one before it.",
      );
    }
    items.push(...blockItems(block, losses));
  }
  return items;
}

/** A name as the last one of a category. */
function categoryOf(name: string): GiftDraft {
  return { type: "category", path: name.replaceAll("/", "//") };
}

function headingName(heading: MarkdownNode, lose: Lose): string {
  const [words, ...others] = heading.children ?? [];
  const name = plainText({ nodes: [heading] }).replaceAll(/\s+/g, " ");
  if (others.length > 0 || words?.type !== "text" || words.value !== name) {
    lose(
      "formatting-dropped",
      "page.heading",
      "The name of a category has no markup; that of the heading was left out.",
    );
  }
  if (heading["depth"] !== 1)
    lose("heading-depth", "page.heading", "A category is read as a heading of the first level.");
  return name;
}

/** A stretch of prose without its first node. */
function afterFirst({ markdown, nodes, position }: ProseBlock): ProseBlock | undefined {
  const [, ...rest] = nodes;
  const start = rest[0]?.position?.start;
  if (start === undefined) return undefined;
  const place: Position = { start, end: position.end };
  return {
    kind: "prose",
    markdown: markdown.slice(start.offset - position.start.offset),
    nodes: rest,
    position: place,
  };
}

function blockItems(block: Block, losses: Loss[]): GiftDraft[] {
  const lose = loseInto(losses, undefined, block.position);
  switch (block.kind) {
    case "prose":
      return [describe(block, "prose", lose)];
    case "lab":
      lose("lab-as-code", "lab", "In GIFT, a lab is a block of code that nobody can operate.");
      return [describeCode(labText(block.config))];
    case "code": {
      const { language, meta, value, recovered } = block;
      if (language === "gift" && meta === "unsupported") return [{ type: "unsupported", source: value, reason: "" }];
      if (recovered === true) lose("recovered-dropped", "recovered", "GIFT does not say that code was recovered.");
      return [describeCode(fenced(value, infoString(language, meta)))];
    }
    case "quiz":
      return quizItems(block, lose, losses);
  }
}

function describeCode(markdown: string): GiftDraft {
  return { type: "description", tags: [], stem: { format: "markdown", value: markdown } };
}

function quizItems(quiz: QuizBlock, lose: Lose, losses: Loss[]): GiftDraft[] {
  const { id, title, intro, pass, shuffle, questions, unreadable } = quiz;
  if (!/^quiz-[0-9a-f]{8}$/.test(id))
    lose("id-dropped", "quiz.id", `GIFT has no quizzes; the id \`${id}\` was left out.`);
  if (title !== undefined) lose("title-dropped", "quiz.title", "GIFT has no quizzes; the title was left out.");
  if (intro !== undefined)
    lose("intro-as-prose", "quiz.intro", "What stands before the questions became a description.");
  if (pass !== undefined) lose("pass-dropped", "quiz.pass", `GIFT does not say what passes; ${pass} was left out.`);
  if (shuffle !== undefined) lose("shuffle-dropped", "quiz.shuffle", "GIFT does not say whether options are shuffled.");
  if (questions.length === 0) lose("quiz-empty", "quiz", "A quiz without questions leaves nothing in GIFT.");
  if (unreadable.length > 0) {
    lose("unreadable-as-comment", "quiz.unreadable", "What could not be read in the quiz became a comment.");
  }
  return [
    ...(intro === undefined ? [] : [describe(intro, "quiz.intro", lose)]),
    ...questions.map((question) => questionItem(question, losses)),
    ...unreadable.map(({ markdown }) => comment(`Not readable:\n${markdown}`)),
  ];
}

function questionItem(question: Question, losses: Loss[]): GiftDraft {
  const { id, type, position } = question;
  const own: Loss[] = [];
  const exported = toGift(question, loseInto(own, id, position));
  if (!("refused" in exported)) {
    losses.push(...own);
    return exported;
  }
  const { refused } = exported;
  loseInto(losses, id, position)("question-dropped", "question", `The question became a comment. ${refused}`);
  return comment(`The ${type} question ${id} is not written: ${refused}`);
}

/** A comment that gives the question after it neither an id nor a tag. */
function comment(text: string): GiftDraft {
  return { type: "comment", text: text.replaceAll(/\[(?=(?:id|tag):)/g, "[ ") };
}
