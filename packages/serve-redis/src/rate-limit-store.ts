import { createHash } from "node:crypto";
import type { RateLimitStore, RateLimitTake } from "@mlops/serve/rate-limit";
import { takeScript } from "./take-script.ts";

/** What is needed of a client; a `Redis` and a `Cluster` of ioredis have it. */
export interface RedisScripts {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  evalsha(digest: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

/** How budgets are kept in Redis. */
export interface RedisRateLimitStoreOptions {
  /**
   * What every key begins with. Servers with the same prefix share budgets.
   *
   * @default "mlops:rate-limit:"
   */
  prefix?: string | undefined;
}

const digest = createHash("sha1").update(takeScript).digest("hex");

/**
 * Keeps budgets in Redis 5 or later, so that all processes that share it share the limits. Give it to `rateLimit` of
 * `@mlops/serve/rate-limit` as its `store`.
 *
 * A take is one command and one key. Redis tells the time. A key expires when its budget is whole again. The client stays
 * the caller's: it is neither opened nor closed here.
 *
 * @example
 * rateLimit({ limit: "100/minute", store: redisRateLimitStore(new Redis()) })
 */
export function redisRateLimitStore(client: RedisScripts, options: RedisRateLimitStoreOptions = {}): RateLimitStore {
  const { prefix = "mlops:rate-limit:" } = options;
  return {
    async take(key, cost, { limit, periodMs, burst }) {
      const given = [prefix + key, limit, periodMs, burst, cost];
      try {
        return readTake(await client.evalsha(digest, 1, ...given));
      } catch (error) {
        // Redis forgets scripts when it restarts; EVAL makes it know this one.
        if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
        return readTake(await client.eval(takeScript, 1, ...given));
      }
    },
  };
}

function readTake(reply: unknown): RateLimitTake {
  const [allowed, debt]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  if ((allowed !== 0 && allowed !== 1) || typeof debt !== "string" || !/^[0-9]{1,16}$/.test(debt)) {
    throw new TypeError("Redis answered something else than a take");
  }
  return { isAllowed: allowed === 1, debt: Number(debt) };
}
