import type { Range, Source } from "./source.ts";

/** The names of the fields in a quiz. */
const fieldNames = ["TITLE", "INTRO", "Q", "ID", "A", "CORRECT", "EXPLAIN", "POINTS"] as const;

/** The name of a field. */
export type FieldName = (typeof fieldNames)[number];

/** How a quiz is written: every field at the start of a line, or several run together on one. */
export type Profile = "strict" | "scraped";

/** A field of a quiz as it stands in the text. */
export interface Field {
  name: FieldName;
  /** From the first letter of the name to the last character of the value. */
  range: Range;
  /** The value without the white space around it. */
  value: Range;
  /** Whether the value follows the colon without white space: then it may as well be text. */
  isGlued: boolean;
}

/** What reading the fields of a quiz found. */
export interface FieldScan {
  fields: Field[];
  /** What stands before the first field. */
  before: Range;
  /** Words at a line's start that look like a field and are none. */
  unknown: Range[];
  /** An `---END-QUIZ---` at the end of a line of fields; only the scraped profile looks for it. */
  end: Range | undefined;
}

/** What may open in the middle of a line after a field, in the scraped profile. */
const inlineSuccessors: Readonly<Record<FieldName, readonly FieldName[]>> = {
  TITLE: ["INTRO"],
  INTRO: [],
  Q: ["A"],
  ID: ["Q", "A"],
  POINTS: ["A"],
  A: ["A", "CORRECT"],
  CORRECT: ["EXPLAIN"],
  EXPLAIN: [],
};

const inlineEnd = "---END-QUIZ---";

/**
 * Finds the fields of a quiz: one pass over its lines, each character looked at a bounded number of times.
 *
 * @param range - From after the quiz marker to before the next one.
 * @param hidden - Code and HTML in that range, in order; nothing in it is a field.
 *
 * ```markdown
 * > | Q: Which? A: This A: That CORRECT: 0
 *     ^         ^       ^       ^
 * ```
 */
export function scanFields(source: Source, range: Range, hidden: readonly Range[], profile: Profile): FieldScan {
  const scan: FieldScan = { fields: [], before: { start: range.start, end: range.end }, unknown: [], end: undefined };
  let open: { name: FieldName; start: number; valueStart: number } | undefined;

  const close = (end: number): void => {
    if (open === undefined) {
      scan.before = source.trimmed(range.start, end);
      return;
    }
    const value = source.trimmed(open.valueStart, end);
    const { name, start, valueStart } = open;
    const isGlued = valueStart < end && !isSpace(source.text[valueStart]);
    scan.fields.push({ name, range: { start, end: Math.max(value.end, valueStart) }, value, isGlued });
  };
  const openAt = (start: number, name: FieldName): void => {
    close(start);
    open = { name, start, valueStart: start + name.length + 1 };
  };

  let nextHidden = 0;
  for (const line of linesIn(source, range)) {
    while ((hidden[nextHidden]?.end ?? range.end) <= line.start) nextHidden += 1;
    if ((hidden[nextHidden]?.start ?? range.end) <= line.start) continue;
    const start = line.start + indentation(source.text, line);
    const name = labelAt(source.text, start, line.end);
    if (name !== undefined) openAt(start, name);
    else noteUnknown(source.text, { start, end: line.end }, scan.unknown);
    if (profile === "strict") continue;

    for (const place of wordStarts(source.text, { start, end: line.end })) {
      if (source.text.startsWith(inlineEnd, place) && source.text.slice(place, line.end).trim() === inlineEnd) {
        close(place);
        scan.end = { start: place, end: place + inlineEnd.length };
        return scan;
      }
      const inline = fieldAt(source.text, place, line.end);
      const opener: FieldName | undefined = place === start ? undefined : open?.name;
      if (inline !== undefined && opener !== undefined && inlineSuccessors[opener].includes(inline))
        openAt(place, inline);
    }
  }
  close(range.end);
  return scan;
}

/** The profile in which a quiz is written: scraped as soon as one line holds what only that profile reads. */
export function detectProfile(source: Source, range: Range, hidden: readonly Range[]): Profile {
  const scan = scanFields(source, range, hidden, "scraped");
  if (scan.end !== undefined) return "scraped";
  const atLineStart = (field: Field): boolean => {
    const lineStart = source.lineStarts[source.lineAt(field.range.start)] ?? 0;
    return (
      source.text.slice(Math.max(lineStart, range.start), field.range.start).trim() === "" && lineStart >= range.start
    );
  };
  return scan.fields.every(atLineStart) ? "strict" : "scraped";
}

/** The lines of a range; the first one may start in the middle of a line of the text. */
function* linesIn(source: Source, range: Range): Generator<Range> {
  for (let line = source.lineAt(range.start); line < source.lineStarts.length; line += 1) {
    const start = Math.max(source.lineStarts[line] ?? 0, range.start);
    if (start >= range.end) return;
    yield { start, end: Math.min(source.lineStarts[line + 1] ?? source.text.length, range.end) };
  }
}

const maxIndentation = 3;

/** How many spaces a line starts with, at most three: with four it would be code. */
function indentation(text: string, line: Range): number {
  let count = 0;
  while (count < maxIndentation && line.start + count < line.end && text[line.start + count] === " ") count += 1;
  return count;
}

/** The field whose name and colon stand at a place. */
function labelAt(text: string, start: number, end: number): FieldName | undefined {
  return fieldNames.find((name) => text.startsWith(`${name}:`, start) && start + name.length < end);
}

/** The field that opens at a place in a line: a known name, a colon, and then white space or the end. */
function fieldAt(text: string, start: number, end: number): FieldName | undefined {
  const name = labelAt(text, start, end);
  if (name === undefined) return undefined;
  const after = start + name.length + 1;
  return after === end || isSpace(text[after]) ? name : undefined;
}

/** The places in a line at which a word starts, at its start or after white space, outside code spans. */
function* wordStarts(text: string, line: Range): Generator<number> {
  const spans = codeSpans(text, line);
  let span = 0;
  for (let place = line.start; place < line.end; place += 1) {
    while ((spans[span]?.end ?? line.end) <= place) span += 1;
    const current = spans[span];
    if (current !== undefined && current.start <= place) {
      place = current.end - 1;
      continue;
    }
    if ((place === line.start || isSpace(text[place - 1])) && !isSpace(text[place])) yield place;
  }
}

/** The code spans of a line: a run of backticks up to the next run of the same length. */
function codeSpans(text: string, line: Range): Range[] {
  const runs: Range[] = [];
  for (let place = line.start; place < line.end; place += 1) {
    if (text[place] !== "`") continue;
    const start = place;
    while (place < line.end && text[place] === "`") place += 1;
    runs.push({ start, end: place });
  }
  const lastOfLength = new Map<number, number>();
  const nextOfLength: (number | undefined)[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) continue;
    nextOfLength[index] = lastOfLength.get(run.end - run.start);
    lastOfLength.set(run.end - run.start, index);
  }
  const spans: Range[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const closing = nextOfLength[index];
    const opener = runs[index];
    const closer = closing === undefined ? undefined : runs[closing];
    if (opener === undefined || closer === undefined || closing === undefined) continue;
    spans.push({ start: opener.start, end: closer.end });
    index = closing;
  }
  return spans;
}

const unknownField = /^[A-Z][A-Z-]+(?=:(?:\s|$))/u;

function noteUnknown(text: string, line: Range, unknown: Range[]): void {
  const word = unknownField.exec(text.slice(line.start, Math.min(line.end, line.start + 40)))?.[0];
  if (word !== undefined) unknown.push({ start: line.start, end: line.start + word.length });
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && character.trim() === "";
}
