import type { Clock } from "./clock.ts";

/** What a prediction is made of, in this order. */
export type Stage = "read" | "queue" | "validate" | "compute" | "serialise";

/** Measures the stages of one prediction, in milliseconds. */
export class Stages {
  readonly #clock: Clock;
  readonly #taken: Map<Stage, number> = new Map();
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** Ends a stage that began where the one before it ended; tells how long it took. */
  end(stage: Stage): number {
    const now = this.#clock.now();
    const took = now - this.#last;
    this.#last = now;
    this.#add(stage, took);
    return took;
  }

  /** The model's function has just ended: what went before it was validation, or the writing of the run before. */
  ran(milliseconds: number): void {
    const stage = this.#taken.has("compute") ? "serialise" : "validate";
    const compute = Math.min(milliseconds, this.end(stage));
    this.#add(stage, -compute);
    this.#add("compute", compute);
  }

  /** The prediction has ended: what went last was the writing of a run, or validation where nothing passed it. */
  finish(): void {
    this.end(this.#taken.has("compute") ? "serialise" : "validate");
  }

  #add(stage: Stage, milliseconds: number): void {
    this.#taken.set(stage, (this.#taken.get(stage) ?? 0) + milliseconds);
  }

  /** For the header `server-timing` (https://www.w3.org/TR/server-timing/). */
  toHeader(): string {
    return [...this.#taken].map(([stage, took]) => `${stage};dur=${Math.round(took * 1000) / 1000}`).join(", ");
  }
}
