import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";

/** How often faults are told of, in milliseconds. */
const quietMs = 60_000;

/** Keeps the faults of a watch from what it watches: each is counted, one a minute is logged. */
export class FaultLog {
  readonly #clock: Clock;
  readonly #log: Logger;
  #toldAt: number | undefined;
  #untold = 0;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** What a function gives; `undefined` where it throws. */
  guard<Result>(look: () => Result): Result | undefined {
    try {
      return look();
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  #tell(error: unknown): void {
    const now = this.#clock.now();
    this.#untold += 1;
    if (this.#toldAt !== undefined && now - this.#toldAt < quietMs) return;
    this.#log.error({ err: error, faults: this.#untold }, "the quality of data could not be watched");
    this.#toldAt = now;
    this.#untold = 0;
  }
}
