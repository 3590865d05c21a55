import type { Clock } from "../core/clock.ts";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Goes on by so many milliseconds and calls what was to be called within them, in the order of their times. */
  advance(milliseconds: number): void;
  /** How many callbacks wait. */
  readonly waiting: number;
}

/**
 * Makes a clock for tests that need not wait.
 *
 * @param start - Where it stands at first, in milliseconds.
 *
 * @example
 * const clock = createFakeClock();
 * const api = serve([model], { clock });
 * clock.advance(30_000); // the deadline of every request under way is over
 */
export function createFakeClock(start = 0): FakeClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
    get waiting() {
      return timers.size;
    },
  };
}
