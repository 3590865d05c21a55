import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryRateLimitStore } from "@mlops/serve/rate-limit";
import { testRateLimitStore } from "@mlops/serve/testing";
import { redisRateLimitStore } from "@mlops/serve-redis";
import type { RedisScripts } from "@mlops/serve-redis";
import { takeScript } from "../src/take-script.ts";
import { findRedis } from "./redis.ts";

const run = promisify(execFile);
const slow = (burst: number) => ({ limit: 1, periodMs: 86_400_000, burst });

const redis = await findRedis();
afterAll(() => redis.close());

describe.skipIf(redis.missing !== undefined)(`the store in Redis${redis.reason}`, () => {
  let client: Redis;
  beforeAll(() => {
    client = redis.client();
  });

  testRateLimitStore({ it, createStore: () => redisRateLimitStore(client, { prefix: redis.prefix() }) });

  it("lets two clients and another process together pass exactly the limit", async () => {
    const prefix = redis.prefix();
    const stores = [redis.client(), redis.client()].map((one) => redisRateLimitStore(one, { prefix }));
    const policy = slow(300);
    const program = fileURLToPath(new URL("take-many.mjs", import.meta.url));
    const { limit, periodMs, burst } = policy;
    const args = [redis.port, takeScript, `${prefix}a`, limit, periodMs, burst, 200].map(String);
    const other = run(process.execPath, [program, ...args]);
    const takes = stores.flatMap((store) => Array.from({ length: 200 }, async () => store.take("a", 1, policy, 0)));
    const allowed = (await Promise.all(takes)).filter(({ isAllowed }) => isAllowed).length;
    expect(allowed + Number((await other).stdout)).toBe(300);
  });

  it("goes by the time of Redis, whatever time it is told", async () => {
    const store = redisRateLimitStore(client, { prefix: redis.prefix() });
    for (const now of [0, 10 ** 15]) await store.take("a", 1, slow(2), now);
    expect((await store.take("a", 1, slow(2), 2 * 10 ** 15)).isAllowed).toBe(false);
  });

  it("lets a key expire when its budget is whole again, and keeps none that is whole", async () => {
    const prefix = redis.prefix();
    const store = redisRateLimitStore(client, { prefix });
    await store.take("a", 3, { limit: 2, periodMs: 60_000, burst: 10 }, 0);
    const left = await client.pttl(`${prefix}a`);
    expect(left).toBeGreaterThan(80_000);
    expect(left).toBeLessThanOrEqual(90_000);
    await store.take("b", 0, slow(1), 0);
    await store.take("b", 2, slow(1), 0);
    expect(await client.exists(`${prefix}b`)).toBe(0);
  });

  it("works on after Redis has forgotten its scripts", async () => {
    const store = redisRateLimitStore(client, { prefix: redis.prefix() });
    await store.take("a", 1, slow(2), 0);
    await client.script("FLUSH");
    expect((await store.take("a", 1, slow(2), 0)).isAllowed).toBe(true);
    expect((await store.take("a", 1, slow(2), 0)).isAllowed).toBe(false);
  });

  it("is told by the clock of Redis that was set back no lock-out, and gives no second budget", async () => {
    const prefix = redis.prefix();
    const store = redisRateLimitStore(client, { prefix });
    const policy = { limit: 100, periodMs: 60_000, burst: 100 };
    const anHourOn = Date.now() + 3_600_000;
    await client.set(`${prefix}a`, `${100 * 60_000}:${anHourOn}`, "PX", 100_000);
    const refused = await store.take("a", 1, policy, 0);
    expect(refused).toEqual({ isAllowed: false, debt: 100 * 60_000 });
    expect(await client.pttl(`${prefix}a`)).toBeLessThanOrEqual(60_000);
  });

  it("begins anew where a key has something else, and rejects where it is of another type", async () => {
    const prefix = redis.prefix();
    const store = redisRateLimitStore(client, { prefix });
    await client.set(`${prefix}a`, "garbage", "PX", 10_000);
    expect((await store.take("a", 1, slow(1), 0)).isAllowed).toBe(true);
    await client.rpush(`${prefix}b`, "1");
    await expect(store.take("b", 1, slow(1), 0)).rejects.toThrow("WRONGTYPE");
  });

  it("answers as the store in memory does, step by step", async () => {
    const store = redisRateLimitStore(client, { prefix: redis.prefix() });
    const memory = memoryRateLimitStore();
    const policy = slow(20);
    for (let step = 0; step < 60; step += 1) {
      const cost = (step * 7) % 5;
      const [one, two] = [await store.take("a", cost, policy, 0), memory.take("a", cost, policy, 0)];
      expect(one.isAllowed).toBe(two.isAllowed);
      expect(two.debt - one.debt).toBeLessThan(60_000);
    }
  });

  it("can be kept with a client that has a prefix of its own and pipelines by itself", async () => {
    const piped = redis.client({ keyPrefix: redis.prefix(), enableAutoPipelining: true });
    const store = redisRateLimitStore(piped);
    const answers = await Promise.all(Array.from({ length: 30 }, async () => store.take("a", 1, slow(10), 0)));
    expect(answers.filter(({ isAllowed }) => isAllowed)).toHaveLength(10);
  });
});

describe("an answer that is no take", () => {
  const scripted = (reply: unknown): RedisScripts => ({
    eval: () => Promise.reject(new Error("not asked")),
    evalsha: async () => reply,
  });
  it.each([
    undefined,
    null,
    "OK",
    [],
    [1],
    [2, "0"],
    ["1", "0"],
    [1, 0],
    [1, "-1"],
    [1, "1e9"],
    [1, ""],
    [1, "1".repeat(17)],
    { 0: 1, 1: "0" },
  ])("is rejected: %j", async (reply) => {
    const store = redisRateLimitStore(scripted(reply));
    await expect(Promise.resolve(store.take("a", 1, slow(1), 0))).rejects.toThrow(TypeError);
  });

  it("is any other error of Redis, which is not tried again", async () => {
    const client = { ...scripted(undefined), evalsha: () => Promise.reject(new Error("ERR no")) };
    await expect(Promise.resolve(redisRateLimitStore(client).take("a", 1, slow(1), 0))).rejects.toThrow("ERR no");
  });
});
