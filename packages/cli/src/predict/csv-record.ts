/**
 * The cells of one record of CSV (RFC 4180); `undefined` where a quote stands in an unquoted cell or after a quoted one.
 */
export function cellsOf(record: string): string[] | undefined {
  const text = record.endsWith("\r") ? record.slice(0, -1) : record;
  const cells: string[] = [];
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;
  for (;;) {
    const found = cell.exec(text);
    if (found === null) return undefined;
    const [, quoted, plain = "", end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") return cells;
    // At the end of the text, an empty cell is left.
    if (cell.lastIndex === text.length) return [...cells, ""];
  }
}

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const words: ReadonlyMap<string, string> = new Map([
  ["true", "true"],
  ["True", "true"],
  ["TRUE", "true"],
  ["false", "false"],
  ["False", "false"],
  ["FALSE", "false"],
  ["null", "null"],
]);

/**
 * A cell as JSON text: a number, a flag, or a list or object in JSON as what it is, all else as a text. An empty cell is a
 * missing value, `undefined`.
 *
 * @param isText - Whether the column is texts, whatever its cells look like.
 */
export function jsonOfCell(cell: string, isText: boolean): string | undefined {
  if (isText) return JSON.stringify(cell);
  const trimmed = cell.trim();
  if (trimmed === "") return undefined;
  const word = words.get(trimmed);
  if (word !== undefined) return word;
  if (number.test(trimmed) || (/^[[{]/.test(trimmed) && isJson(trimmed))) return trimmed;
  return JSON.stringify(cell);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
