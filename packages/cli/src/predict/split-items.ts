import { RowBuffer } from "./input-row.ts";
import type { RowBytes } from "./input-row.ts";

const [quote, backslash, comma, newline] = [0x22, 0x5c, 0x2c, 0x0a];
const openers: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closers: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const spaces: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Each item of a JSON list, or the one value of a text that is no list, without holding the whole text. What an item is
 * made of is not looked at.
 *
 * @returns Whether the text was whole: a list that ends, and nothing after it.
 */
export async function* splitItems(
  pieces: AsyncIterable<Uint8Array>,
  mostBytes?: number,
): AsyncGenerator<RowBytes, boolean> {
  const buffer = new RowBuffer(mostBytes);
  let line = 1;
  /** Where the item begins; 0 before its first byte. */
  let start = 0;
  let depth = 0;
  let isList: boolean | undefined;
  let isText = false;
  let isEscaped = false;
  let isOver = false;
  let hasItems = false;
  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (byte === newline) line += 1;
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isText = false;
        continue;
      }
      if (spaces.has(byte)) {
        // What stands before the list is of no item.
        if (isList === undefined) from = at + 1;
        continue;
      }
      if (isOver) return false;
      if (isList === undefined) {
        isList = byte === 0x5b;
        if (isList) {
          depth = 1;
          from = at + 1;
          continue;
        }
      }
      const isEnd = isList && depth === 1 && (byte === comma || byte === 0x5d);
      if (isEnd) {
        buffer.add(piece.subarray(from, at));
        isOver = byte === 0x5d;
        // `[]` has no item; a comma has one before it and one after it.
        if (!isOver || hasItems || start > 0) yield { line: start === 0 ? line : start, bytes: buffer.take() };
        hasItems = true;
        start = 0;
        from = at + 1;
        continue;
      }
      if (start === 0) start = line;
      if (byte === quote) isText = true;
      else if (openers.has(byte)) depth += 1;
      else if (closers.has(byte)) depth -= 1;
    }
    buffer.add(piece.subarray(from));
  }
  if (isList === true) return isOver;
  if (isList === false) yield { line: start, bytes: buffer.take() };
  return true;
}
