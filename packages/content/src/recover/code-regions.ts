import type { Range, Source } from "../parse/source.ts";
import { BlockScanner } from "../scan/block-scanner.ts";
import { findCode } from "./find-code.ts";

/** Code that has lost its fence. */
export interface CodeRegion {
  /** Whole lines, without the last line end. */
  range: Range;
  /** The language that its lines speak for; `text` when they speak for none. */
  language: string;
}

/**
 * Finds code that has lost its fence in a stretch of Markdown. What stands in fences or HTML is left alone, so that a fence
 * put around a region is one.
 */
export function findRegions(source: Source, range: Range): CodeRegion[] {
  const { text } = source;
  const lines = linesOf(source, range);
  const regions: CodeRegion[] = [];
  for (const stretch of openStretches(lines, source)) {
    for (const { start, end, language } of findCode(stretch.map((line) => text.slice(line.start, line.end)))) {
      const [first, last] = [stretch[start], stretch[end - 1]];
      if (first !== undefined && last !== undefined) {
        regions.push({ range: { start: first.start, end: last.end }, language });
      }
    }
  }
  return regions.filter(canBeFenced(lines, source));
}

/** The lines of a range, without their ends. */
function linesOf(source: Source, range: Range): Range[] {
  const lines: Range[] = [];
  for (let line = source.lineAt(range.start); line < source.lineStarts.length; line += 1) {
    const start = Math.max(source.lineStarts[line] ?? 0, range.start);
    if (start >= range.end) break;
    let end = Math.min(source.lineStarts[line + 1] ?? source.text.length, range.end);
    while (end > start && /[\r\n]/.test(source.text.charAt(end - 1))) end -= 1;
    lines.push({ start, end });
  }
  return lines;
}

/** Runs of lines that stand in no fence, blank lines left out. */
function openStretches(lines: readonly Range[], { text, hasHtml }: Source): Range[][] {
  const stretches: Range[][] = [[]];
  const scanner = new BlockScanner(hasHtml);
  let isFenced = false;
  for (const { start, end } of lines) {
    const line = text.slice(start, end);
    if (isFenced || /^ {0,3}(?:```|~~~)/.test(line)) {
      scanner.read(text, start, end);
      isFenced = scanner.hides(text, start, end) === "code";
      if ((stretches.at(-1)?.length ?? 0) > 0) stretches.push([]);
    } else if (line.trim() !== "") {
      stretches.at(-1)?.push({ start, end });
    }
  }
  return stretches;
}

/** Whether a fence where the region starts would be one: nothing before it is still open. */
function canBeFenced(lines: readonly Range[], { text, hasHtml }: Source): (region: CodeRegion) => boolean {
  const scanner = new BlockScanner(hasHtml);
  let next = 0;
  return ({ range }) => {
    for (let line = lines[next]; line !== undefined && line.start < range.start; line = lines[next]) {
      scanner.read(text, line.start, line.end);
      next += 1;
    }
    const isOpen = scanner.hides(text, range.start, range.start) !== undefined;
    if (isOpen) return false;
    while ((lines[next]?.start ?? range.end) < range.end) next += 1;
    scanner.reset();
    return true;
  };
}
