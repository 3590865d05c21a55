import type { RateLimitStore } from "../core/rate-limit-store.ts";
import type { Clock } from "../core/clock.ts";

/** What goes wrong with a call. */
export type Fault =
  /** It is as it would be. */
  | "none"
  /** It rejects. */
  | "error"
  /** It never ends. */
  | "hang"
  /** It ends after so many milliseconds of the clock. */
  | { readonly delayMs: number };

/** Decides what goes wrong; settable while a test runs. */
export interface FaultSwitch {
  fault: Fault;
}

/**
 * Makes a store of limits fail as a test says: that of `rateLimit` must go on whatever its store does.
 *
 * @example
 * const { store, control } = createFaultyStore(memoryRateLimitStore(), clock);
 * control.fault = "hang";
 */
export function createFaultyStore(
  store: RateLimitStore,
  clock: Clock,
): { readonly store: RateLimitStore; readonly control: FaultSwitch } {
  const control: FaultSwitch = { fault: "none" };
  return {
    control,
    store: {
      async take(...request) {
        const { fault } = control;
        if (fault === "error") throw new Error("The store is away");
        if (fault === "hang") await new Promise(() => {});
        if (typeof fault === "object") await new Promise<void>((resolve) => void clock.after(fault.delayMs, resolve));
        return store.take(...request);
      },
    },
  };
}
