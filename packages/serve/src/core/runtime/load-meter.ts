import type { Clock } from "../clock.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { Priority } from "./lanes.ts";

/** From how many times the limit on a lane is refused. */
const factors: Readonly<Record<Priority, number>> = { low: 1, normal: 2, high: 5 };
/** In how many milliseconds what was measured halves, so that a moment of the past does not refuse those of now. */
const halfLifeMs = 250;

/**
 * Measures how far the event loop lags behind, and refuses the lower lanes first: `low` from the limit on, `normal` from
 * twice, `high` from five times the limit.
 *
 * It measures only while it is asked: each question that finds no measurement under way begins one, so that an idle
 * process has no timer.
 */
export class LoadMeter {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #soon: (callback: () => void) => void;
  /** When the measurement under way began. */
  #begun: number | undefined;
  #refusals = 0;
  #lagMs = 0;
  #measuredAt = 0;

  /**
   * @param limitMs - 0 refuses nobody.
   * @param soon - Calls back in the next turn of the event loop, whose time the measurement takes.
   */
  constructor(clock: Clock, limitMs: number, soon: (callback: () => void) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#soon = soon;
  }

  /** How far the event loop lags behind now, in milliseconds. */
  get lagMs(): number {
    const now = this.#clock.now();
    const before = this.#lagMs * 0.5 ** (Math.max(0, now - this.#measuredAt) / halfLifeMs);
    return this.#begun === undefined ? before : Math.max(before, now - this.#begun);
  }

  /**
   * Whether a request is to be refused for the sake of the others.
   *
   * @param others - How many are under way beside it; a request that is alone is never refused.
   */
  refuses(priority: Priority, others: number): boolean {
    if (this.#limitMs === 0) return false;
    this.#measure();
    return others > 0 && this.lagMs > factors[priority] * this.#limitMs;
  }

  /** The answer to who is refused. The waiting times differ, so that those who were refused together do not return so. */
  refusal(): ServeError {
    this.#refusals += 1;
    const seconds = Math.ceil(this.lagMs / 1000) + (this.#refusals % 3);
    return new ServeError("overloaded", {
      detail: "Ask again, or another replica.",
      headers: { "retry-after": String(Math.max(1, seconds)) },
    });
  }

  #measure(): void {
    if (this.#begun !== undefined) return;
    this.#begun = this.#clock.now();
    this.#soon(() => {
      const lag = this.lagMs;
      this.#begun = undefined;
      this.#lagMs = lag;
      this.#measuredAt = this.#clock.now();
    });
  }
}
