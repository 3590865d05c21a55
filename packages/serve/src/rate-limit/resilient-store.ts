import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { RateLimitPolicy, RateLimitStore, RateLimitTake } from "../core/rate-limit-store.ts";
import { memoryRateLimitStore } from "./memory-store.ts";
import type { RateLimitEvent, RateLimitObserver } from "../core/rate-limit-observer.ts";

/** What a store is held to. */
export interface ResilientStoreOptions {
  /** How long the store may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a store that failed is left alone before one take tries it again, in milliseconds. */
  readonly retryMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly observer: RateLimitObserver;
}

/** A take, and who answered. */
export interface AnsweredTake extends RateLimitTake {
  readonly by: RateLimitEvent["by"];
}

/** A store that always answers. */
export interface ResilientStore {
  take(key: string, cost: number, policy: RateLimitPolicy, now: number): Promise<AnsweredTake>;
}

/**
 * Takes from a store while it answers well and in time, else from budgets of this process. A store that failed is tried
 * again by one take at a time.
 */
export function resilientStore(store: RateLimitStore, options: ResilientStoreOptions): ResilientStore {
  const { timeoutMs, retryMs, clock, log, observer } = options;
  const local = memoryRateLimitStore();
  /** When a take may try the store; `undefined` while it is up. */
  let retryAt: number | undefined;

  const fail = (error: unknown): void => {
    const wasUp = retryAt === undefined;
    retryAt = clock.now() + retryMs;
    if (!wasUp) return;
    log.warn({ err: error }, "the rate-limit store does not answer: this process limits by itself");
    observer.storeChanged?.(false);
  };
  const recover = (): void => {
    if (retryAt === undefined) return;
    retryAt = undefined;
    log.info({}, "the rate-limit store answers again");
    observer.storeChanged?.(true);
  };

  return {
    async take(key, cost, policy, now) {
      if (retryAt === undefined || clock.now() >= retryAt) {
        // Whoever comes while the store is tried does not wait for it.
        if (retryAt !== undefined) retryAt = Number.POSITIVE_INFINITY;
        try {
          const given = store.take(key, cost, policy, now);
          const taken = given instanceof Promise ? await withinTime(clock, timeoutMs, given) : given;
          assertTake(taken, policy);
          recover();
          return { isAllowed: taken.isAllowed, debt: taken.debt, by: "store" };
        } catch (error) {
          fail(error);
        }
      }
      return { ...local.take(key, cost, policy, now), by: "local" };
    },
  };
}

/** What comes too late is nobody's. */
function withinTime<Result>(clock: Clock, milliseconds: number, given: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(milliseconds, () => {
      reject(new Error(`The store took more than ${milliseconds} ms`));
    });
    given.then(resolve, reject).finally(stop);
  });
}

function assertTake({ isAllowed, debt }: RateLimitTake, { burst, periodMs }: RateLimitPolicy): void {
  if (typeof isAllowed === "boolean" && Number.isSafeInteger(debt) && debt >= 0 && debt <= burst * periodMs) return;
  throw new TypeError("The store answered something else than a take");
}
