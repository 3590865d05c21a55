import { deepEqual, equal, ok } from "node:assert/strict";
import type { RateLimitPolicy, RateLimitStore } from "../core/rate-limit-store.ts";

/** What the suite needs: a way to declare a test, and stores to test. */
export interface RateLimitStoreSuite {
  /** Declares a test: `it` of vitest or jest, `test` of `node:test`. */
  readonly it: (name: string, run: () => Promise<void>) => void;
  /** A store in which nothing is kept; called once for each test. */
  readonly createStore: () => RateLimitStore | Promise<RateLimitStore>;
  /** The time that takes are given, in milliseconds. Default: this machine's. */
  readonly now?: (() => number) | undefined;
  /** Lets at least so many milliseconds pass on the store's clock. Default: waits. */
  readonly pass?: ((milliseconds: number) => void | Promise<void>) | undefined;
}

/** Budgets that get back nothing to speak of while a test runs. */
const slow = (burst: number): RateLimitPolicy => ({ limit: 1, periodMs: 86_400_000, burst });

/**
 * Declares the tests that every `RateLimitStore` passes.
 *
 * @example
 * describe("my store", () => {
 *   testRateLimitStore({ it, createStore: () => myStore() });
 * });
 */
export function testRateLimitStore({ it, createStore, ...time }: RateLimitStoreSuite): void {
  const now = (): number => Math.floor((time.now ?? Date.now)());
  const pass =
    time.pass ?? ((milliseconds) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds + 2)));
  const taking = async (): Promise<(key: string, cost: number, policy: RateLimitPolicy) => Promise<boolean>> => {
    const store = await createStore();
    return async (key, cost, policy) => (await store.take(key, cost, policy, now())).isAllowed;
  };

  it("gives the whole burst at once and not one unit more", async () => {
    const take = await taking();
    const policy = slow(3);
    const answers = [await take("a", 1, policy), await take("a", 1, policy), await take("a", 1, policy)];
    deepEqual([...answers, await take("a", 1, policy)], [true, true, true, false]);
  });

  it("takes all units that are asked for or none", async () => {
    const take = await taking();
    const policy = slow(5);
    equal(await take("a", 6, policy), false);
    equal(await take("a", 4, policy), true);
    equal(await take("a", 2, policy), false);
    equal(await take("a", 1, policy), true);
    equal(await take("a", 1, policy), false);
  });

  it("only looks when no unit is asked for", async () => {
    const store = await createStore();
    const policy = slow(2);
    deepEqual({ ...(await store.take("a", 0, policy, now())) }, { isAllowed: true, debt: 0 });
    equal((await store.take("a", 2, policy, now())).isAllowed, true);
    const { isAllowed, debt } = await store.take("a", 0, policy, now());
    equal(isAllowed, true);
    ok(debt > policy.periodMs && debt <= 2 * policy.periodMs, `a debt of ${debt}`);
    equal((await store.take("a", 1, policy, now())).isAllowed, false);
  });

  it("says a debt that is whole, and lower by `limit` for each millisecond", async () => {
    const store = await createStore();
    const policy = { limit: 7, periodMs: 60_000, burst: 10 };
    const first = await store.take("a", 3, policy, now());
    equal(first.debt, 3 * policy.periodMs);
    await pass(20);
    const { debt } = await store.take("a", 0, policy, now());
    ok(Number.isSafeInteger(debt), `a debt of ${debt}`);
    equal((first.debt - debt) % policy.limit, 0);
    ok(debt <= first.debt - 20 * policy.limit, `a debt of ${debt}`);
    ok(debt >= first.debt - 50_000 * policy.limit, `a debt of ${debt}`);
  });

  it("gives back one unit after the time that the debt says, and no unit before", async () => {
    const take = await taking();
    const policy = { limit: 5, periodMs: 1_000, burst: 2 };
    const startedAt = now();
    let taken = 0;
    while (await take("a", 1, policy)) taken += 1;
    await pass(policy.periodMs / policy.limit);
    equal(await take("a", 1, policy), true);
    taken += 1;
    const most = policy.burst + ((now() - startedAt + 1) * policy.limit) / policy.periodMs;
    ok(taken <= most, `${taken} units passed where ${most} may`);
  });

  it("has a whole budget again after the time that it takes to drain", async () => {
    const take = await taking();
    const policy = { limit: 20, periodMs: 1_000, burst: 4 };
    equal(await take("a", 4, policy), true);
    await pass((policy.burst * policy.periodMs) / policy.limit);
    equal(await take("a", 4, policy), true);
  });

  it("keeps the budgets of different keys apart, whatever their names", async () => {
    const take = await taking();
    const policy = slow(1);
    const keys = ["a", "A", "a:b", "__proto__", "constructor", "{a}", "a*?[b]", "x".repeat(200), "x".repeat(199)];
    for (const key of keys) equal(await take(key, 1, policy), true, key);
    for (const key of keys) equal(await take(key, 1, policy), false, key);
  });

  it("lets exactly the burst pass when many ask at once", async () => {
    const take = await taking();
    const policy = slow(25);
    const answers = await Promise.all(Array.from({ length: 100 }, () => take("a", 1, policy)));
    equal(answers.filter(Boolean).length, 25);
  });

  it("counts exactly with the largest numbers", async () => {
    const store = await createStore();
    const policy = { limit: 1, periodMs: 86_400_000, burst: 10_000_000 };
    const { isAllowed, debt } = await store.take("a", 9_999_999, policy, now());
    deepEqual({ isAllowed, debt }, { isAllowed: true, debt: 9_999_999 * policy.periodMs });
    equal((await store.take("a", 1, policy, now())).isAllowed, true);
    equal((await store.take("a", 1, policy, now())).isAllowed, false);
  });
}
