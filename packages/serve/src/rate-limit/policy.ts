import type { RateLimitPolicy } from "../core/rate-limit-store.ts";

const periods = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** So many per period: `"100/minute"`. */
export type RateText = `${number}/${keyof typeof periods}`;

/** The most units of a limit or burst: with it, every number that is kept stays a whole one. */
const mostUnits = 10_000_000;

/**
 * Reads a limit.
 *
 * @throws TypeError for what is no limit, and for units that are no whole number from 1 to 10,000,000.
 */
export function parsePolicy(name: string, text: string, burst?: number): RateLimitPolicy {
  const [, digits = "", period = ""] = /^([1-9][0-9]{0,7})\/([a-z]+)$/.exec(text) ?? [];
  const limit = Number(digits);
  if (!isPeriod(period) || limit < 1 || limit > mostUnits) {
    throw new TypeError(
      `${name} must be like "100/minute": a whole number from 1 to ${mostUnits} and one of ${Object.keys(periods).join(", ")}`,
    );
  }
  const units = burst ?? limit;
  if (!Number.isSafeInteger(units) || units < 1 || units > mostUnits) {
    throw new TypeError(`The burst of ${name} must be a whole number from 1 to ${mostUnits}, not ${units}`);
  }
  return { limit, periodMs: periods[period], burst: units };
}

/** Says a policy in words. */
export function policyText({ limit, periodMs }: RateLimitPolicy): string {
  const period = Object.entries(periods).find(([, milliseconds]) => milliseconds === periodMs)?.[0];
  return `${limit} per ${period ?? `${periodMs} ms`}`;
}

function isPeriod(text: string): text is keyof typeof periods {
  return Object.hasOwn(periods, text);
}
