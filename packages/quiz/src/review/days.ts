/** The milliseconds of a day of 24 hours. */
export const dayMs: number = 24 * 60 * 60 * 1000;

/** A calendar day, `2026-03-29`. Two compare as texts. */
export type Day = string;

/** The days from 1970-01-01 to a calendar day; `undefined` where it is none. */
export function parseDay(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && dayName(time / dayMs) === value ? time / dayMs : undefined;
}

/** The calendar day that is so many days after 1970-01-01. */
export function dayName(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}
