/** A part of JSON that is written as it stands: a number of more digits than a double holds, or what somebody has typed. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value of a text of JSON; numbers that would lose digits stay texts. `undefined` where it is no JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text, (_name, one: unknown, context?: { source?: string }) => {
      const source = context?.source;
      const isExact = typeof one !== "number" || Number.isSafeInteger(one) || (Number.isFinite(one) && one % 1 !== 0);
      return isExact || source === undefined ? one : new Verbatim(source);
    });
    return { value };
  } catch {
    return undefined;
  }
}

/** How many characters a line of plain values may have. */
const longestLine = 48;

/** JSON to be read: two spaces a level, plain values of a list side by side. */
export function writeJson(value: unknown, indent = ""): string {
  if (value instanceof Verbatim) return value.text;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item: unknown) => writeJson(item, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${writeJson(one, inner)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const isPlain = Object.values(value).every(
    (one) => typeof one !== "object" || one === null || one instanceof Verbatim,
  );
  const lines = isPlain && (isList || parts.length === 1) ? filled(parts) : parts;
  if (lines.length === 1 && isPlain) return isList ? `[${lines[0]}]` : `{ ${lines[0]} }`;
  return `${open}\n${lines.map((line) => inner + line).join(",\n")}\n${indent}${close}`;
}

/** As many values on a line as it holds. */
function filled(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length + 2 > longestLine) lines.push(part);
    else lines[lines.length - 1] = `${last}, ${part}`;
  }
  return lines;
}
