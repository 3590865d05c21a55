import { ReviewError } from "./review-error.ts";
import type { ReviewErrorCode } from "./review-error.ts";

/** One past the last time that is read: the longest interval after it still ends in a year of four digits. */
const endOfTime = Date.UTC(9900, 0, 1);

/** Whether it is a time: a whole number of milliseconds, from 1970 to the end of 9899. */
export function isTime(value: unknown): value is number {
  return isWhole(value, 0, endOfTime - 1);
}

export function checkTime(time: number, place: string): void {
  if (!isTime(time)) {
    throw new ReviewError("time-invalid", place, "has to be whole milliseconds since 1970, before the year 9900");
  }
}

/** Whether it is a whole number from `from` to `to`, both included. */
export function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isSafeInteger(value) && typeof value === "number" && value >= from && value <= to;
}

export function checkWhole(value: number, from: number, to: number, place: string, code: ReviewErrorCode): void {
  if (isWhole(value, from, to)) return;
  const range = to === Number.MAX_SAFE_INTEGER ? `${from} or more` : `from ${from} to ${to}`;
  throw new ReviewError(code, place, `has to be a whole number, ${range}`);
}

/** Whether it is an object with fields: no list, not `null`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
