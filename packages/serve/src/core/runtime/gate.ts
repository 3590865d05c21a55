import type { Clock } from "../clock.ts";
import { ServeError } from "../errors/serve-error.ts";
import { Lanes } from "./lanes.ts";
import type { Priority } from "./lanes.ts";

/** How many may run and wait at once. */
export interface GateLimits {
  /** How many run at once. */
  readonly running: number;
  /** How many may wait for one of these to end. */
  readonly queued: number;
  /**
   * How long one waits, in milliseconds.
   *
   * @default until its signal aborts
   */
  readonly queueMs?: number | undefined;
}

interface Waiting {
  enter(): void;
  refuse(error: ServeError): void;
}

/** The part of the places that the low lane may take, so that there is always one for the others. */
const lowShare = 0.75;

/**
 * Lets so many run at once, lets so many more wait in lanes, and refuses the rest at once. Who comes to a full queue takes
 * the place of the last one in a lower lane, if there is one; the low lane never runs in more than three quarters of the
 * places where there are at least two.
 *
 * Pure but for the clock, which measures how long runs take: `retry-after` is the time that the queue needs to empty.
 */
export class Gate {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #lanes: Lanes<Waiting> = new Lanes();
  readonly #lowPlaces: number;
  #running = 0;
  #runningLow = 0;
  /** Milliseconds that a run takes: a moving average; 0 before the first one has ended. */
  #averageMs = 0;

  constructor(limits: GateLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#lowPlaces = Math.max(1, Math.floor(limits.running * lowShare));
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#lanes.size;
  }

  /**
   * Waits for its turn.
   *
   * @param priority - The lane. Default: `normal`.
   * @returns Call it once, when the run has ended.
   * @throws ServeError `queue-full` at once, or when it has to give way; `queue-timeout`; or the reason of the signal, when
   * it aborts while waiting.
   */
  async enter(signal: AbortSignal, priority: Priority = "normal"): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#hasPlace(priority)) this.#take(priority);
    else await this.#wait(signal, priority);
    const from = this.#clock.now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const took = this.#clock.now() - from;
      this.#averageMs = this.#averageMs === 0 ? took : this.#averageMs * 0.9 + took * 0.1;
      this.#running -= 1;
      if (priority === "low") this.#runningLow -= 1;
      this.#letIn();
    };
  }

  #hasPlace(priority: Priority): boolean {
    return this.#running < this.#limits.running && (priority !== "low" || this.#runningLow < this.#lowPlaces);
  }

  #take(priority: Priority): void {
    this.#running += 1;
    if (priority === "low") this.#runningLow += 1;
  }

  /** A place goes to the next one directly, so that nobody can overtake the queue. */
  #letIn(): void {
    for (;;) {
      const next = this.#lanes.next((priority) => this.#hasPlace(priority));
      if (next === undefined) return;
      this.#take(next.priority);
      next.item.enter();
    }
  }

  #wait(signal: AbortSignal, priority: Priority): Promise<void> {
    if (this.#lanes.size >= this.#limits.queued) {
      const last = this.#lanes.giveWay(priority);
      if (last === undefined) throw this.#full();
      last.refuse(this.#full());
    }
    const { queueMs } = this.#limits;
    return new Promise((resolve, reject) => {
      let stopTimer = (): void => {};
      const leave = (): void => {
        this.#lanes.delete(waiting, priority);
        signal.removeEventListener("abort", onAbort);
        stopTimer();
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
        refuse(error) {
          leave();
          reject(error);
        },
      };
      this.#lanes.add(waiting, priority);
      signal.addEventListener("abort", onAbort, { once: true });
      if (queueMs === undefined) return;
      stopTimer = this.#clock.after(queueMs, () => {
        waiting.refuse(
          new ServeError("queue-timeout", {
            detail: "The model did not come to this request in time; nothing of it was run.",
            headers: this.#retryAfter(),
          }),
        );
      });
    });
  }

  #full(): ServeError {
    return new ServeError("queue-full", {
      detail: "The model has as many requests as it may keep waiting.",
      headers: this.#retryAfter(),
    });
  }

  #retryAfter(): Readonly<Record<string, string>> {
    const seconds = Math.ceil((this.#averageMs * (this.#lanes.size + 1)) / this.#limits.running / 1000);
    return { "retry-after": String(Math.max(1, seconds)) };
  }
}
