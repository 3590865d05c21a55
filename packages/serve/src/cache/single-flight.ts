import type { CacheWork } from "../core/prediction-cache.ts";
import type { Priority } from "../core/runtime/lanes.ts";

/** One who waits for answers until its signal aborts. */
export class Passenger {
  readonly signal: AbortSignal;
  /** Milliseconds until it does not wait any more. */
  readonly timeLeft: () => number;
  readonly #leaving: Set<() => void> = new Set();
  readonly #leave = (): void => {
    for (const callback of this.#leaving) callback();
  };

  constructor(signal: AbortSignal, timeLeft: () => number) {
    this.signal = signal;
    this.timeLeft = timeLeft;
  }

  /** Calls back when it leaves, until what this returns is called. However many there are, the signal has one listener. */
  onLeave(callback: () => void): () => void {
    if (this.#leaving.size === 0) this.signal.addEventListener("abort", this.#leave, { once: true });
    this.#leaving.add(callback);
    return () => {
      this.#leaving.delete(callback);
      if (this.#leaving.size === 0) this.signal.removeEventListener("abort", this.#leave);
    };
  }
}

/** One run, for the answers to several keys. */
interface Run {
  readonly keys: readonly string[];
  readonly abort: AbortController;
  readonly passengers: Set<Passenger>;
  /** Whether it goes on when nobody waits. */
  readonly isForNobody: boolean;
  readonly ended: Promise<unknown>;
}

/** The answer that somebody else's run will give, and whether that run is for other keys as well. */
export interface Joined<Answer> {
  readonly answer: Promise<Answer>;
  readonly isShared: boolean;
}

/**
 * Lets those who ask the same at the same time share one answer. A run goes on as long as one of them waits, whoever
 * began it; when the last one leaves, it is aborted, and who asks then begins anew. Its failure is everybody's.
 */
export class SingleFlight<Answer> {
  readonly #flights: Map<string, { readonly answer: Promise<Answer>; readonly run: Run }> = new Map();

  /** How many keys are being answered. */
  get size(): number {
    return this.#flights.size;
  }

  /**
   * Joins the run for a key.
   *
   * @returns `undefined` where there is none.
   */
  join(key: string, passenger: Passenger): Joined<Answer> | undefined {
    const flight = this.#flights.get(key);
    if (flight === undefined) return undefined;
    this.#board(flight.run, passenger);
    return { answer: flight.answer, isShared: flight.run.keys.length > 1 };
  }

  /** Whether there is a run for a key. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /**
   * Begins a run for keys, none of which has one yet.
   *
   * @param passenger - Who waits for it; `undefined` for a run that goes on for nobody.
   * @param work - Gives as many answers as there are keys.
   */
  begin(
    keys: readonly string[],
    passenger: Passenger | undefined,
    priority: Priority,
    work: (work: CacheWork) => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> {
    const abort = new AbortController();
    const passengers = new Set<Passenger>();
    const isForNobody = passenger === undefined;
    const timeLeft = (): number => Math.max(0, ...Array.from(passengers, (one) => one.timeLeft()));
    const answers = work({ signal: abort.signal, priority, timeLeft: isForNobody ? undefined : timeLeft });
    const run: Run = { keys, abort, passengers, isForNobody, ended: answers };
    for (const [index, key] of keys.entries()) {
      const answer = answers.then((all) => {
        const one = all[index];
        if (one === undefined) throw new TypeError("A run has given fewer answers than it was asked for");
        return one;
      });
      // Whoever waits is told of a failure; perhaps nobody does.
      answer.catch(() => {});
      this.#flights.set(key, { answer, run });
    }
    const end = (): void => {
      this.#end(run);
    };
    answers.then(end, end);
    if (passenger !== undefined) this.#board(run, passenger);
    return answers;
  }

  #board(run: Run, passenger: Passenger): void {
    const { passengers } = run;
    if (passengers.has(passenger)) return;
    passengers.add(passenger);
    const stay = passenger.onLeave(() => {
      stay();
      passengers.delete(passenger);
      if (passengers.size > 0 || run.isForNobody) return;
      run.abort.abort(passenger.signal.reason);
      this.#end(run);
    });
    run.ended.then(stay, stay);
  }

  #end(run: Run): void {
    for (const key of run.keys) if (this.#flights.get(key)?.run === run) this.#flights.delete(key);
  }
}
