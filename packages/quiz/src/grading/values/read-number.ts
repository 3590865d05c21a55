import type { InvalidReason } from "../grade-result.ts";
import { responseLimits } from "../limits.ts";
import { parseDecimal } from "./decimal.ts";
import type { Decimal } from "./decimal.ts";
import { readWords } from "./read-words.ts";

/** A number as it was typed, `undefined` for nothing; or why it is none. A minus sign may be the typographic one. */
export function readNumber(value: unknown): { number: Decimal | undefined } | { reason: InvalidReason } {
  const read = readWords(value, responseLimits.number);
  if ("reason" in read) return read;
  if (read.words === "") return { number: undefined };
  const number = parseDecimal(read.words.replace(/^\u2212/, "-"));
  return number === undefined ? { reason: "not-a-number" } : { number };
}
