import type { RateLimitStore } from "../core/rate-limit-store.ts";
import { drainMs, take } from "./gcra.ts";
import type { Meter } from "./gcra.ts";

/** How a store in memory is made. */
export interface MemoryRateLimitStoreOptions {
  /**
   * How many budgets are kept; beyond it, the one that was unused for longest is forgotten, which makes it whole.
   *
   * @default 100_000
   */
  maxKeys?: number | undefined;
}

/** Budgets of this process alone. */
export interface MemoryRateLimitStore extends RateLimitStore {
  take(...parameters: Parameters<RateLimitStore["take"]>): Awaited<ReturnType<RateLimitStore["take"]>>;
  /** How many budgets are kept. */
  readonly size: number;
}

/** How many budgets each take looks at to forget those that are whole again. */
const sweptPerTake = 2;

/**
 * Keeps budgets in this process. Budgets that are whole again are forgotten as others are used, without a timer.
 *
 * @throws TypeError for `maxKeys` that is no whole number of at least 1.
 */
export function memoryRateLimitStore({ maxKeys = 100_000 }: MemoryRateLimitStoreOptions = {}): MemoryRateLimitStore {
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1) {
    throw new TypeError(`maxKeys must be a whole number of at least 1, not ${maxKeys}`);
  }
  /** In the order of their last use. */
  const meters = new Map<string, Meter & { readonly wholeAt: number }>();
  let sweep = meters.entries();
  // Looking for the first key anew would walk over all that were deleted before it. This one has behind it only keys that
  // it gave for deletion, because a key that is used goes to the end.
  const byLastUse = meters.keys();

  const forgetWhole = (now: number): void => {
    for (let count = 0; count < sweptPerTake; count += 1) {
      const next = sweep.next();
      if (next.done === true) {
        sweep = meters.entries();
        return;
      }
      const [key, { wholeAt }] = next.value;
      if (wholeAt <= now) meters.delete(key);
    }
  };

  return {
    take(key, cost, policy, now) {
      forgetWhole(now);
      const { isAllowed, debt, at } = take(meters.get(key), cost, policy, now);
      meters.delete(key);
      if (debt > 0) meters.set(key, { debt, at, wholeAt: at + drainMs(debt, policy) });
      if (meters.size > maxKeys) {
        const oldest = byLastUse.next();
        if (oldest.done !== true) meters.delete(oldest.value);
      }
      return { isAllowed, debt };
    },
    get size() {
      return meters.size;
    },
  };
}
