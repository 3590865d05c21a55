import type { Clock } from "./clock.ts";

/** What a prediction is made of, in this order; `cache` in the place of what comes after `read` where nothing was run. */
export type Stage = "read" | "validate" | "queue" | "compute" | "serialise" | "cache";

/** Measures the stages of one prediction, in milliseconds: each begins where the one before it ended. */
export class Stages {
  readonly #clock: Clock;
  readonly #taken: Map<Stage, number> = new Map();
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** Ends a stage; tells how long it took. */
  end(stage: Stage): number {
    const now = this.#clock.now();
    const took = now - this.#last;
    this.#last = now;
    this.#taken.set(stage, (this.#taken.get(stage) ?? 0) + took);
    return took;
  }

  /** Ends what goes before a turn of the model or after the last one. */
  endWork(isKept = false): void {
    if (this.#taken.has("compute")) this.end("serialise");
    else this.end(isKept ? "cache" : "validate");
  }

  /** For the header `server-timing` (https://www.w3.org/TR/server-timing/). */
  toHeader(): string {
    return [...this.#taken].map(([stage, took]) => `${stage};dur=${Math.round(took * 1000) / 1000}`).join(", ");
  }
}
