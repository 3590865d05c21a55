import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../clock.ts";
import { ServeError } from "../errors/serve-error.ts";

/**
 * How long the caller waits for the answer, in milliseconds: what `x-request-timeout-ms` says, at most `mostMs`.
 *
 * @throws ServeError `malformed-request` for a header that is no whole number of at least 1.
 */
export function timeoutOf(headers: IncomingHttpHeaders, mostMs: number): number {
  const header = headers["x-request-timeout-ms"];
  if (header === undefined) return mostMs;
  if (typeof header !== "string" || !/^[1-9][0-9]{0,8}$/.test(header)) {
    throw new ServeError("malformed-request", {
      detail: "The header x-request-timeout-ms is a whole number of milliseconds, at least 1.",
    });
  }
  return Math.min(Number(header), mostMs);
}

/** Aborts once, at the earliest of the times that it has been given; counted from one moment. */
export class Deadline {
  readonly #clock: Clock;
  readonly #from: number;
  readonly #abort: (reason: ServeError) => void;
  #milliseconds = Number.POSITIVE_INFINITY;
  #stopTimer: () => void = () => {};

  constructor(clock: Clock, from: number, abort: (reason: ServeError) => void) {
    this.#clock = clock;
    this.#from = from;
    this.#abort = abort;
  }

  /** Brings it forward to so many milliseconds after the moment; a later one than there is changes nothing. */
  limit(milliseconds: number): void {
    if (milliseconds >= this.#milliseconds) return;
    this.#milliseconds = milliseconds;
    this.#stopTimer();
    const giveUp = (): void => {
      this.#abort(new ServeError("deadline-exceeded", { detail: "The answer was not ready in time." }));
    };
    const left = this.#from + milliseconds - this.#clock.now();
    if (left <= 0) giveUp();
    else this.#stopTimer = this.#clock.after(left, giveUp);
  }

  /** Milliseconds until it aborts. */
  left(): number {
    return Math.max(0, this.#from + this.#milliseconds - this.#clock.now());
  }

  /** It will not abort any more. */
  stop(): void {
    this.#stopTimer();
    this.#milliseconds = Number.NEGATIVE_INFINITY;
  }
}
