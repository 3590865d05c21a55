import { ReviewError } from "./review-error.ts";

/** What clocks on the wall show in one time zone. */
export interface WallClock {
  /** What is shown at a time, to the second, as the milliseconds to it from 1970-01-01T00:00 on the same clock. */
  shownAt(time: number): number;
  /** The first time at which so much or more is shown, for a whole second. */
  firstAt(shown: number): number;
}

const hourMs = 60 * 60 * 1000;
/** Further than any zone is from UTC. */
const reachMs = 16 * hourMs;

/**
 * Reads a zone's clock with `Intl.DateTimeFormat`, whose parts are numbers in Latin digits here, whatever the locale.
 *
 * @throws {ReviewError} `time-zone-unknown`.
 */
export function createWallClock(timeZone: string): WallClock {
  const format = formatOf(timeZone);
  const shownAt = (time: number): number => {
    const shown = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(time)) {
      if (type in shown) Object.assign(shown, { [type]: Number(value) });
    }
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second);
  };
  const offsetAt = (second: number): number => shownAt(second) - second;
  return {
    shownAt,
    firstAt(shown) {
      const before = offsetAt(shown - reachMs);
      const after = offsetAt(shown + reachMs);
      if (before === after) return shown - before;
      const change = findChange(shown - reachMs, shown + reachMs, (time) => offsetAt(time) === before);
      return shown - before < change ? shown - before : Math.max(change, shown - after);
    },
  };
}

/** The second, between two, from which on it is no longer as before; clocks change on whole seconds, and seldom. */
function findChange(from: number, to: number, isBefore: (time: number) => boolean): number {
  let low = from / 1000;
  let high = to / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isBefore(middle * 1000)) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** The zone that was last asked for: making a format takes longer than all that is done with it. */
let last: { readonly timeZone: string; readonly format: Intl.DateTimeFormat } | undefined;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  if (last?.timeZone !== timeZone) last = { timeZone, format: createFormat(timeZone) };
  return last.format;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    throw new ReviewError("time-zone-unknown", "timeZone", `${JSON.stringify(timeZone)} is not known here`, {
      cause: error,
    });
  }
}
