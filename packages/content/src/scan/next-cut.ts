import type { Range, Source } from "../parse/source.ts";
import { labelEnd } from "../quiz/label.ts";
import { BlockScanner } from "./block-scanner.ts";
import { markerLine } from "./marker-line.ts";
import type { MarkerLine } from "./marker-line.ts";

/** A part of the text and the marker that ends it. */
export interface Cut {
  /** From after the marker before it, or the start, to the end of the marker's line, or of the text. */
  range: Range;
  marker: MarkerLine | undefined;
}

/** How a part is read: in a quiz, the label of a field starts its value afresh. */
export type CutMode = "page" | "quiz";

/**
 * Finds the next marker line that is not in code or HTML.
 *
 * @param start - Where the part starts, at the start of a line.
 * @param after - Markers before this place are passed over.
 */
export function nextCut(source: Source, start: number, mode: CutMode, after: number = start): Cut {
  const { text, lineStarts } = source;
  const scanner = new BlockScanner(source.hasHtml);
  for (let line = source.lineAt(start); line < lineStarts.length; line += 1) {
    const lineStart = Math.max(lineStarts[line] ?? 0, start);
    const lineEnd = contentEnd(text, lineStart, lineStarts[line + 1] ?? text.length);
    if (scanner.hides(text, lineStart, lineEnd) === undefined) {
      const marker = lineStart < after ? undefined : markerLine(text, lineStart, lineEnd);
      if (marker !== undefined && (mode === "quiz" || !scanner.holds(text, lineStart, lineEnd))) {
        return { range: { start, end: lineEnd }, marker };
      }
      const value = mode === "quiz" ? labelEnd(text, lineStart, lineEnd) : undefined;
      if (value !== undefined) {
        scanner.startValue(text, value, lineEnd);
        continue;
      }
    }
    scanner.read(text, lineStart, lineEnd);
  }
  return { range: { start, end: text.length }, marker: undefined };
}

/** Where front matter ends that starts a text; 0 where there is none. */
export function frontMatterEnd(source: Source): number {
  const { text, lineStarts } = source;
  const lineAt = (line: number): string => {
    const start = lineStarts[line] ?? 0;
    return text.slice(start, contentEnd(text, start, lineStarts[line + 1] ?? text.length));
  };
  if (!isFence(lineAt(0))) return 0;
  for (let line = 1; line < lineStarts.length; line += 1) {
    if (isFence(lineAt(line))) return lineStarts[line + 1] ?? text.length;
  }
  return 0;
}

function isFence(line: string): boolean {
  return line.startsWith("---") && line.trimEnd() === "---";
}

/** Where a line ends without its line end. */
export function contentEnd(text: string, start: number, end: number): number {
  let place = end;
  while (place > start && (text[place - 1] === "\n" || text[place - 1] === "\r")) place -= 1;
  return place;
}
