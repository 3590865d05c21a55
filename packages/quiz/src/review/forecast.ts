import { checkTime, checkWhole } from "./checks.ts";
import { dayName } from "./days.ts";
import type { Day } from "./days.ts";
import { sortOut } from "./due-cards.ts";
import type { ReviewDeck } from "./review-deck.ts";
import { createStudyDays } from "./study-days.ts";
import type { StudyZone } from "./study-days.ts";

/** How far a forecast may reach, in days. */
export const maxForecastDays = 3650;

/** From when, where, and how far. */
export interface ForecastOptions extends StudyZone {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** How many days, today included: from 1 to `maxForecastDays`. */
  readonly days: number;
}

/** What falls due on one day. */
export interface ForecastDay {
  readonly day: Day;
  readonly due: number;
}

/**
 * How many cards fall due on each of the next days, if none is reviewed. What is overdue counts today. New, suspended
 * and unlisted cards do not count, and limits are not looked at. A date that the zone leaves out is no day.
 *
 * @throws {ReviewError} `time-invalid`, `time-zone-unknown`, `options-invalid`.
 */
export function forecast(deck: ReviewDeck, { now, days, ...zone }: ForecastOptions): readonly ForecastDay[] {
  checkTime(now, "now");
  checkWhole(days, 1, maxForecastDays, "days", "options-invalid");
  const calendar = createStudyDays(zone);
  const today = calendar.dayAt(now);
  const numbers = [today];
  while (numbers.length < days) numbers.push(calendar.after(numbers.at(-1) ?? today));
  const { steps, learnt } = sortOut(deck);
  const dueDays = [
    ...learnt.map(({ dueDay }) => dueDay),
    ...steps.map(({ due }) => dayName(due > now ? calendar.dayAt(due) : today)),
  ].toSorted();
  let next = 0;
  return numbers.map((number) => {
    const day = dayName(number);
    const first = next;
    while (next < dueDays.length && (dueDays[next] ?? "") <= day) next += 1;
    return { day, due: next - first };
  });
}
