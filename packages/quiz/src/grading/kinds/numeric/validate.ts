import type { GradableNumeric } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";
import { multiply, writeDecimal } from "../../values/decimal.ts";
import { ofKey } from "../../values/accepts-number.ts";
import { isRecord } from "../../values/read-ids.ts";
import { readNumber } from "../../values/read-number.ts";

/**
 * An answer is `{ value, unit? }` with the number as it was typed. A question with units wants one of them, one without
 * wants none. Gives the number in the first unit, without zeros that say nothing.
 */
export function validateNumeric({ units }: GradableNumeric, response: unknown): Validation<string> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  if (!isRecord(response)) return { reason: "malformed" };
  const { value, unit } = response;
  const read = readNumber(value);
  if ("reason" in read) return read;
  if (read.number === undefined) return { reason: "unanswered" };
  const factor = units === undefined ? "1" : units.find(({ name }) => name === unit)?.factor;
  if (factor === undefined || (units === undefined && unit !== undefined)) return { reason: "unknown-unit" };
  return { response: writeDecimal(multiply(read.number, ofKey(factor))) };
}
