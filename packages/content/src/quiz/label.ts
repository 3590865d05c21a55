import type { Range } from "../parse/source.ts";
import { isFieldName } from "./field-names.ts";
import type { FieldName } from "./field-names.ts";

/** The label of a field: its name, attributes and colon. */
export interface Label {
  name: FieldName;
  /** What stands between the braces, if there are any. */
  attributes: Range | undefined;
  /** The place after the colon. */
  end: number;
  /** Whether something other than white space follows the colon: then it may as well be text. */
  isGlued: boolean;
}

const longestName = 9;
const longestAttributes = 200;
const maxIndentation = 3;

/** How many spaces a line starts with, at most three: with four it would be code. */
export function indentation(text: string, start: number, end: number): number {
  let count = 0;
  while (count < maxIndentation && start + count < end && text[start + count] === " ") count += 1;
  return count;
}

/**
 * The label at a place in a line.
 *
 * ```markdown
 * > | A{weight=0.5 pin}: Both
 *     ^^^^^^^^^^^^^^^^^^
 * ```
 */
export function labelAt(text: string, start: number, end: number): Label | undefined {
  const limit = Math.min(end, start + longestName + 1);
  let place = start;
  while (place < limit && isUpperCase(text.charCodeAt(place))) place += 1;
  const name = text.slice(start, place);
  if (!isFieldName(name)) return undefined;
  let attributes: Range | undefined;
  if (text[place] === "{" && place < end) {
    const close = text.slice(place, Math.min(end, place + longestAttributes)).indexOf("}");
    if (close < 0) return undefined;
    attributes = { start: place + 1, end: place + close };
    place += close + 1;
  }
  if (place >= end || text[place] !== ":") return undefined;
  const after = place + 1;
  return { name, attributes, end: after, isGlued: after < end && !isSpace(text[after]) };
}

/** Where the label that starts a line ends, for who reads the lines of a quiz; glued ones count. */
export function labelEnd(text: string, start: number, end: number): number | undefined {
  return labelAt(text, start + indentation(text, start, end), end)?.end;
}

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && character.trim() === "";
}

function isUpperCase(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}
