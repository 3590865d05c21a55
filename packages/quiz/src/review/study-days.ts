import { checkTime, checkWhole } from "./checks.ts";
import { dayMs, dayName, parseDay } from "./days.ts";
import type { Day } from "./days.ts";
import { ReviewError } from "./review-error.ts";
import { createWallClock } from "./wall-clock.ts";

/** Where and when the learner's day begins. */
export interface StudyZone {
  /** A name of the IANA time zone database: `Europe/Berlin`. */
  readonly timeZone: string;
  /** The hour at which a day begins, from 0 to 23: what is done at night belongs to the evening. Default 4. */
  readonly dayStartsAt?: number | undefined;
}

/** The study days of one zone. Days are counted from 1970-01-01. */
export interface StudyDays {
  /** The study day that it is at a time. */
  dayAt(time: number): number;
  /** The first moment of a study day; of a day that the zone has left out, that of the next one. */
  startOf(day: number): number;
  /** The first day after it that the zone has not left out. */
  after(day: number): number;
}

/**
 * A study day begins at the first moment at which the clock on the wall shows the hour or later on that date, and ends
 * where the next one begins. So it has 23 or 25 hours when clocks change, no day begins twice when they go back over the
 * hour, and a date that a zone has left out, as Apia did 2011-12-30, is no day.
 *
 * @throws {ReviewError} `time-zone-unknown`, `options-invalid`.
 */
export function createStudyDays({ timeZone, dayStartsAt = 4 }: StudyZone): StudyDays {
  checkWhole(dayStartsAt, 0, 23, "dayStartsAt", "options-invalid");
  const clock = createWallClock(timeZone);
  const startMs = dayStartsAt * 60 * 60 * 1000;
  const exists = (day: number): boolean => Math.floor(clock.shownAt(clock.firstAt(day * dayMs)) / dayMs) === day;
  const after = (day: number): number => (exists(day + 1) ? day + 1 : after(day + 1));
  const startOf = (day: number): number => clock.firstAt((exists(day) ? day : after(day)) * dayMs + startMs);
  const lastUpTo = (day: number): number => (exists(day) ? day : lastUpTo(day - 1));
  return {
    startOf,
    after,
    dayAt(time) {
      const shown = Math.floor((clock.shownAt(time) - startMs) / dayMs);
      return startOf(shown + 1) <= time ? after(shown) : lastUpTo(shown);
    },
  };
}

/**
 * The study day of the learner at a time.
 *
 * @param time - In milliseconds since 1970.
 * @throws {ReviewError} `time-invalid`, `time-zone-unknown`, `options-invalid`.
 *
 * @example
 * studyDay(Date.UTC(2026, 2, 29, 1, 59), { timeZone: "Europe/Berlin" }); // "2026-03-28", as it is 03:59 there
 */
export function studyDay(time: number, zone: StudyZone): Day {
  checkTime(time, "time");
  return dayName(createStudyDays(zone).dayAt(time));
}

/**
 * The first moment of a study day and that of the next one, in milliseconds since 1970. Both are the same for a date
 * that the zone has left out.
 *
 * @throws {ReviewError} `time-zone-unknown`, `options-invalid`.
 */
export function studyDayBounds(day: Day, zone: StudyZone): { readonly from: number; readonly to: number } {
  const number = parseDay(day);
  if (number === undefined) throw new ReviewError("options-invalid", "day", "has to be a calendar day, 2026-03-29");
  const days = createStudyDays(zone);
  return { from: days.startOf(number), to: days.startOf(number + 1) };
}
