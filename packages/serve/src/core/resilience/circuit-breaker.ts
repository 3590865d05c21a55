import type { Clock } from "../clock.ts";

/** Whether calls go through: all, none, or one that tries whether they would. */
export type CircuitState = "closed" | "half-open" | "open";

/** When calls are cut off, and for how long. */
export interface CircuitOptions {
  /**
   * How long a call counts, in milliseconds.
   *
   * @default 10_000
   */
  readonly windowMs: number;
  /**
   * How many calls must have ended within the window before their failures mean anything.
   *
   * @default 10
   */
  readonly minimumCalls: number;
  /**
   * The share of failures that opens the circuit, above 0 and at most 1.
   *
   * @default 0.5
   */
  readonly failureRate: number;
  /**
   * How long an open circuit lets nothing through before one call tries, in milliseconds.
   *
   * @default 2_000
   */
  readonly openMs: number;
}

/** How a call ended, as far as it says something of the other side; `ignored` says nothing. */
export type CallOutcome = "ok" | "failed" | "ignored";

/** Whether a call may be made. One that may has to be settled, once. */
export type Admission =
  | { readonly isAllowed: true; settle(outcome: CallOutcome): void }
  | { readonly isAllowed: false; readonly retryAfterMs: number };

interface Slice {
  readonly index: number;
  ok: number;
  failed: number;
}

const sliceCount = 10;

/**
 * Cuts off what keeps failing (M. Nygard, "Release It!", chapter 5): closed, it counts how calls end in a rolling window;
 * open, it refuses them; half-open, it lets exactly one through and does as that one ends.
 *
 * Pure: it reads a clock and has no timers. A clock that goes back costs at most one `openMs`.
 */
export class CircuitBreaker {
  readonly #options: CircuitOptions;
  readonly #clock: Pick<Clock, "now">;
  #state: CircuitState = "closed";
  #slices: Slice[] = [];
  #openedAt = 0;
  /** Whether the one call of a half-open circuit is under way. */
  #isProbing = false;
  /** Counts changes of state: calls that were let in before one say nothing of the state after it. */
  #generation = 0;

  constructor(options: CircuitOptions, clock: Pick<Clock, "now">) {
    this.#options = options;
    this.#clock = clock;
  }

  /** An open circuit stays so until the call that tries it is let in. */
  get state(): CircuitState {
    return this.#state;
  }

  /** How long the circuit will refuse, in milliseconds; 0 where it would let a call in. */
  get refusesForMs(): number {
    if (this.#state === "closed") return 0;
    if (this.#state === "half-open") return this.#isProbing ? this.#options.openMs : 0;
    const now = this.#clock.now();
    if (now < this.#openedAt) this.#openedAt = now;
    return Math.max(0, this.#openedAt + this.#options.openMs - now);
  }

  /** Asks for one call. */
  admit(): Admission {
    const retryAfterMs = this.refusesForMs;
    if (retryAfterMs > 0) return { isAllowed: false, retryAfterMs };
    if (this.#state === "open") this.#change("half-open");
    this.#isProbing = this.#state === "half-open";
    const generation = this.#generation;
    let isSettled = false;
    return {
      isAllowed: true,
      settle: (outcome) => {
        if (isSettled || generation !== this.#generation) return;
        isSettled = true;
        if (this.#state === "half-open") this.#settleProbe(outcome);
        else this.#count(outcome);
      },
    };
  }

  #settleProbe(outcome: CallOutcome): void {
    this.#isProbing = false;
    // A probe that says nothing leaves its place to the next call.
    if (outcome === "ok") this.#change("closed");
    else if (outcome === "failed") this.#change("open");
  }

  #count(outcome: CallOutcome): void {
    if (outcome === "ignored") return;
    const { windowMs, minimumCalls, failureRate } = this.#options;
    const index = Math.floor((this.#clock.now() * sliceCount) / windowMs);
    // What lies ahead was counted before the clock went back.
    this.#slices = this.#slices.filter((slice) => slice.index > index - sliceCount && slice.index <= index);
    let slice = this.#slices.find((one) => one.index === index);
    if (slice === undefined) {
      slice = { index, ok: 0, failed: 0 };
      this.#slices.push(slice);
    }
    slice[outcome] += 1;
    const failed = this.#slices.reduce((sum, one) => sum + one.failed, 0);
    const all = failed + this.#slices.reduce((sum, one) => sum + one.ok, 0);
    if (outcome === "failed" && all >= minimumCalls && failed >= failureRate * all) this.#change("open");
  }

  #change(state: CircuitState): void {
    this.#state = state;
    this.#generation += 1;
    this.#slices = [];
    this.#isProbing = false;
    this.#openedAt = this.#clock.now();
  }
}
