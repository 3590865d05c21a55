import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineModel, serve } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import { createFakeClock, testCacheStore } from "@mlops/serve/testing";
import { redisCacheStore } from "@mlops/serve-redis";
import { startProxy } from "./proxy.ts";
import type { ProxyMode } from "./proxy.ts";
import { findRedis } from "./redis.ts";

const redis = await findRedis();
afterAll(() => redis.close());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server that keeps its answers in a Redis, and how often its model was run. */
async function setUp(prefix: string, port?: number) {
  let runs = 0;
  const model = defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => {
    runs += 1;
    return 2 * value;
  });
  const client = redis.client({
    ...(port !== undefined && { port }),
    maxRetriesPerRequest: 1,
    retryStrategy: () => 10,
  });
  const clock = createFakeClock();
  const changes: boolean[] = [];
  const cache = responseCache({
    models: { double: { ttlMs: 600_000, fingerprint: "weights" } },
    store: redisCacheStore(client, { prefix }),
    clock,
    observer: { cacheStoreChanged: (isUp) => void changes.push(isUp) },
  });
  const api = serve([model], { cache });
  await api.ready();
  const server = createServer(api);
  const url = await server.listen({ port: 0 });
  const predict = async (body: number): Promise<[status: number, answer: unknown]> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/predict`, { method: "POST", headers, body: String(body) });
    return [response.status, await response.json()];
  };
  return {
    client,
    clock,
    changes,
    predict,
    runs: () => runs,
    /** The same while the time of the cache goes on: what is slow is given up. */
    async predictInTime(body: number): Promise<[status: number, answer: unknown]> {
      const answer = predict(body);
      for (;;) {
        const given = await Promise.race([answer, turn()]);
        if (given !== undefined) return given;
        clock.advance(1);
      }
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
      server.cutOff();
      await server.close();
      await api.close();
    },
  };
}

describe.skipIf(redis.missing !== undefined)(`answers in Redis${redis.reason}`, () => {
  testCacheStore({ it, createStore: () => redisCacheStore(redis.client(), { prefix: redis.prefix() }) });

  it("have at most the bytes that they may have", async () => {
    const store = redisCacheStore(redis.client(), { prefix: redis.prefix(), maxEntryBytes: 8 });
    await store.set("a", Buffer.alloc(8), 1000);
    await store.set("b", Buffer.alloc(9), 1000);
    expect([(await store.get("a"))?.length, await store.get("b")]).toEqual([8, undefined]);
    expect(() => redisCacheStore(redis.client(), { maxEntryBytes: 0 })).toThrow(TypeError);
  });

  it("that are larger than they may be were not written here, and are not believed", async () => {
    const prefix = redis.prefix();
    await redis.client().set(`${prefix}a`, Buffer.alloc(9));
    expect(await redisCacheStore(redis.client(), { prefix, maxEntryBytes: 8 }).get("a")).toBe(undefined);
  });

  it("are shared by servers, and expire by themselves", async () => {
    const prefix = redis.prefix();
    await using one = await setUp(prefix);
    await using other = await setUp(prefix);
    expect(await one.predict(21)).toEqual([200, 42]);
    while ((await one.client.keys(`${prefix}*`)).length === 0) await turn();
    expect(await other.predict(21)).toEqual([200, 42]);
    expect([one.runs(), other.runs()]).toEqual([1, 0]);
    const [key = ""] = await one.client.keys(`${prefix}*`);
    expect(await one.client.pttl(key)).toBeGreaterThan(500_000);
  });

  it.each<ProxyMode>(["down", "reset", "slow", "garbage"])(
    "that cannot be had are made here, and shared again within 5 seconds of its return: %s",
    async (mode) => {
      await using proxy = await startProxy(redis.port);
      await using it2 = await setUp(redis.prefix(), proxy.port);
      expect(await it2.predict(0)).toEqual([200, 0]);
      proxy.become(mode);
      for (let body = 1; body <= 20; body += 1) expect(await it2.predictInTime(body)).toEqual([200, 2 * body]);
      expect(it2.runs()).toBe(21);
      expect(it2.changes).toEqual([false]);
      // Once it is known to be away, nobody waits: the time stands still, and still every one is answered.
      for (let body = 101; body <= 105; body += 1) expect(await it2.predict(body)).toEqual([200, 2 * body]);

      proxy.become("pass");
      while (it2.client.status !== "ready") await turn();
      let seconds = 0;
      do {
        it2.clock.advance(1_000);
        seconds += 1;
        await it2.predict(1000 + seconds);
        // What is written is not waited for.
        await it2.client.ping();
      } while (it2.changes.at(-1) !== true && seconds < 100);
      expect(seconds).toBeLessThan(5);
      expect(it2.changes).toEqual([false, true]);
    },
    20_000,
  );
});
