import type { Range, Source } from "../parse/source.ts";
import { BlockScanner } from "../scan/block-scanner.ts";
import { codeIndent, indentOf } from "../scan/columns.ts";
import { contentEnd } from "../scan/next-cut.ts";
import { wordStarts } from "./code-spans.ts";
import { isFieldName } from "./field-names.ts";
import type { FieldName } from "./field-names.ts";
import { inlineQuestion } from "./inline-questions.ts";
import { labelLikeIn } from "./label-like.ts";
import type { LabelLike } from "./label-like.ts";
import { indentation, labelAt } from "./label.ts";
import type { Label } from "./label.ts";

/** How a quiz is written: every field at the start of a line, or several run together on one. */
export type Profile = "strict" | "scraped";

/** A field of a quiz as it stands in the text. */
export interface Field {
  name: FieldName;
  /** What stands between the braces after the name, if there are any. */
  attributes: Range | undefined;
  /** From the first letter of the name to the last character of the value. */
  range: Range;
  /** The value without the white space around it; an indentation of its first line stays when it has a line of its own. */
  value: Range;
  /** Whether the value follows the colon without white space: then it may as well be text. */
  isGlued: boolean;
}

/** What looks like the label of a field and is read as text. */
export interface UnknownLabel extends Range {
  /** What was probably meant; `undefined` for a word that is the name of no field. */
  like: LabelLike | undefined;
  /** Whether it may as well be text: in code that is indented, or within a line where no space follows its colon. */
  mayBeText: boolean;
}

/** What reading the fields of a quiz found. */
export interface FieldScan {
  fields: Field[];
  /** What stands before the first field. */
  before: Range;
  /** What looks like a label and is none, in the order of the text. */
  unknown: UnknownLabel[];
  /** Whole questions within a line, which are text of the field before them, from their `Q:` to the end of the line. */
  questions: Range[];
  /** An `---END-QUIZ---` at the end of a line of fields; only the scraped profile looks for it. */
  end: Range | undefined;
}

/** What may open in the middle of a line after a field, in the scraped profile. */
const inlineSuccessors: Readonly<Partial<Record<FieldName, readonly FieldName[]>>> = {
  TITLE: ["INTRO"],
  Q: ["A"],
  ID: ["Q", "A"],
  POINTS: ["A"],
  A: ["A", "CORRECT"],
  CORRECT: ["EXPLAIN"],
};

const inlineEnd = "---END-QUIZ---";

/**
 * Finds the fields of a quiz: one pass over its lines, each character looked at a bounded number of times. A label starts
 * its value afresh: what stood open before it is closed.
 *
 * @param range - From after the quiz marker to before the next one.
 *
 * ```markdown
 * > | Q: Which? A: This A: That CORRECT: 0
 *     ^         ^       ^       ^
 * ```
 */
export function scanFields(source: Source, range: Range, profile: Profile): FieldScan {
  const { text } = source;
  const before = { start: range.start, end: range.start };
  const scan: FieldScan = { fields: [], before, unknown: [], questions: [], end: undefined };
  const scanner = new BlockScanner(source.hasHtml);
  let open: { start: number; label: Label } | undefined;

  const close = (end: number): void => {
    if (open === undefined) {
      scan.before = source.trimmed(range.start, end);
      return;
    }
    const { start, label } = open;
    const value = valueRange(source, label.end, end);
    const { name, attributes, isGlued } = label;
    scan.fields.push({ name, attributes, range: { start, end: Math.max(value.end, label.end) }, value, isGlued });
  };
  const openAt = (start: number, label: Label): void => {
    close(start);
    open = { start, label };
  };

  const noteQuestion = (lineStart: number, end: number): void => {
    if (open === undefined) return;
    const { name, end: valueStart } = open.label;
    const start = inlineQuestion(text, name, { start: Math.max(lineStart, valueStart), end });
    if (start !== undefined) scan.questions.push({ start, end: source.trimmed(start, end).end });
  };

  for (const line of linesIn(source, range)) {
    const lineEnd = contentEnd(text, line.start, line.end);
    if (scanner.hides(text, line.start, lineEnd) !== undefined) {
      scanner.read(text, line.start, lineEnd);
      continue;
    }
    const start = line.start + indentation(text, line.start, lineEnd);
    const label = labelAt(text, start, lineEnd);
    const isCode = label === undefined && !scanner.isInParagraph && isIndented(text, line.start, lineEnd);
    if (label === undefined) {
      noteUnknown(text, { start: line.start, end: lineEnd }, scan.unknown, scanner.isInParagraph);
      scanner.read(text, line.start, lineEnd);
    } else {
      openAt(start, label);
      scanner.startValue(text, label.end, lineEnd);
    }
    if (profile === "strict") {
      if (!isCode) noteQuestion(line.start, lineEnd);
      continue;
    }

    for (const place of wordStarts(text, { start, end: lineEnd })) {
      if (text.startsWith(inlineEnd, place) && text.slice(place, lineEnd).trim() === inlineEnd) {
        if (!isCode) noteQuestion(line.start, place);
        close(place);
        scan.end = { start: place, end: place + inlineEnd.length };
        return scan;
      }
      const opener: FieldName | undefined = place === start ? undefined : open?.label.name;
      const inline = opener === undefined ? undefined : labelAt(text, place, lineEnd);
      if (opener === undefined || inline === undefined) continue;
      if (inlineSuccessors[opener]?.includes(inline.name) !== true) continue;
      if (inline.isGlued) {
        const like = { name: inline.name, label: text.slice(place, inline.end), start: place, end: inline.end };
        scan.unknown.push({ ...like, like, mayBeText: true });
        continue;
      }
      openAt(place, inline);
      scanner.startValue(text, inline.end, lineEnd);
    }
    if (!isCode) noteQuestion(line.start, lineEnd);
  }
  close(range.end);
  return scan;
}

/** The profile in which a quiz is written: scraped as soon as one line holds what only that profile reads. */
export function detectProfile(source: Source, range: Range): Profile {
  const scan = scanFields(source, range, "scraped");
  if (scan.end !== undefined) return "scraped";
  const startsLine = ({ range: { start } }: Field): boolean => {
    const lineStart = source.lineStarts[source.lineAt(start)] ?? 0;
    return lineStart >= range.start && source.text.slice(lineStart, start).trim() === "";
  };
  return scan.fields.every(startsLine) ? "strict" : "scraped";
}

/** The value of a field from after its colon: trimmed on the line of the label; else from the first line that has text. */
function valueRange(source: Source, start: number, end: number): Range {
  const trimmed = source.trimmed(start, end);
  if (trimmed.start === trimmed.end) return { start, end: start };
  const lineStart = source.lineStarts[source.lineAt(trimmed.start)] ?? 0;
  return lineStart < start ? trimmed : { start: lineStart, end: trimmed.end };
}

/** The lines of a range; the first one may start in the middle of a line of the text. */
function* linesIn(source: Source, range: Range): Generator<Range> {
  for (let line = source.lineAt(range.start); line < source.lineStarts.length; line += 1) {
    const start = Math.max(source.lineStarts[line] ?? 0, range.start);
    if (start >= range.end) return;
    yield { start, end: Math.min(source.lineStarts[line + 1] ?? source.text.length, range.end) };
  }
}

const fieldLike = /^ {0,3}([A-Za-z][A-Za-z-]*)(?:\{[^}]*\})?:(?=\s|$)/u;
const longestFieldLike = 60;

/** Whether a line is indented so far that it is code where it is not in a paragraph. */
function isIndented(text: string, start: number, end: number): boolean {
  return indentOf(text, start, end).columns >= codeIndent;
}

/** What starts a line and was probably meant as a field: a label that is not quite one, or a word in capitals. */
function noteUnknown(text: string, line: Range, unknown: UnknownLabel[], isInParagraph: boolean): void {
  const like = labelLikeIn(text, line);
  if (like !== undefined) {
    const mayBeText = !isInParagraph && isIndented(text, line.start, line.end);
    unknown.push({ start: like.start, end: like.end, like, mayBeText });
    return;
  }
  const found = fieldLike.exec(text.slice(line.start, Math.min(line.end, line.start + longestFieldLike)));
  const [whole, word] = found ?? [];
  if (whole === undefined || word === undefined) return;
  const isMeant = word === word.toUpperCase() ? word.length > 1 : isFieldName(word.toUpperCase());
  const start = line.start + whole.indexOf(word);
  if (isMeant) unknown.push({ start, end: start + word.length, like: undefined, mayBeText: false });
}
