import type { Diagnostic } from "@mlops/schema";
import { defaultMaxLength } from "../../limits.ts";
import { Source } from "../../parse/source.ts";
import type { Range } from "../../parse/source.ts";
import { readAnswers } from "./answers.ts";
import { GiftBlock, settle } from "./block.ts";
import { giftCodes } from "./codes.ts";
import type { GiftDescription, GiftItem, GiftQuestion } from "./syntax.ts";

/** How GIFT is read. */
export interface GiftOptions {
  /**
   * The longest text that is read, in UTF-16 code units.
   *
   * @default 1_048_576
   */
  maxLength?: number | undefined;
}

const maxItems = 10_000;

/** What reading GIFT gives: all items, also those that could not be read, and all findings. */
export interface GiftResult {
  items: GiftItem[];
  diagnostics: Diagnostic[];
}

/**
 * Reads GIFT, the plain text in which Moodle exchanges questions, as Moodle itself does.
 *
 * Never throws on a text: an item that cannot be read is reported with its place, kept verbatim as `unsupported`, and
 * reading goes on after the next blank line. Byte order marks at the start are left out and not counted in offsets.
 *
 * @example
 * const { items } = parseGift("::sums::What is 2 + 2? {#4}");
 */
export function parseGift(text: string, options: GiftOptions = {}): GiftResult {
  const { maxLength = defaultMaxLength } = options;
  const source = new Source(text.replace(/^\uFEFF+/, ""));
  const diagnostics: Diagnostic[] = [];
  const items: GiftItem[] = [];
  if (source.text.length > maxLength) {
    diagnostics.push({
      code: "gift-text-too-long",
      severity: giftCodes["gift-text-too-long"],
      message: "The text is longer than this parser reads.",
      position: source.position(maxLength, maxLength),
      expected: `at most ${maxLength} characters`,
      received: `${source.text.length} characters`,
    });
    return { items, diagnostics };
  }

  let marks: Marks = { id: undefined, tags: new Set() };
  for (const paragraph of paragraphs(source)) {
    const block = new GiftBlock(paragraph.lines, source, diagnostics);
    for (const comment of paragraph.comments) readMarks(source.text.slice(comment.start, comment.end), marks);
    if (paragraph.lines.length === 0) continue;
    if (items.length === maxItems) {
      block.fault("gift-items-too-many", lineOf(block, 0), {
        message: "The text has more questions than are read; from here on it is kept as it is.",
        expected: `at most ${maxItems} questions, descriptions and categories`,
      });
      items.push(unsupported(block, source, source.trimmed(paragraph.whole.start, source.text.length)));
      break;
    }
    if (!paragraph.isAlone) {
      block.warn("gift-category-not-alone", lineOf(block, 0), {
        message: "No blank line separates a category from what stands next to it; Moodle would take both for one.",
        expected: "a blank line before and after `$CATEGORY:`",
      });
    }
    if (isCategory(block.text)) {
      items.push(readCategory(block, source, paragraph.whole));
      continue;
    }
    if (marks.isIdRepeated === true) {
      block.warn("gift-id-repeated", lineOf(block, 0), {
        message: "The comments before this question give it two ids; the first one counts.",
        expected: "one `[id:…]` for every question",
      });
    }
    const question = readQuestion(block, marks);
    marks = { id: undefined, tags: new Set() };
    items.push(question ?? unsupported(block, source, paragraph.whole));
  }
  return { items, diagnostics };
}

/** What comments say about the question after them. */
interface Marks {
  id: string | undefined;
  tags: Set<string>;
  isIdRepeated?: boolean;
}

/** Lines up to the next blank one. */
interface Paragraph {
  /** The lines that are no comments, without their line ends. */
  lines: Range[];
  comments: Range[];
  /** From the first line to the end of the last one. */
  whole: Range;
  /** Whether blank lines separate it from the paragraphs next to it. */
  isAlone: boolean;
}

const category = "$CATEGORY:";

function isCategory(text: string): boolean {
  return text.trimStart().startsWith(category);
}

/** The paragraphs of a text; a line with a category is always one of its own. */
function* paragraphs(source: Source): Generator<Paragraph> {
  const { text, lineStarts } = source;
  let open: Paragraph | undefined;
  for (const [index, start] of lineStarts.entries()) {
    const whole = text.slice(start, lineStarts[index + 1] ?? text.length);
    const line = whole.replace(/(?:\r\n|[\r\n])$/, "");
    const words = line.trim();
    const end = start + line.length;
    if (words === "") {
      if (open !== undefined) yield open;
      open = undefined;
      continue;
    }
    const isComment = words.startsWith("//");
    const previous = open?.lines.at(-1);
    let isAlone = true;
    if (open !== undefined && previous !== undefined && !isComment) {
      if (isCategory(line) || isCategory(text.slice(previous.start, previous.end))) {
        yield open;
        open = undefined;
        isAlone = false;
      }
    }
    open ??= { lines: [], comments: [], whole: { start, end }, isAlone };
    open.whole.end = end;
    (isComment ? open.comments : open.lines).push({ start, end });
  }
  if (open !== undefined) yield open;
}

const idPattern = /\[id:((?:\\\]|\\(?!\])|[^\]\\\u0000-\u001F\u007F]){1,300})\]/;
const tagPattern = /\[tag:((?:\\\]|\\(?!\])|[^\]\\<>`\u0000-\u001F\u007F]){1,300})\]/g;

function readMarks(comment: string, marks: Marks): void {
  const clean = (text: string): string => text.replaceAll(String.raw`\]`, "]").trim();
  const id = clean(idPattern.exec(comment)?.[1] ?? "");
  if (id !== "" && marks.id !== undefined) marks.isIdRepeated = true;
  if (id !== "") marks.id ??= id;
  for (const [, text = ""] of comment.matchAll(tagPattern)) {
    const tag = clean(text);
    if (tag !== "") marks.tags.add(tag);
  }
}

function lineOf(block: GiftBlock, start: number): Range {
  const end = block.text.indexOf("\n", start);
  return block.trimmed({ start, end: end < 0 ? block.text.length : end });
}

function readCategory(block: GiftBlock, source: Source, whole: Range): GiftItem {
  const line = lineOf(block, 0);
  const path = block.text.slice(line.start + category.length, line.end).trim();
  if (path !== "") return { type: "category", path, position: block.position(line) };
  block.fault("gift-category-empty", line, {
    message: "The category has no name.",
    expected: `${category} and a name, or names separated by /`,
  });
  return unsupported(block, source, whole);
}

function unsupported(block: GiftBlock, source: Source, { start, end }: Range): GiftItem {
  return {
    type: "unsupported",
    source: source.text.slice(start, end).replaceAll(/\r\n?/g, "\n"),
    reason: block.reason ?? "",
    position: source.position(start, end),
  };
}

/** Reads the lines of a question; `undefined` once a fault was reported. */
function readQuestion(block: GiftBlock, marks: Marks): GiftQuestion | undefined {
  const all = block.trimmed({ start: 0, end: block.text.length });
  const named = readTitle(block, all);
  if (named === undefined) return undefined;
  const { title, rest } = named;
  const braces = findBraces(block, rest);
  if (braces === undefined) return undefined;

  const base = {
    ...(title !== "" && { title }),
    ...(marks.id !== undefined && { id: marks.id }),
    tags: [...marks.tags],
    position: block.position(all),
  };
  const { open, close } = braces;
  if (open === rest.end) {
    const description: GiftDescription = { type: "description", ...base, stem: block.read(rest, "moodle") };
    return checkStem(description, block, rest);
  }
  const isMissingWord = settle(block.text.slice(close + 1, rest.end), "markdown").trim() !== "";
  const stem = block.read({ start: rest.start, end: open }, "moodle", isMissingWord);
  const format = stem.format ?? "moodle";
  const answers = readAnswers(block, { start: open + 1, end: close }, format);
  const tail = settle(block.text.slice(close + 1, rest.end), format).trimEnd();
  if (answers === undefined || block.reason !== undefined) return undefined;
  return checkStem({ ...base, stem, ...(isMissingWord && { tail }), ...answers }, block, rest);
}

function checkStem(question: GiftQuestion, block: GiftBlock, range: Range): GiftQuestion | undefined {
  const tail = "tail" in question ? (question.tail ?? "") : "";
  if (question.stem.value !== "" || tail !== "") return question;
  return block.fault("gift-stem-empty", block.trimmed(range), {
    message: "The question has no text.",
    expected: "text before the braces",
  });
}

/** The name between `::` at the start; empty where there is none. */
function readTitle(block: GiftBlock, all: Range): { title: string; rest: Range } | undefined {
  const mark = "::";
  const start = all.start + mark.length;
  if (!block.mask.startsWith(mark, all.start)) return { title: "", rest: all };
  const end = block.mask.indexOf(mark, start);
  if (end < 0) {
    return block.fault("gift-title-unclosed", lineOf(block, all.start), {
      message: "The name of the question does not end.",
      expected: "`::` after the name",
    });
  }
  const title = settle(block.text.slice(start, end), "plain").trim();
  return { title, rest: block.trimmed({ start: end + mark.length, end: all.end }) };
}

/** The one pair of braces in a range; both are at its end where there is none. */
function findBraces(block: GiftBlock, range: Range): { open: number; close: number } | undefined {
  const open = block.find("{", range);
  const close = block.find("}", range);
  if (open === range.end && close === range.end) return { open, close };
  const isPaired = open < close && close < range.end;
  if (!isPaired) {
    const place = open < range.end && open < close ? open : close;
    return block.fault(
      "gift-brace-missing",
      { start: place, end: place + 1 },
      {
        message:
          open === place
            ? "The answers are not closed before the next blank line."
            : "Nothing was opened before this brace.",
        expected: "`{` before the answers and `}` after them",
        hint: String.raw`Write \{ and \} for braces that are text.`,
      },
    );
  }
  const inner = block.find("{", { start: open + 1, end: range.end });
  const outer = block.find("}", { start: close + 1, end: range.end });
  const extra = Math.min(inner, outer);
  if (extra === range.end) return { open, close };
  return block.fault(
    "gift-brace-unexpected",
    { start: extra, end: extra + 1 },
    {
      message: "The question has more than one pair of braces.",
      expected: "one pair of braces for every question, and a blank line before the next one",
      received: block.text.charAt(extra),
      hint: String.raw`Write \{ and \} for braces that are text.`,
    },
  );
}
