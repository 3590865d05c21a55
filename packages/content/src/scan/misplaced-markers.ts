import type { Reporter } from "../diagnostics/reporter.ts";
import type { Source } from "../parse/source.ts";
import { labelEnd } from "../quiz/label.ts";
import { BlockScanner } from "./block-scanner.ts";
import { markerLine } from "./marker-line.ts";
import { contentEnd, frontMatterEnd } from "./next-cut.ts";
import type { Cut, CutMode } from "./next-cut.ts";

/** A part of a text as it was cut. */
interface CutPart {
  cut: Cut;
  mode: CutMode;
}

const markerLike = /^[^\r\n]{0,100}?[-–—]{2,5} ?(?:page|quiz|end)/im;

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
      if (mode === "quiz") reportInContainer(start, end, source, reporter);
      reportMisspelt(start, end, source, reporter);
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

/** In a quiz, whose fields are read without the blocks around them. */
function reportInContainer(start: number, end: number, source: Source, reporter: Reporter): void {
  const line = source.text.slice(start, end);
  const marks = /^(?: {0,3}(?:[-+*>]|[0-9]{1,9}[.)]) ?)+ *(?=---[A-Z])/.exec(line.slice(0, 200))?.[0];
  if (marks === undefined || markerLine(source.text, start + marks.length, end) === undefined) return;
  reporter.report("marker-in-container", source.position(start + marks.length, end), {
    message: "A marker inside a list, quote or footnote does not count; it was read as text.",
    expected: "the marker at the start of a line",
    received: line.slice(marks.length),
    hint: "Take away the indentation or the `>` before it.",
  });
}

const misspelt = /^( {0,3})([-–—]{2,5} ?([A-Za-z][A-Za-z _-]{2,9}?) ?[-–—]{2,5})[ \t]*(?:\{[^}]*\})?[ \t]*$/;
const longestMisspelt = 120;

const meant: ReadonlyMap<string, string> = new Map([
  ["PAGE", "---PAGE---"],
  ["PAGES", "---PAGE---"],
  ["QUIZ", "---QUIZ---"],
  ["QUIZZES", "---QUIZ---"],
  ["ENDQUIZ", "---END-QUIZ---"],
  ["QUIZEND", "---END-QUIZ---"],
]);

function reportMisspelt(start: number, end: number, source: Source, reporter: Reporter): void {
  if (end - start > longestMisspelt || markerLine(source.text, start, end) !== undefined) return;
  const match = misspelt.exec(source.text.slice(start, end));
  const [, indent = "", whole = "", name = ""] = match ?? [];
  const right = meant.get(name.toUpperCase().replaceAll(/[^A-Z]/g, ""));
  if (right === undefined) return;
  const at = { start: start + indent.length, end: start + indent.length + whole.length };
  reporter.report("marker-misspelt", source.position(at.start, at.end), {
    message: "This looks like a marker and is none; it was read as text.",
    expected: right,
    received: whole,
    fix: { title: `Write ${right}`, edits: [{ ...at, text: right }] },
  });
}
