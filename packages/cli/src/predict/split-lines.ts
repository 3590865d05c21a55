import { RowBuffer } from "./input-row.ts";
import type { RowBytes } from "./input-row.ts";

const newline = 0x0a;
const quote = 0x22;

/** Each line of a file; with `quotes`, a line break between double quotes ends none, as in CSV (RFC 4180). */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
  { quotes = false, mostBytes }: { quotes?: boolean; mostBytes?: number } = {},
): AsyncGenerator<RowBytes> {
  const buffer = new RowBuffer(mostBytes);
  let line = 1;
  let next = 1;
  let isQuoted = false;
  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      // A doubled quote goes out and in again.
      if (quotes && byte === quote) isQuoted = !isQuoted;
      if (byte !== newline) continue;
      next += 1;
      if (isQuoted) continue;
      buffer.add(piece.subarray(from, at));
      yield { line, bytes: buffer.take() };
      line = next;
      from = at + 1;
    }
    buffer.add(piece.subarray(from));
  }
  if (buffer.length > 0) yield { line, bytes: buffer.take() };
}
