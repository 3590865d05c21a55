import { isRecord, isTime, isWhole } from "./checks.ts";
import { dayMs, parseDay } from "./days.ts";
import { isRating } from "./rating-rules.ts";
import type { ReviewEvent } from "./review-events.ts";
import { ReviewError } from "./review-error.ts";

/**
 * Reads one event of a log. Fields that are not known are left out.
 *
 * @param place - Where it is, for the error.
 * @throws {ReviewError} `event-invalid`.
 */
export function parseReviewEvent(value: unknown, place: string): ReviewEvent {
  const fail = (field: string, message: string): never => {
    throw new ReviewError("event-invalid", `${place}${field}`, message);
  };
  if (!isRecord(value)) return fail("", "has to be an object");
  const { seq, at, type, cardId, undoes } = value;
  if (!isWhole(seq, 0, Number.MAX_SAFE_INTEGER)) return fail(".seq", "has to be a whole number, 0 or more");
  if (!isTime(at)) return fail(".at", "has to be whole milliseconds since 1970, before the year 9900");
  if (type === "undone") {
    if (!isWhole(undoes, 0, Number.MAX_SAFE_INTEGER)) return fail(".undoes", "has to be the seq of a review");
    return { seq, at, type, undoes };
  }
  if (typeof cardId !== "string" || cardId === "") return fail(".cardId", "has to be the id of a question");
  if (type === "suspended" || type === "resumed" || type === "reset") return { seq, at, type, cardId };
  if (type !== "reviewed") return fail(".type", "has to be reviewed, undone, suspended, resumed or reset");
  const { questionVersion, rating, day } = value;
  if (questionVersion !== undefined && typeof questionVersion !== "string") {
    return fail(".questionVersion", "has to be a text");
  }
  if (!isRating(rating)) return fail(".rating", "has to be again, hard, good or easy");
  if (typeof day !== "string" || !isDayOf(day, at)) return fail(".day", "has to be the calendar day of the review");
  return { seq, at, type, cardId, ...(questionVersion === undefined ? {} : { questionVersion }), rating, day };
}

/** Whether somewhere on earth it is that study day: zones reach from −12 to +14 hours, and a day begins by 23:00. */
function isDayOf(day: string, at: number): boolean {
  const number = parseDay(day);
  const difference = (number ?? Number.NaN) - Math.floor(at / dayMs);
  return difference >= -2 && difference <= 1;
}
