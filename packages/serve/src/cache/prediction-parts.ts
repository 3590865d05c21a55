import type { CacheObserver } from "../core/cache-observer.ts";
import type { Clock } from "../core/clock.ts";
import type { ServeError } from "../core/errors/serve-error.ts";
import type { Exchange } from "../core/http/exchange.ts";
import type { Logger } from "../core/logger.ts";
import type { ModelRuntime } from "../core/runtime/model-runtime.ts";
import type { Answer } from "./entry-bytes.ts";
import type { GuardedStore } from "./guarded-store.ts";
import type { Memory } from "./memory.ts";
import type { ModelCacheOptions } from "./options.ts";
import type { SingleFlight } from "./single-flight.ts";

/** What a run gives for a question. */
export type Made = Answer | { readonly error: ServeError };

/** What all predictions of a cache share. */
export interface CacheParts {
  readonly memory: Memory;
  readonly store: GuardedStore | undefined;
  readonly answers: SingleFlight<Made>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly observer: CacheObserver;
  readonly jitter: number;
  readonly random: () => number;
  /** Milliseconds since 1970, which machines share. */
  readonly wallClock: () => number;
}

/** What one prediction works with. */
export interface PredictionOptions {
  readonly parts: CacheParts;
  readonly options: ModelCacheOptions;
  readonly runtime: ModelRuntime;
  readonly exchange: Exchange;
  /** Tells the model in memory from all others. */
  readonly instance: string;
  /** Tells the model's contract from others. */
  readonly contract: string;
  /** Whether the caller wants none of the answers that are kept. */
  readonly isFresh: boolean;
}
