import type { Range, Source } from "../parse/source.ts";

/** The lines of a range that have text, each without the white space around it. */
export function textLines(range: Range, source: Source): Range[] {
  const lines: Range[] = [];
  for (let line = source.lineAt(range.start); line < source.lineStarts.length; line += 1) {
    const start = Math.max(source.lineStarts[line] ?? 0, range.start);
    if (start >= range.end) break;
    const trimmed = source.trimmed(start, Math.min(source.lineStarts[line + 1] ?? range.end, range.end));
    if (trimmed.start < trimmed.end) lines.push(trimmed);
  }
  return lines;
}

/** Words separated by commas, each without the white space around it; empty ones stay, to be complained about. */
export function commaSeparated(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}
