import { CsvError, parse } from "csv-parse/sync";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import { malformed } from "./errors.ts";
import type { Table } from "./request.ts";

/** A byte order mark at the beginning is left out. */
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A table as CSV (RFC 4180) with a line of names; empty lines are left out. Where the first name is empty, its column is
 * the index that pandas writes, and is left out.
 *
 * @throws ServeError `body-empty`, `body-not-utf8`, `malformed-request`, `too-many-elements`, `too-many-keys` or
 * `string-too-long`.
 */
export function readCsv(bytes: Uint8Array, limits: Limits): Table {
  const text = decode(bytes);
  assertNarrow(text, limits.jsonKeys);
  const [header, ...rows] = records(text, limits);
  if (header === undefined) throw new ServeError("body-empty", { detail: "This route takes a line of names." });
  const isIndexed = header[0] === "" && header.length > 1;
  const cut = isIndexed ? 1 : 0;
  return {
    form: "table",
    pointer: "",
    columns: header.slice(cut),
    rows: rows.map((row) => row.slice(cut)),
    isText: true,
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new ServeError("body-not-utf8", { detail: "The bytes of the body are not UTF-8.", cause: error });
  }
}

/**
 * Refuses records of too many cells before any is made. Quotes that come in pairs are counted right; the parser stops at
 * all others.
 */
function assertNarrow(text: string, most: number): void {
  let cells = 1;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (code === 0x0a || code === 0x0d) cells = 1;
    else if (code === 0x2c) cells += 1;
    if (cells > most) throw new ServeError("too-many-keys", { detail: `A table may have ${most} columns.` });
  }
}

function records(text: string, { jsonElements, stringLength, rows }: Limits): string[][] {
  let width: number | undefined;
  let count = -1;
  let cells = 0;
  const check = (record: string[]): string[] => {
    width ??= record.length;
    count += 1;
    cells += record.length;
    if (record.length !== width) {
      throw malformed(`Failed to parse input as CSV: row ${count} has ${record.length} cells, the names are ${width}.`);
    }
    if (cells > jsonElements) {
      throw new ServeError("too-many-elements", { detail: `A table may have ${jsonElements} cells.` });
    }
    if (record.some((cell) => cell.length > stringLength)) {
      throw new ServeError("string-too-long", { detail: `A cell may have ${stringLength} characters.` });
    }
    return record;
  };
  try {
    return parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: check,
      // The names, the rows, and one more, which is refused as all others are.
      to: rows + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ServeError("malformed-request", {
      detail: "Failed to parse input as CSV: a quote is not closed, or stands within a cell that has none around it.",
      cause: error,
    });
  }
}
