import type { AcceptedNumber, Tolerance } from "@mlops/schema";

const literal = /^[+-]?(?:[0-9]{1,30}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?$/;

/** Whether a text is a decimal number that a computer can hold. */
export function isNumber(text: string): boolean {
  return literal.test(text) && Number.isFinite(Number(text));
}

/** `0.5` or `5%`; `undefined` for anything else. */
export function readTolerance(text: string): Tolerance | undefined {
  const isPercent = text.endsWith("%");
  const amount = isPercent ? text.slice(0, -1).trim() : text;
  return isNumber(amount) && Number(amount) >= 0 && !amount.startsWith("-")
    ? { kind: isPercent ? "percent" : "absolute", amount }
    : undefined;
}

/** `3.14`, `3.14 +- 0.01` (also `±`) or `3..4`; `undefined` for anything else, a range with its ends swapped included. */
export function readAcceptedNumber(text: string): AcceptedNumber | undefined {
  const dots = text.indexOf("..");
  if (dots >= 0) {
    const min = text.slice(0, dots).trim();
    const max = text.slice(dots + 2).trim();
    return isNumber(min) && isNumber(max) && Number(min) <= Number(max) ? { min, max } : undefined;
  }
  const sign = text.includes("±") ? "±" : "+-";
  const place = text.indexOf(sign);
  if (place < 0) return isNumber(text) ? { value: text } : undefined;
  const value = text.slice(0, place).trim();
  const tolerance = readTolerance(text.slice(place + sign.length).trim());
  return isNumber(value) && tolerance !== undefined ? { value, tolerance } : undefined;
}

export const expectedNumber = "a number such as 3.14, 3.14 +- 0.01 or 3..4";
