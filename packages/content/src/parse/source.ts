import type { Point, Position } from "@mlops/schema";

/** A text and its lines: turns offsets into points. */
export class Source {
  readonly text: string;
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[];

  /**
   * Whether HTML blocks are looked for. Not in a text that was copied without its blank lines: there, tags are code that lost
   * its fence, and a block of HTML would never end. Such a text has no blank line and a quiz run together.
   */
  readonly hasHtml: boolean;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let offset = 0; offset < text.length; offset += 1) {
      const unit = text.charCodeAt(offset);
      if (unit === lineFeed || (unit === carriageReturn && text.charCodeAt(offset + 1) !== lineFeed)) {
        starts.push(offset + 1);
      }
    }
    this.lineStarts = starts;
    const isRunTogether = /^---QUIZ---[ \t]+\S|\S[ \t]+---END-QUIZ---[ \t]*$/m.test(text);
    this.hasHtml = !isRunTogether || hasBlankLine(text, starts);
  }

  /** The index in {@link lineStarts} of the line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  point(offset: number): Point {
    const line = this.lineAt(offset);
    return { line: line + 1, column: offset - (this.lineStarts[line] ?? 0) + 1, offset };
  }

  position(start: number, end: number): Position {
    return { start: this.point(start), end: this.point(end) };
  }

  /** The range without the white space at its ends; where there is nothing else, the empty range at its start. */
  trimmed(start: number, end: number): Range {
    const value = this.text.slice(start, end);
    const length = value.trimEnd().length;
    return length === 0
      ? { start, end: start }
      : { start: start + value.length - value.trimStart().length, end: start + length };
  }

  /**
   * The place in the text of an offset in a body that stands between fences.
   *
   * @param fence - Where the block stands; the body starts on its second line, indented as the fence is.
   */
  offsetInBody(fence: Position, body: string, offset: number): number {
    const lines = body.slice(0, offset).split(/\r\n|[\r\n]/);
    const lineStart = this.lineStarts[fence.start.line + lines.length - 1] ?? fence.end.offset;
    return Math.min(lineStart + fence.start.column - 1 + (lines.at(-1) ?? "").length, fence.end.offset);
  }
}

/** A stretch of the text as offsets; `end` is the place after the last character. */
export interface Range {
  start: number;
  end: number;
}

/** Whether a blank line stands between lines that are not. */
function hasBlankLine(text: string, lineStarts: readonly number[]): boolean {
  let lastText: number | undefined;
  for (const [line, start] of lineStarts.entries()) {
    if (!/\S/.test(text.slice(start, lineStarts[line + 1] ?? text.length))) continue;
    if (lastText !== undefined && lastText < line - 1) return true;
    lastText = line;
  }
  return false;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
