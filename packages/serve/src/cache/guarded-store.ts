import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import { CircuitBreaker } from "../core/resilience/circuit-breaker.ts";
import type { CacheStore } from "../core/cache-store.ts";
import { entryFromBytes, entryToBytes } from "./entry-bytes.ts";
import type { StoredEntry } from "./entry-bytes.ts";

/** What a store is held to. */
export interface GuardedStoreOptions {
  /** How long the store may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Is told when the store stops answering and when it answers again. */
  readonly changed: (isUp: boolean) => void;
}

/** How many entries may be on their way to the store at once; more are not kept there. */
const maxWriting = 64;

/**
 * A store that is never waited for longer than its time: late, broken or strange answers are nothing found. One that fails
 * is left alone for a second, then tried by one question.
 */
export class GuardedStore {
  readonly #store: CacheStore;
  readonly #options: GuardedStoreOptions;
  readonly #circuit: CircuitBreaker;
  #writing = 0;
  #isUp = true;

  constructor(store: CacheStore, options: GuardedStoreOptions) {
    this.#store = store;
    this.#options = options;
    const circuit = { windowMs: 10_000, minimumCalls: 3, failureRate: 0.5, openMs: 1_000 };
    this.#circuit = new CircuitBreaker(circuit, options.clock);
  }

  async get(key: string): Promise<StoredEntry | undefined> {
    const bytes = await this.#guarded(() => this.#store.get(key));
    if (bytes === undefined) return undefined;
    return bytes instanceof Uint8Array ? entryFromBytes(bytes) : undefined;
  }

  /** Keeps an entry; nobody waits for it. */
  set(key: string, entry: StoredEntry, milliseconds: number): void {
    if (this.#writing >= maxWriting) return;
    this.#writing += 1;
    void this.#guarded(() => this.#store.set(key, entryToBytes(entry), milliseconds)).then(() => {
      this.#writing -= 1;
    });
  }

  async #guarded<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
    const admission = this.#circuit.admit();
    if (!admission.isAllowed) return undefined;
    try {
      const result = await this.#withinTime(call());
      admission.settle("ok");
      this.#tell(true, undefined);
      return result;
    } catch (error) {
      admission.settle("failed");
      if (this.#circuit.state === "open") this.#tell(false, error);
      return undefined;
    }
  }

  #tell(isUp: boolean, error: unknown): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    const { log, changed } = this.#options;
    if (isUp) log.info({}, "the cache store answers again");
    else log.warn({ err: error }, "the cache store does not answer: answers are kept in this process alone");
    changed(isUp);
  }

  /** What comes too late is nobody's. */
  #withinTime<Result>(given: Promise<Result>): Promise<Result> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const stop = clock.after(timeoutMs, () => {
        reject(new Error(`The store took more than ${timeoutMs} ms`));
      });
      given.then(resolve, reject).finally(stop);
    });
  }
}
