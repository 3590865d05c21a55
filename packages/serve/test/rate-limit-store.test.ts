import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { memoryRateLimitStore } from "@mlops/serve/rate-limit";
import type { RateLimitEvent, RateLimitStore, RateLimitTake } from "@mlops/serve/rate-limit";
import { createFakeClock, testRateLimitStore } from "@mlops/serve/testing";
import { resilientStore } from "../src/rate-limit/resilient-store.ts";

const policy = { limit: 60, periodMs: 60_000, burst: 2 };

describe("the store in memory", () => {
  let clock = createFakeClock();
  testRateLimitStore({
    it,
    createStore: () => {
      clock = createFakeClock(1_000_000);
      return memoryRateLimitStore();
    },
    now: () => clock.now(),
    pass: (milliseconds) => {
      clock.advance(milliseconds);
    },
  });

  it("keeps so many budgets and not one more, and forgets the one that was unused for longest", () => {
    const store = memoryRateLimitStore({ maxKeys: 3 });
    for (const key of ["a", "b", "c"]) store.take(key, 2, policy, 0);
    expect(store.size).toBe(3);
    expect(store.take("a", 1, policy, 0).isAllowed).toBe(false);
    store.take("d", 2, policy, 0);
    expect(store.size).toBe(3);
    expect(["a", "c", "d"].map((key) => store.take(key, 1, policy, 0).isAllowed)).toEqual([false, false, false]);
    expect(store.take("b", 2, policy, 0).isAllowed).toBe(true);
  });

  it("stays bounded over a million keys, in number and in memory", () => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    const heldBytes = (): number => {
      if (typeof collect === "function") collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heldBytes();
    const store = memoryRateLimitStore();
    for (let index = 0; index < 1_000_000; index += 1) store.take(`address:${index}`, 1, policy, 0);
    expect(store.size).toBe(100_000);
    expect(heldBytes() - before).toBeLessThan(32 * 1024 * 1024);
  });

  it("frees budgets that are whole again while others are used", () => {
    const store = memoryRateLimitStore();
    for (let index = 0; index < 1_000; index += 1) store.take(`address:${index}`, 1, policy, 0);
    for (let count = 0; count < 1_100; count += 1) store.take("other", 0, policy, 999);
    expect(store.size).toBe(1_000);
    for (let count = 0; count < 1_100; count += 1) store.take("other", 0, policy, 1_000);
    expect(store.size).toBe(0);
  });

  it("keeps nothing of keys that are only looked at", () => {
    const store = memoryRateLimitStore();
    store.take("a", 0, policy, 0);
    store.take("b", 3, policy, 0);
    expect(store.size).toBe(0);
  });

  it("may keep one budget alone", () => {
    const store = memoryRateLimitStore({ maxKeys: 1 });
    for (const key of ["a", "b", "c"]) store.take(key, 1, policy, 0);
    expect(store.size).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN])("is not made for %s keys", (maxKeys) => {
    expect(() => memoryRateLimitStore({ maxKeys })).toThrow(TypeError);
  });
});

/** A store whose answers the test gives. */
function scripted(): RateLimitStore & { next: () => RateLimitTake | Promise<RateLimitTake>; calls: number } {
  return {
    calls: 0,
    next: () => ({ isAllowed: true, debt: 0 }),
    take() {
      this.calls += 1;
      return this.next();
    },
  };
}

function setUp() {
  const clock = createFakeClock();
  const store = scripted();
  const lines: string[] = [];
  const log = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  const changes: boolean[] = [];
  const resilient = resilientStore(store, {
    timeoutMs: 50,
    retryMs: 1_000,
    clock,
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    observer: { storeChanged: (isUp) => void changes.push(isUp) },
  });
  const by = async (): Promise<RateLimitEvent["by"]> => (await resilient.take("a", 1, policy, clock.now())).by;
  return { clock, store, lines, changes, resilient, by };
}

const broken: readonly [string, () => RateLimitTake | Promise<RateLimitTake>][] = [
  [
    "throws",
    () => {
      throw new Error("down");
    },
  ],
  ["rejects", () => Promise.reject(new Error("down"))],
  ["gives nothing", async () => undefined as unknown as RateLimitTake],
  ["gives a text for a verdict", async () => ({ isAllowed: "yes", debt: 0 }) as unknown as RateLimitTake],
  ["gives a debt that is no number", async () => ({ isAllowed: true, debt: Number.NaN })],
  ["gives a debt below nothing", async () => ({ isAllowed: true, debt: -1 })],
  ["gives a debt beyond the budget", async () => ({ isAllowed: false, debt: 2 * 60_000 + 1 })],
];

describe("a store that may fail", () => {
  it("answers while it is up", async () => {
    const { by, lines, store } = setUp();
    store.next = async () => ({ isAllowed: true, debt: 2 * 60_000 });
    expect([await by(), await by(), lines]).toEqual(["store", "store", []]);
  });

  it.each(broken)("is stood in for by this process when it %s", async (_what, next) => {
    const { by, store, resilient, clock } = setUp();
    store.next = next;
    expect(await by()).toBe("local");
    const answers = [];
    for (let count = 0; count < 2; count += 1)
      answers.push((await resilient.take("a", 1, policy, clock.now())).isAllowed);
    expect(answers).toEqual([true, false]);
  });

  it("may take 50 ms and not one more", async () => {
    const { by, store, clock } = setUp();
    let answer = (_take: RateLimitTake): void => {};
    store.next = () => new Promise((resolve) => (answer = resolve));
    const inTime = by();
    clock.advance(49);
    answer({ isAllowed: true, debt: 0 });
    expect(await inTime).toBe("store");
    const late = by();
    clock.advance(50);
    answer({ isAllowed: true, debt: 0 });
    expect(await late).toBe("local");
    expect(clock.waiting).toBe(0);
  });

  it("is left alone for a second, then tried by one take while the others do not wait", async () => {
    const { by, store, clock } = setUp();
    store.next = () => Promise.reject(new Error("down"));
    expect([await by(), await by(), store.calls]).toEqual(["local", "local", 1]);
    clock.advance(999);
    expect([await by(), store.calls]).toEqual(["local", 1]);
    clock.advance(1);
    let answer = (_take: RateLimitTake): void => {};
    store.next = () => new Promise((resolve) => (answer = resolve));
    const trial = by();
    expect([await by(), await by(), store.calls]).toEqual(["local", "local", 2]);
    answer({ isAllowed: true, debt: 0 });
    expect([await trial, store.calls]).toEqual(["store", 2]);
  });

  it("is back within 5 seconds of its recovery", async () => {
    const { by, store, clock } = setUp();
    const working = store.next;
    store.next = () => Promise.reject(new Error("down"));
    for (let second = 0; second < 60; second += 1) {
      await by();
      clock.advance(1_000);
    }
    store.next = working;
    expect(await by()).toBe("store");
    expect(await by()).toBe("store");
  });

  it("is spoken of once when it goes down and once when it is back", async () => {
    const { by, store, clock, lines, changes } = setUp();
    const working = store.next;
    store.next = () => Promise.reject(new Error("down"));
    for (let count = 0; count < 10; count += 1) {
      await by();
      clock.advance(500);
    }
    store.next = working;
    clock.advance(1_000);
    await by();
    await by();
    expect(lines).toEqual([
      "warn the rate-limit store does not answer: this process limits by itself",
      "info the rate-limit store answers again",
    ]);
    expect(changes).toEqual([false, true]);
  });

  it("counts takes that ran while it went down as one change", async () => {
    const { by, store, lines } = setUp();
    store.next = () => Promise.reject(new Error("down"));
    expect(await Promise.all([by(), by(), by()])).toEqual(["local", "local", "local"]);
    expect(lines).toHaveLength(1);
  });
});
