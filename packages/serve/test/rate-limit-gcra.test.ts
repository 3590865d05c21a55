import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateLimitPolicy } from "@mlops/serve/rate-limit";
import { drainMs, remainingUnits, take, waitMs } from "../src/rate-limit/gcra.ts";
import type { Meter } from "../src/rate-limit/gcra.ts";
import { parsePolicy, policyText } from "../src/rate-limit/policy.ts";
import type { RateText } from "../src/rate-limit/policy.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };

const policies: fc.Arbitrary<RateLimitPolicy> = fc.record({
  limit: fc.integer({ min: 1, max: 1_000 }),
  periodMs: fc.constantFrom(1, 7, 1_000, 60_000, 86_400_000),
  burst: fc.integer({ min: 1, max: 50 }),
});

/** Takes of one budget in their order: what each costs, and how long after the one before. */
const takes = fc.array(
  fc.record({
    cost: fc.integer({ min: 0, max: 60 }),
    after: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 100_000 })),
  }),
  { maxLength: 60, size: "max" },
);

interface Passed {
  readonly at: number;
  readonly cost: number;
}

function run(policy: RateLimitPolicy, list: readonly { cost: number; after: number }[]): Passed[] {
  let now = 0;
  let meter: Meter | undefined;
  return list.flatMap(({ cost, after }) => {
    now += after;
    const taken = take(meter, cost, policy, now);
    meter = taken;
    return taken.isAllowed ? [{ at: now, cost }] : [];
  });
}

describe("the generic cell rate algorithm", () => {
  it("lets at most burst + limit * t / period units pass in any window of t", () => {
    fc.assert(
      fc.property(policies, takes, (policy, list) => {
        const passed = run(policy, list);
        for (const [first, { at: from }] of passed.entries()) {
          let units = 0;
          for (const { at, cost } of passed.slice(first)) {
            units += cost;
            const isWithin = (units - policy.burst) * policy.periodMs <= (at - from) * policy.limit;
            if (!isWithin) throw new Error(`${units} units pass between ${from} and ${at}`);
          }
        }
      }),
      runs,
    );
  });

  it("refuses only what would break that: a refused take would pass as many units as the bound at most", () => {
    fc.assert(
      fc.property(policies, takes, fc.integer({ min: 1, max: 60 }), (policy, list, cost) => {
        const passed = run(policy, list);
        const now = list.reduce((sum, { after }) => sum + after, 0);
        const meter = list.length === 0 ? undefined : lastMeter(policy, list);
        if (take(meter, cost, policy, now).isAllowed) return;
        // Some window that ends now has no room for the take.
        const windows = passed.map(({ at }, first) => {
          const units = passed.slice(first).reduce((sum, one) => sum + one.cost, 0);
          return (units + cost - policy.burst) * policy.periodMs > (now - at) * policy.limit;
        });
        expect(cost > policy.burst || windows.includes(true)).toBe(true);
      }),
      runs,
    );
  });

  it("says exactly when a refused take passes: at that millisecond, and not one before", () => {
    fc.assert(
      fc.property(policies, takes, fc.integer({ min: 1, max: 50 }), (policy, list, wanted) => {
        const cost = Math.min(wanted, policy.burst);
        const meter = lastMeter(policy, list);
        const wait = waitMs(meter.debt, cost, policy);
        expect(take(meter, cost, policy, meter.at + wait).isAllowed).toBe(true);
        expect(wait === 0 || !take(meter, cost, policy, meter.at + wait - 1).isAllowed).toBe(true);
      }),
      runs,
    );
  });

  it("has as many units left as can be taken at once", () => {
    fc.assert(
      fc.property(policies, takes, (policy, list) => {
        const meter = lastMeter(policy, list);
        const left = remainingUnits(meter.debt, policy);
        expect(take(meter, left, policy, meter.at).isAllowed).toBe(true);
        expect(take(meter, left + 1, policy, meter.at).isAllowed).toBe(false);
      }),
      runs,
    );
  });

  it("keeps whole numbers between nothing and the whole budget, and drains in the time that it says", () => {
    fc.assert(
      fc.property(policies, takes, (policy, list) => {
        const { debt, at } = lastMeter(policy, list);
        expect(Number.isSafeInteger(debt) && debt >= 0 && debt <= policy.burst * policy.periodMs).toBe(true);
        expect(take({ debt, at }, 0, policy, at + drainMs(debt, policy)).debt).toBe(0);
      }),
      runs,
    );
  });

  it("gives no double budget and locks nobody out when the clock jumps an hour back or forth", () => {
    const hour = 3_600_000;
    const policy = { limit: 100, periodMs: 60_000, burst: 100 };
    const full = take(undefined, 100, policy, 10 * hour);
    const back = take(full, 1, policy, 9 * hour);
    expect(back).toMatchObject({ isAllowed: false, at: 9 * hour, debt: full.debt });
    expect(waitMs(back.debt, 100, policy)).toBe(60_000);
    expect(take(back, 100, policy, 9 * hour + 60_000).isAllowed).toBe(true);
    const forth = take(full, 100, policy, 11 * hour);
    expect([forth.isAllowed, take(forth, 1, policy, 11 * hour).isAllowed]).toEqual([true, false]);
  });
});

function lastMeter(policy: RateLimitPolicy, list: readonly { cost: number; after: number }[]): Meter {
  let now = 0;
  let meter: Meter = { debt: 0, at: 0 };
  for (const { cost, after } of list) {
    now += after;
    meter = take(meter, cost, policy, now);
  }
  return meter;
}

describe("a limit in words", () => {
  it.each([
    ["1/second", { limit: 1, periodMs: 1_000, burst: 1 }],
    ["100/minute", { limit: 100, periodMs: 60_000, burst: 100 }],
    ["5000/hour", { limit: 5_000, periodMs: 3_600_000, burst: 5_000 }],
    ["10000000/day", { limit: 10_000_000, periodMs: 86_400_000, burst: 10_000_000 }],
  ] as const)("%s is read, and said again", (text, policy) => {
    expect(parsePolicy("limit", text)).toEqual(policy);
    expect(policyText(policy)).toBe(text.replace("/", " per "));
    expect(parsePolicy("limit", text, 7).burst).toBe(7);
  });

  it.each([
    "",
    "100",
    "0/minute",
    "-1/minute",
    "1.5/minute",
    "1e3/minute",
    "10000001/day",
    "100/min",
    "1/toString",
    "1/minutes",
    "1/minute ",
    "1/minute\n",
  ])("%j is refused", (text) => {
    expect(() => parsePolicy("limit", text)).toThrow(TypeError);
  });

  it.each([0, -1, 1.5, Number.NaN, 10_000_001])("a burst of %s is refused", (burst) => {
    expect(() => parsePolicy("limit", "1/minute" satisfies RateText, burst)).toThrow(/burst/);
  });
});
