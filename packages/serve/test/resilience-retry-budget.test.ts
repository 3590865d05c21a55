import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { backoffMs } from "../src/core/resilience/backoff.ts";
import { RetryBudget } from "../src/core/resilience/retry-budget.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
vi.setConfig({ testTimeout: process.env["MLOPS_RUNS"] === undefined ? 60_000 : 7_200_000 });

const budgets = fc.record({ percent: fc.integer({ min: 0, max: 100 }), saved: fc.integer({ min: 0, max: 20 }) });
/** Calls (`true`) and wishes for a retry (`false`), in their order. */
const wishes = fc.array(fc.boolean(), { maxLength: 800, size: "max" });

describe("the retry budget", () => {
  it("never gives more retries than its share of the calls, at any time", () => {
    let given = 0;
    fc.assert(
      fc.property(budgets, wishes, (options, list) => {
        const budget = new RetryBudget(options);
        let [calls, retries] = [0, 0];
        for (const isCall of list) {
          if (isCall) {
            budget.called();
            calls += 1;
          } else if (budget.take()) retries += 1;
          if (retries * 100 > calls * options.percent) throw new Error(`${retries} retries for ${calls} calls`);
        }
        given += retries;
      }),
      runs,
    );
    expect(given).toBeGreaterThan(1_000);
  });

  it("never saves up more than it may: without calls, so many retries and no more", () => {
    fc.assert(
      fc.property(budgets, wishes, (options, list) => {
        const budget = new RetryBudget(options);
        for (const isCall of list) {
          if (isCall) budget.called();
          else budget.take();
        }
        let left = 0;
        while (budget.take()) left += 1;
        expect(left).toBeLessThanOrEqual(options.saved);
      }),
      runs,
    );
  });

  it("refuses only what would break one of the two", () => {
    fc.assert(
      fc.property(budgets, wishes, (options, list) => {
        const budget = new RetryBudget(options);
        let points = 0;
        for (const isCall of list) {
          if (isCall) {
            budget.called();
            points = Math.min(options.saved * 100, points + options.percent);
          } else {
            const isThere = points >= 100;
            if (budget.take() !== isThere) throw new Error(`a retry at ${points} points: ${!isThere}`);
            if (isThere) points -= 100;
          }
        }
      }),
      runs,
    );
  });

  it("gives the first retry with the tenth call at ten percent, not with the ninth", () => {
    const budget = new RetryBudget({ percent: 10, saved: 10 });
    for (let call = 0; call < 9; call += 1) budget.called();
    expect(budget.take()).toBe(false);
    budget.called();
    expect([budget.take(), budget.take()]).toEqual([true, false]);
  });
});

describe("the wait before another try", () => {
  it("is anything up to a time that doubles and has an end", () => {
    const most = [1, 2, 3, 4, 5, 2_000].map((tried) => backoffMs(tried, () => 1, { firstMs: 50, mostMs: 400 }));
    expect(most).toEqual([50, 100, 200, 400, 400, 400]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (tried, random) => {
        const wait = backoffMs(tried, () => random, { firstMs: 50, mostMs: 400 });
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(400);
      }),
    );
  });
});
