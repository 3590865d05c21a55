import type { RateLimitPolicy, RateLimitTake } from "../core/rate-limit-store.ts";

/**
 * What is known of a budget: the generic cell rate algorithm in its form of a leaky bucket with continuous state (ITU-T
 * I.371, annex A). Its other form keeps the theoretical arrival time, which is `at + debt / limit`; kept apart, both
 * numbers are whole, and a clock that is set back locks nobody out for longer than the bucket takes to drain.
 */
export interface Meter {
  /** How full the bucket was, in 1/`limit` milliseconds; see `RateLimitTake`. */
  readonly debt: number;
  /** When, in milliseconds. */
  readonly at: number;
}

/** Takes `cost` units at the time `now`, all of them or none. */
export function take(
  meter: Meter | undefined,
  cost: number,
  policy: RateLimitPolicy,
  now: number,
): RateLimitTake & Meter {
  const { limit, periodMs } = policy;
  const elapsed = meter === undefined ? 0 : Math.max(0, now - meter.at);
  const debt = Math.max(0, (meter?.debt ?? 0) - elapsed * limit);
  const wanted = debt + cost * periodMs;
  const isAllowed = wanted <= capacityOf(policy);
  return { isAllowed, debt: isAllowed ? wanted : debt, at: now };
}

/** How many units can be taken at once. */
export function remainingUnits(debt: number, policy: RateLimitPolicy): number {
  return Math.max(0, Math.floor((capacityOf(policy) - debt) / policy.periodMs));
}

/** After how many milliseconds `cost` units could be taken, if nobody takes any meanwhile; 0 for now. */
export function waitMs(debt: number, cost: number, policy: RateLimitPolicy): number {
  return Math.max(0, Math.ceil((debt + cost * policy.periodMs - capacityOf(policy)) / policy.limit));
}

/** After how many milliseconds the budget is whole again. */
export function drainMs(debt: number, policy: RateLimitPolicy): number {
  return Math.ceil(debt / policy.limit);
}

function capacityOf({ burst, periodMs }: RateLimitPolicy): number {
  return burst * periodMs;
}
