import { UsageError } from "../io.ts";
import { parseJson } from "../json/parse-json.ts";
import { printable } from "../printable.ts";
import { cellsOf, jsonOfCell } from "./csv-record.ts";
import { mostRowBytes } from "./input-row.ts";
import type { InputRow, RowBytes, UnreadRow } from "./input-row.ts";
import { splitItems } from "./split-items.ts";
import { splitLines } from "./split-lines.ts";

/** How rows are written in a file. */
export type RowFormat = "json" | "ndjson" | "csv";

/** The format that the name of a file tells; standard input is lines of JSON. */
export function formatOf(path: string): RowFormat {
  if (path === "-" || /\.(?:ndjson|jsonl)$/i.test(path)) return "ndjson";
  if (/\.json$/i.test(path)) return "json";
  if (/\.csv$/i.test(path)) return "csv";
  throw new UsageError("--format is missing: the name of the file ends in none of .json, .ndjson, .jsonl and .csv");
}

/**
 * The rows of a file, one after the other, in memory for one row. A row that cannot be read stands in its place.
 *
 * @param texts - The columns of CSV that are texts.
 * @throws UsageError for CSV without a header, or with a name twice.
 */
export async function* readRows(
  pieces: AsyncIterable<Uint8Array>,
  format: RowFormat,
  texts: ReadonlySet<string> = new Set(),
): AsyncGenerator<InputRow | UnreadRow> {
  let row = 0;
  const found = format === "csv" ? csvRows(pieces, texts) : format === "json" ? itemRows(pieces) : lineRows(pieces);
  for await (const one of found) {
    yield "text" in one ? inputRow(row, one.line, one.text) : { row, ...one };
    row += 1;
  }
}

/** A row of JSON text. */
export function inputRow(row: number, line: number, text: string): InputRow | UnreadRow {
  try {
    return { row, line, text: text.trim(), value: parseJson(text) };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it nests too deeply";
    return { row, line, fault: `not JSON: ${printable(reason).slice(0, 120)}` };
  }
}

type Found = { readonly line: number; readonly text: string } | { readonly line: number; readonly fault: string };

async function* lineRows(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Found> {
  for await (const one of splitLines(pieces)) {
    const found = decoded(one);
    if (!("text" in found) || found.text.trim() !== "") yield found;
  }
}

async function* itemRows(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Found> {
  const items = splitItems(withoutMark(pieces));
  let line = 1;
  for (;;) {
    const { done, value } = await items.next();
    if (done === true) {
      if (!value) yield { line, fault: "not JSON: the list does not end, or something stands after it" };
      return;
    }
    ({ line } = value);
    yield decoded(value);
  }
}

async function* csvRows(pieces: AsyncIterable<Uint8Array>, texts: ReadonlySet<string>): AsyncGenerator<Found> {
  let names: readonly string[] | undefined;
  for await (const one of splitLines(withoutMark(pieces), { quotes: true })) {
    const found = decoded(one);
    const cells = "text" in found ? cellsOf(found.text) : undefined;
    if (names === undefined) {
      names = headerOf(cells, texts);
      continue;
    }
    if (!("text" in found)) yield found;
    else if (cells === undefined) yield { line: one.line, fault: "a quote stands where none may" };
    else if (cells.length === 1 && cells[0] === "" && names.length > 1) continue;
    else if (cells.length !== names.length) {
      yield { line: one.line, fault: `expected ${names.length} cells, received ${cells.length}` };
    } else yield { line: one.line, text: objectText(names, cells, texts) };
  }
}

function headerOf(cells: readonly string[] | undefined, texts: ReadonlySet<string>): readonly string[] {
  if (cells === undefined) throw new UsageError("the first line of CSV names the columns; this one is no CSV");
  if (new Set(cells).size < cells.length) throw new UsageError("the first line of CSV names each column once");
  const unknown = [...texts].find((name) => !cells.includes(name));
  if (unknown !== undefined) throw new UsageError(`--texts names ${JSON.stringify(unknown)}, which is no column`);
  return cells;
}

function objectText(names: readonly string[], cells: readonly string[], texts: ReadonlySet<string>): string {
  const members = names.flatMap((name, at) => {
    const value = jsonOfCell(cells[at] ?? "", texts.has(name));
    return value === undefined ? [] : [`${JSON.stringify(name)}:${value}`];
  });
  return `{${members.join(",")}}`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decoded({ line, bytes }: RowBytes): Found {
  if (bytes === undefined) return { line, fault: `a row has at most ${mostRowBytes} bytes` };
  try {
    return { line, text: utf8.decode(bytes) };
  } catch {
    return { line, fault: "not UTF-8 text" };
  }
}

const mark = [0xef, 0xbb, 0xbf];

/** Without the byte order mark that some programs begin a text with. */
async function* withoutMark(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const piece of pieces) {
    if (head === undefined) {
      yield piece;
      continue;
    }
    head = Buffer.concat([head, piece]);
    if (head.length < mark.length) continue;
    yield mark.every((byte, at) => head?.[at] === byte) ? head.subarray(mark.length) : head;
    head = undefined;
  }
  if (head !== undefined) yield head;
}
