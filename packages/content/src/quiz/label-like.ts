import { inCapitals, unseen } from "../scan/look-alikes.ts";
import type { Range } from "../parse/source.ts";
import { isFieldName } from "./field-names.ts";
import type { FieldName } from "./field-names.ts";
import { isSpace } from "./label.ts";

/** The start of a line that was probably meant as the label of a field and is none. */
export interface LabelLike extends Range {
  name: FieldName;
  /** What to write in place of it, up to its value; `undefined` where that is not certain. */
  label: string | undefined;
}

const longest = 120;
const marks = "(?:(?:[-+*•]|[0-9]{1,3}[.)])[ \\t]+|>[ \\t]?){0,9}";
const emphasis = "[*_]{0,3}";
const start = `^([\\s${unseen}]*${marks}${emphasis})(\\p{Lu}{1,9})`;
const colon = `(?:[:\\u2236\\uFE55]${emphasis}(?=[\\s${unseen}]|$)|\\uFF1A${emphasis})`;
const pattern = new RegExp(
  `${start}${emphasis}[ ${unseen}]{0,3}(?:(\\{[^{}]{0,50}\\})?[ ${unseen}]{0,3}${colon}|(\\{)(?![^{}]*\\}))`,
  "u",
);

/**
 * A label that is indented too far, stands in a list, quote or emphasis, has a space before its colon, another colon or
 * letters that only look the same, or a brace that is not closed.
 *
 * ```markdown
 * > | **A** : Both
 *     ^^^^^^^
 * ```
 *
 * @param line - A line that does not start with a label.
 */
export function labelLikeIn(text: string, line: Range): LabelLike | undefined {
  const found = pattern.exec(text.slice(line.start, Math.min(line.end, line.start + longest)));
  if (found === null) return undefined;
  const [whole, before = "", letters = "", attributes = "", openBrace] = found;
  const name = inCapitals(letters);
  if (!isFieldName(name)) return undefined;
  const end = line.start + whole.length;
  const space = end < line.end && !isSpace(text[end]) ? " " : "";
  const label = openBrace === undefined ? `${name}${attributes}:${space}` : undefined;
  return { name, label, start: line.start + before.length - before.replace(leadingUnseen, "").length, end };
}

const leadingUnseen = new RegExp(`^[\\s${unseen}]+`, "u");
