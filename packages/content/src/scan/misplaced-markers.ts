import type { Reporter } from "../diagnostics/reporter.ts";
import type { Source } from "../parse/source.ts";
import { wordStarts } from "../quiz/code-spans.ts";
import { labelEnd } from "../quiz/label.ts";
import { BlockScanner } from "./block-scanner.ts";
import { codeIndent, indentOf } from "./columns.ts";
import { dashes, inCapitals, unseen } from "./look-alikes.ts";
import { markerLine } from "./marker-line.ts";
import { contentEnd, frontMatterEnd } from "./next-cut.ts";
import type { Cut, CutMode } from "./next-cut.ts";

/** A part of a text as it was cut. */
interface CutPart {
  cut: Cut;
  mode: CutMode;
}

const markerLike = new RegExp(
  `[${dashes}]{2,5}[ ${unseen}]?\\p{L}[\\p{L} _${dashes}${unseen}]{2,14}?[${dashes}]{2,5}`,
  "u",
);

/** Reports lines that were probably meant as markers, and a fence that is never closed and so hides what follows it. */
export function reportMisplaced(parts: readonly CutPart[], source: Source, reporter: Reporter): void {
  const hasMore = markerLike.test(withoutMarkers(parts, source));
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (hasMore || isLast) scanPart(part, isLast, source, reporter);
  }
}

/** The text without the markers at which it was cut. */
function withoutMarkers(parts: readonly CutPart[], { text }: Source): string {
  return parts.map(({ cut: { range, marker } }) => text.slice(range.start, marker?.start ?? range.end)).join("\n");
}

function scanPart({ cut, mode }: CutPart, isLast: boolean, source: Source, reporter: Reporter): void {
  const { text, lineStarts } = source;
  const { range, marker } = cut;
  const frontMatter = range.start === 0 ? frontMatterEnd(source) : 0;
  const stop = marker === undefined ? range.end : (lineStarts[source.lineAt(marker.start)] ?? range.end);
  const scanner = new BlockScanner(source.hasHtml);
  const hidden: { start: number; end: number; by: "code" | "html" }[] = [];
  for (let line = source.lineAt(range.start); line < lineStarts.length; line += 1) {
    const start = Math.max(lineStarts[line] ?? 0, range.start);
    const end = contentEnd(text, start, lineStarts[line + 1] ?? text.length);
    if (start >= stop) break;
    if (start < frontMatter) {
      reportInFrontMatter(start, end, source, reporter);
      continue;
    }
    const by = scanner.hides(text, start, end);
    if (by !== undefined && markerLine(text, start, end) !== undefined) hidden.push({ start, end, by });
    if (by === undefined) {
      const isFound =
        (mode === "quiz" && reportInContainer(start, end, source, reporter)) ||
        (!scanner.holds(text, start, end) && reportIndented(start, end, source, reporter)) ||
        reportMisspelt(start, end, source, reporter);
      if (!isFound) reportInLine({ start, end }, mode, source, reporter);
      const value = mode === "quiz" ? labelEnd(text, start, end) : undefined;
      if (value !== undefined) {
        scanner.startValue(text, value, end);
        continue;
      }
    }
    scanner.read(text, start, end);
  }
  const isUnclosed = isLast && scanner.openedAt !== undefined && scanner.opened === "code";
  for (const { start, end, by } of hidden) {
    reporter.report("marker-hidden", source.position(start, end), {
      message: `This marker stands in ${by === "code" ? "code" : "HTML"}, so it is text.`,
      received: text.slice(start, end).trim(),
      ...((by === "html" || (isUnclosed && start > (scanner.openedAt ?? 0))) && { severity: "warning" }),
    });
  }
  if (!isUnclosed) return;
  const opened = scanner.openedAt ?? 0;
  const openedEnd = contentEnd(text, opened, lineStarts[source.lineAt(opened) + 1] ?? text.length);
  reporter.report("fence-unclosed", source.position(opened, openedEnd), {
    message: "This fence is never closed, so everything after it is code.",
    expected: "a line with as many of the same characters",
    received: text.slice(opened, openedEnd),
  });
}

function reportInFrontMatter(start: number, end: number, source: Source, reporter: Reporter): void {
  const marker = markerLine(source.text, start, end);
  if (marker === undefined) return;
  reporter.report("marker-in-front-matter", source.position(marker.start, end), {
    message: "A marker inside the front matter does not count.",
    expected: "the `---` that ends the front matter before it",
    received: source.text.slice(marker.start, end),
  });
}

const mark = "(?:[-+*>]|[0-9]{1,9}[.)])";
/** With more spaces after the last mark, it is code. Each space can be matched in one way only, so none is tried twice. */
const containerMarks = new RegExp(`^ {0,3}${mark}(?: {0,4}${mark})* {0,4}(?=---[A-Z])`);
const longestMarks = 200;

/** In a quiz, whose fields are read without the blocks around them. */
function reportInContainer(start: number, end: number, source: Source, reporter: Reporter): boolean {
  const line = source.text.slice(start, end);
  const marks = containerMarks.exec(line.slice(0, longestMarks))?.[0];
  if (marks === undefined || markerLine(source.text, start + marks.length, end) === undefined) return false;
  reporter.report("marker-in-container", source.position(start + marks.length, end), {
    message: "A marker inside a list, quote or footnote does not count; it was read as text.",
    expected: "the marker at the start of a line",
    received: line.slice(marks.length),
    hint: "Take away the indentation or the `>` before it.",
  });
  return true;
}

/** Outside lists and footnotes, where it may be the indentation of what they hold. */
function reportIndented(start: number, end: number, source: Source, reporter: Reporter): boolean {
  const { columns, offset } = indentOf(source.text, start, end);
  if (columns < codeIndent || markerLine(source.text, offset, end) === undefined) return false;
  reporter.report("marker-hidden", source.position(offset, end), {
    severity: "warning",
    message: "This marker is indented so far that it is text.",
    expected: "at most three spaces before it",
    received: source.text.slice(offset, end).trim(),
  });
  return true;
}

/** What may stand before a marker at the start of a list item, quote or footnote, which the parser finds. */
const containers = /^(?:[ \t]*(?:[-+*>]|[0-9]{1,9}[.)]|\[\^[^\]\s]{1,999}\]:))*[ \t]*$/;
const exactMarker = /---(?:PAGE|QUIZ|END-QUIZ)---(?=[\s|]|$)/y;

/** Within a line of text, as when line breaks were lost. An `---END-QUIZ---` may end a line of fields. */
function reportInLine(line: { start: number; end: number }, mode: CutMode, source: Source, reporter: Reporter): void {
  const { text } = source;
  const whole = text.slice(line.start, line.end);
  if (!whole.includes("---") || /^[ \t]*</.test(whole) || markerLine(text, line.start, line.end) !== undefined) return;
  const value = mode === "quiz" ? labelEnd(text, line.start, line.end) : undefined;
  for (const place of wordStarts(text, { start: value ?? line.start, end: line.end })) {
    exactMarker.lastIndex = place;
    const marker = exactMarker.exec(text)?.[0];
    if (marker === undefined || isFirst(text.slice(value ?? line.start, place))) continue;
    const end = place + marker.length;
    if (mode === "quiz" && marker === "---END-QUIZ---" && text.slice(end, line.end).trim() === "") continue;
    reporter.report("marker-in-line", source.position(place, end), {
      message: "A marker within a line does not count; it was read as text.",
      expected: "the marker at the start of a line",
      received: marker,
      hint: "Put it on a line of its own; if it is text, put it in a code span.",
    });
  }
}

const longestContainers = 1000;
const longestGap = 10;

/** Whether a marker after this starts a list item or a value, or follows a character that is reported by itself. */
function isFirst(before: string): boolean {
  return (
    /[\u0085\u2028\u2029\v][ \t]*$/.test(before.slice(-longestGap)) ||
    containers.test(before.slice(0, longestContainers))
  );
}

const misspelt = new RegExp(
  `^([ \\t${unseen}]*(?:#{1,6} |[*_]{1,3})?)` +
    `([${dashes}]{2,5}[ ${unseen}]?(\\p{L}[\\p{L} _${dashes}${unseen}]{2,11}?)[ ${unseen}]?[${dashes}]{2,5})` +
    `([*_]{0,3}[ \\t${unseen}]*)(\\{[^}]*\\})?[ \\t${unseen}]*$`,
  "u",
);
const longestMisspelt = 120;

const meant: ReadonlyMap<string, string> = new Map([
  ["PAGE", "---PAGE---"],
  ["PAGES", "---PAGE---"],
  ["QUIZ", "---QUIZ---"],
  ["QUIZZES", "---QUIZ---"],
  ["ENDQUIZ", "---END-QUIZ---"],
  ["QUIZEND", "---END-QUIZ---"],
]);

function reportMisspelt(start: number, end: number, source: Source, reporter: Reporter): boolean {
  const { text } = source;
  if (end - start > longestMisspelt || markerLine(text, start, end) !== undefined) return false;
  if (indentOf(text, start, end).columns >= codeIndent) return false;
  const [, before = "", whole = "", name = "", after = "", attributes = ""] =
    misspelt.exec(text.slice(start, end)) ?? [];
  const right = meant.get(inCapitals(name).replaceAll(/[^A-Z]/g, ""));
  if (right === undefined) return false;
  const at = { start: start + before.length, end: start + before.length + whole.length };
  const indent = indentOf(text, start, end).offset;
  const edit = {
    start: indent,
    end: attributes === "" ? end : at.end + after.length,
    text: attributes === "" ? right : `${right} `,
  };
  reporter.report("marker-misspelt", source.position(at.start, at.end), {
    message: "This looks like a marker and is none; it was read as text.",
    expected: attributes === "" ? right : `${right} ${attributes}`,
    received: text.slice(indent, end),
    fix: { title: `Write ${right}`, edits: [edit] },
  });
  return true;
}
