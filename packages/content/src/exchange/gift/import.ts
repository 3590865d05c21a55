/**
 * Reads GIFT, the plain text in which Moodle exchanges questions.
 *
 * @module
 */
import type { Block, Diagnostic, Lesson } from "@mlops/schema";
import { maxPageLength } from "../../limits.ts";
import { isId } from "../../parse/ids.ts";
import { parseLesson } from "../../parse/parse-lesson.ts";
import type { Draft, LessonDraft, QuestionDraft } from "../../write/draft.ts";
import { serializeLesson, serializeQuestion } from "../../write/write-lesson.ts";
import type { Exchange, Loss } from "../exchange.ts";
import { markdownOf } from "../text-to-markdown.ts";
import { toQuestionDraft } from "./import-question.ts";
import type { GiftAsked } from "./import-question.ts";
import { loseInto, richOf } from "./import-text.ts";
import type { Lose } from "./import-text.ts";
import { parseGift } from "./parse.ts";
import type { GiftOptions } from "./parse.ts";
import type { GiftCategory, GiftDescription, GiftItem, GiftQuestion } from "./syntax.ts";
import { writeGift } from "./write.ts";

export type { Exchange, Loss } from "../exchange.ts";
export type { GiftCode } from "./codes.ts";
export { parseGift } from "./parse.ts";
export type { GiftOptions, GiftResult } from "./parse.ts";
export type {
  GiftAccepted,
  GiftCategory,
  GiftChoice,
  GiftDescription,
  GiftEssay,
  GiftFormat,
  GiftItem,
  GiftMatching,
  GiftMultipleChoice,
  GiftNumber,
  GiftNumerical,
  GiftPair,
  GiftQuestion,
  GiftQuestionBase,
  GiftReply,
  GiftShortAnswer,
  GiftText,
  GiftTrueFalse,
  GiftUnsupported,
} from "./syntax.ts";

/** How GIFT becomes a lesson. */
export interface ImportGiftOptions extends GiftOptions {
  /**
   * The title of the lesson.
   *
   * @default the name of the first category
   */
  title?: string | undefined;
  /**
   * The id of the lesson.
   *
   * @default made from the title
   */
  id?: string | undefined;
}

/** A lesson made from GIFT. */
export interface GiftImport extends Exchange<Lesson> {
  /** The lesson in its canonical form: the text that its positions refer to. */
  text: string;
  /** What was found while the GIFT was read; their positions are those in the GIFT, as are those of the losses. */
  diagnostics: Diagnostic[];
}

/**
 * Makes a lesson from GIFT: a page for every category, prose for every description, and quizzes for runs of questions.
 *
 * Never throws on a text. An item that cannot be read, or has no counterpart, becomes a code block `gift unsupported` with
 * its source, and a loss.
 *
 * @example
 * const { text, losses } = importGift(await readFile("questions.gift", "utf8"), { title: "Serving" });
 */
export function importGift(gift: string, options: ImportGiftOptions = {}): GiftImport {
  const { title = "", id = "", maxLength } = options;
  const { items, diagnostics } = parseGift(gift, { maxLength });
  const lesson = { schemaVersion: 1 as const, id, title };
  // Each question is looked at by itself only where the whole shows that one of them cannot be read.
  const quick = attempt(() => build(items, lesson, false));
  const built = quick instanceof RangeError || !quick.isSound ? build(items, lesson, true) : quick;
  const { value, text, losses, faults } = built;
  for (const { code, message } of faults) losses.push({ code, field: "text", message });
  return { value, text, losses, diagnostics };
}

interface Built extends Omit<GiftImport, "diagnostics"> {
  /** The errors that are found when the text is read. */
  faults: Diagnostic[];
  /** Whether there are none, and every question was read as one of its kind. */
  isSound: boolean;
}

/**
 * Builds the lesson.
 *
 * @param isChecked - Whether a question that would not be read again is replaced by its source.
 * @throws RangeError when one cannot be written, and none was replaced.
 */
function build(items: readonly GiftItem[], lesson: Omit<LessonDraft, "pages">, isChecked: boolean): Built {
  const draft: Drafting = { pages: [], ids: new Set(), losses: [], isChecked };
  for (const item of items) {
    if (item.type === "category" || draft.pages.length === 0) draft.pages.push({ id: "", title: "", blocks: [] });
    addItem(item, draft.pages.at(-1)?.blocks ?? [], draft);
  }
  const { pages, losses } = draft;
  const text = serializeLesson({ ...lesson, pages });
  const { lesson: value, diagnostics } = parseLesson(text, { maxLength: Number.POSITIVE_INFINITY });
  const faults = diagnostics.filter(({ severity, code }) => severity === "error" && code !== "text-empty");
  const isSound = faults.length === 0 && hasSameParts(value, { pages });
  return { value, text, losses, faults, isSound };
}

/** Whether two lessons have as many pages, and on each the same kinds of questions. */
function hasSameParts(one: Pick<LessonDraft, "pages">, other: Pick<LessonDraft, "pages">): boolean {
  const parts = ({ pages }: Pick<LessonDraft, "pages">): string[] =>
    pages.map(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "quiz" ? block.questions.map(({ type }) => type) : [])).join(),
    );
  return parts(one).join("/") === parts(other).join("/");
}

/** What a function gives, or the RangeError that it throws. */
function attempt<T>(make: () => T): T | RangeError {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

/** A lesson while it is put together. */
interface Drafting {
  pages: LessonDraft["pages"];
  /** The ids of questions that are taken. */
  ids: Set<string>;
  losses: Loss[];
  isChecked: boolean;
}

function addItem(item: GiftItem, blocks: Draft<Block>[], drafting: Drafting): void {
  if (item.type === "category") {
    blocks.push(headingOf(item, loseInto(drafting.losses, undefined, item.position)));
    return;
  }
  const refused =
    item.type === "unsupported"
      ? `This could not be read (${item.reason})`
      : item.position.end.offset - item.position.start.offset > maxPageLength
        ? `This is longer than ${maxPageLength} characters`
        : item.type === "description"
          ? addProse(item, blocks, drafting)
          : addQuestion(item, blocks, drafting);
  if (refused === undefined) return;
  const source = item.type === "unsupported" ? item.source : writeGift([item]).trimEnd();
  blocks.push({ kind: "code", language: "gift", meta: "unsupported", value: source });
  const lose = loseInto(drafting.losses, "id" in item ? item.id : undefined, item.position);
  lose("unsupported", "question", `${refused}; its source is kept in a code block.`);
}

/** Adds a description; where it would be read as something else, says so. */
function addProse(item: GiftDescription, blocks: Draft<Block>[], { losses, isChecked }: Drafting): string | undefined {
  const own: Loss[] = [];
  const lose = loseInto(own, item.id, item.position);
  const prose: Draft<Block> = { kind: "prose", ...richOf(item.stem, "moodle", "prompt", lose) };
  if (isChecked) {
    const pages = [{ id: "", title: "", blocks: [prose] }];
    const { lesson } = parseLesson(serializeLesson({ schemaVersion: 1, id: "", title: "", pages }));
    if (!hasSameParts(lesson, { pages })) return "This description would be read as something else";
  }
  loseNames(item, undefined, lose);
  if (item.tags.length > 0) lose("tags-dropped", "tags", "Prose has no tags; those of the description were left out.");
  losses.push(...own);
  blocks.push(prose);
  return undefined;
}

/** Adds a question to the quiz that is last, or to a new one; where it has no counterpart, says why. */
function addQuestion(item: GiftAsked, blocks: Draft<Block>[], drafting: Drafting): string | undefined {
  const own: Loss[] = [];
  const id = idFor(item, drafting.ids);
  const lose = loseInto(own, id, item.position);
  const draft = toQuestionDraft(item, id, lose);
  if ("refused" in draft) return `This ${item.type} question has no counterpart (${draft.refused})`;
  const reason = drafting.isChecked ? reasonAgainst(draft) : undefined;
  if (reason !== undefined) return `This ${item.type} question has no counterpart (${reason})`;
  if (id !== undefined) drafting.ids.add(id);
  loseNames(item, id, lose);
  drafting.losses.push(...own);
  const last = blocks.at(-1);
  if (last?.kind === "quiz") last.questions.push(draft);
  else blocks.push({ kind: "quiz", id: "", questions: [draft], unreadable: [] });
  return undefined;
}

/** The id for a question: from its comment, else its name, where that can be one and is not taken. */
function idFor({ id, title }: GiftAsked, ids: ReadonlySet<string>): string | undefined {
  return [id, title].find((name) => name !== undefined && isId(name) && !ids.has(name));
}

/** Says which names of an item were not used as its id. */
function loseNames({ id, title }: GiftQuestion, used: string | undefined, lose: Lose): void {
  if (id !== undefined && id !== used) {
    lose("id-dropped", "id", `\`${id}\` cannot be an id here, or is taken; it was left out.`);
  }
  if (title !== undefined && title !== used) {
    lose("title-dropped", "title", `A question of a lesson has no name; \`${title}\` was left out.`);
  }
}

/** Why a question would not be read again as one; `undefined` for those that are. */
function reasonAgainst(draft: QuestionDraft): string | undefined {
  const text = attempt(() => serializeQuestion(draft));
  if (text instanceof RangeError) return text.message;
  const { lesson, diagnostics } = parseLesson(`---QUIZ---\n\n${text}\n---END-QUIZ---\n`);
  const fault = diagnostics.find(({ severity }) => severity === "error");
  const [block] = lesson.pages[0]?.blocks ?? [];
  const isRead = block?.kind === "quiz" && block.questions.length === 1 && block.questions[0]?.type === draft.type;
  return fault?.message ?? (isRead ? undefined : "It would be read as something else.");
}

/** The last name of a category as a heading. */
function headingOf({ path }: GiftCategory, lose: Lose): Draft<Block> {
  const names = path
    .split(/(?<!\/)\/(?!\/)/)
    .map((name) => name.replaceAll("//", "/").trim())
    .filter((name) => name !== "");
  const value = names.at(-1) ?? path;
  if (names.length > 1) {
    lose("category-path", "category", `Only the last name of the category \`${path}\` became the heading of a page.`);
  }
  const markdown = markdownOf({ type: "heading", depth: 1, children: [{ type: "text", value }] });
  return { kind: "prose", markdown };
}
