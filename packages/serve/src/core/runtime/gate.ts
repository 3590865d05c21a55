import type { Clock } from "../clock.ts";
import { ServeError } from "../errors/serve-error.ts";

/** How many may run and wait at once. */
export interface GateLimits {
  /** How many run at once. */
  readonly running: number;
  /** How many may wait for one of these to end. */
  readonly queued: number;
}

interface Waiting {
  enter(): void;
}

/**
 * Lets so many run at once, lets so many more wait in their order, and refuses the rest at once.
 *
 * Pure but for the clock, which only measures how long runs take: `retry-after` is the time that the queue needs to empty.
 */
export class Gate {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #queue: Set<Waiting> = new Set();
  #running = 0;
  /** Milliseconds that a run takes: a moving average; 0 before the first one has ended. */
  #averageMs = 0;

  constructor(limits: GateLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /**
   * Waits for its turn.
   *
   * @returns Call it once, when the run has ended.
   * @throws ServeError `queue-full` at once; or the reason of the signal, when it aborts while waiting.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running >= this.#limits.running) {
      if (this.#queue.size >= this.#limits.queued) throw this.#full();
      await this.#wait(signal);
    } else this.#running += 1;
    const from = this.#clock.now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const took = this.#clock.now() - from;
      this.#averageMs = this.#averageMs === 0 ? took : this.#averageMs * 0.9 + took * 0.1;
      // The place goes to the next one directly, so that nobody can overtake the queue.
      const [next] = this.#queue;
      if (next === undefined) this.#running -= 1;
      else next.enter();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(waiting);
        signal.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        leave();
        const { reason } = signal;
        reject(reason instanceof Error ? reason : new Error("The request was given up"));
      };
      const waiting: Waiting = {
        enter() {
          leave();
          resolve();
        },
      };
      this.#queue.add(waiting);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  #full(): ServeError {
    const seconds = Math.max(1, Math.ceil((this.#averageMs * (this.#queue.size + 1)) / this.#limits.running / 1000));
    return new ServeError("queue-full", {
      detail: "The model has as many requests as it may keep waiting.",
      headers: { "retry-after": String(seconds) },
    });
  }
}
