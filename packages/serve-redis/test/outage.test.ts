import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineModel, serve } from "@mlops/serve";
import { rateLimit } from "@mlops/serve/rate-limit";
import type { RateLimitEvent } from "@mlops/serve/rate-limit";
import { createFakeClock } from "@mlops/serve/testing";
import { redisRateLimitStore } from "@mlops/serve-redis";
import { startProxy } from "./proxy.ts";
import type { ProxyMode } from "./proxy.ts";
import { findRedis } from "./redis.ts";

const model = defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => 2 * value);

const redis = await findRedis();
afterAll(() => redis.close());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server that keeps its limits in a Redis behind a proxy that can fail; limits go by a clock of the test's. */
async function setUp() {
  const proxy = await startProxy(redis.port);
  const client = redis.client({ port: proxy.port, maxRetriesPerRequest: 1, retryStrategy: () => 10 });
  const clock = createFakeClock();
  const by: RateLimitEvent["by"][] = [];
  const changes: boolean[] = [];
  const api = serve([model], {
    rateLimit: rateLimit({
      limit: "10/day",
      burst: 10,
      store: redisRateLimitStore(client, { prefix: redis.prefix() }),
      clock,
      observer: { taken: (event) => void by.push(event.by), storeChanged: (isUp) => void changes.push(isUp) },
    }),
  });
  await api.ready();
  const server = createServer(api);
  const url = await server.listen({ port: 0 });
  const predict = async (): Promise<number> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/predict`, { method: "POST", headers, body: "1" });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    proxy,
    client,
    clock,
    by,
    changes,
    predict,
    /** The same while the time of the limits goes on: what is slow is given up. */
    async predictInTime(): Promise<number> {
      const answer = predict();
      for (;;) {
        const status = await Promise.race([answer, turn()]);
        if (status !== undefined) return status;
        clock.advance(1);
      }
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
      server.cutOff();
      await server.close();
      await api.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(redis.missing !== undefined)(`predictions while Redis fails${redis.reason}`, () => {
  it.each<ProxyMode>(["down", "reset", "slow", "garbage"])(
    "are answered under the limit of this process, and by Redis again within 5 seconds of its return: %s",
    async (mode) => {
      await using it2 = await setUp();
      expect([await it2.predict(), await it2.predict(), it2.by]).toEqual([200, 200, ["store", "store"]]);

      it2.proxy.become(mode);
      const statuses = [];
      for (let count = 0; count < 11; count += 1) statuses.push(await it2.predictInTime());
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
      expect(new Set(it2.by.slice(2))).toEqual(new Set(["local"]));
      expect(it2.changes).toEqual([false]);

      it2.proxy.become("pass");
      while (it2.client.status !== "ready") await turn();
      let seconds = 0;
      do {
        it2.clock.advance(1_000);
        seconds += 1;
        await it2.predict();
      } while (it2.by.at(-1) !== "store" && seconds < 100);
      expect(seconds).toBeLessThan(5);
      expect(it2.changes).toEqual([false, true]);
    },
  );

  it("wait for a slow one at most 50 ms, and then one of them once a second", async () => {
    await using it2 = await setUp();
    await it2.predict();
    it2.proxy.become("slow");
    const startedAt = it2.clock.now();
    await it2.predictInTime();
    expect(it2.clock.now() - startedAt).toBeGreaterThanOrEqual(50);
    // From here on the time stands still, and still every one is answered.
    const answers = await Promise.all(Array.from({ length: 5 }, () => it2.predict()));
    expect(answers).toEqual([200, 200, 200, 200, 200]);
    expect(it2.clock.waiting).toBe(0);
  });
});
