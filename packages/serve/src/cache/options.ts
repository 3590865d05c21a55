import type { CacheObserver } from "../core/cache-observer.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { CacheStore } from "../core/cache-store.ts";

/** How the predictions of one model are kept. Its function must give the same for the same rows, whoever asks. */
export interface ModelCacheOptions {
  /** How long an answer is fresh, in milliseconds. */
  readonly ttlMs: number;
  /**
   * How long an answer that is no longer fresh is still given while it is made anew, in milliseconds.
   *
   * @default 0
   */
  readonly staleMs?: number | undefined;
  /**
   * Whether a caller only gets answers that were made for that caller. Without it, how fast an answer comes can tell that
   * somebody has asked the same before.
   *
   * @default false
   */
  readonly private?: boolean | undefined;
  /**
   * What tells these weights from others, such as the SHA-256 of the model's file. Answers are shared through `store` only
   * where it is given: a version that is built anew must not get the answers of the old one.
   */
  readonly fingerprint?: string | undefined;
}

/** How predictions are kept. */
export interface ResponseCacheOptions<Name extends string = string> {
  /** The models whose predictions are kept, by name; all versions alike. */
  readonly models: { readonly [Model in Name]?: ModelCacheOptions };
  /**
   * How many bytes are kept in this process; what was not used for longest goes first.
   *
   * @default 67_108_864
   */
  readonly maxBytes?: number | undefined;
  /**
   * By which part of it the time of an answer is shortened at most, by chance, so that answers of one moment are not all
   * made anew in one moment: 0 to 1.
   *
   * @default 0.1
   */
  readonly jitter?: number | undefined;
  /** Where answers are kept beyond this process, such as `redisCacheStore` of `@mlops/serve-redis`. Default: nowhere. */
  readonly store?: CacheStore | undefined;
  /**
   * How long the store may take, in milliseconds; then nothing was found.
   *
   * @default 50
   */
  readonly storeTimeoutMs?: number | undefined;
  /** Is told of hits and misses; the metrics of `@mlops/serve/metrics` fit. Default: nobody. */
  readonly observer?: CacheObserver | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Milliseconds since 1970, which entries in the store are dated with. Default: `Date.now`. */
  readonly wallClock?: (() => number) | undefined;
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const positive = ["maxBytes", "storeTimeoutMs"] as const;

/** @throws TypeError for an option that is out of range. */
export function checkOptions(options: ResponseCacheOptions): void {
  for (const name of positive) {
    const value = options[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw new TypeError(`cache.${name} is a whole number of at least 1, not ${value}`);
    }
  }
  const { jitter = 0 } = options;
  if (!(jitter >= 0 && jitter <= 1)) throw new TypeError(`cache.jitter is a number from 0 to 1, not ${jitter}`);
  for (const [model, given] of Object.entries(options.models)) {
    if (given === undefined) continue;
    const { ttlMs, staleMs = 0, fingerprint = "-" } = given;
    if (!(Number.isSafeInteger(ttlMs) && ttlMs > 0)) {
      throw new TypeError(`cache.models.${model}.ttlMs is a whole number of at least 1, not ${ttlMs}`);
    }
    if (!(Number.isSafeInteger(staleMs) && staleMs >= 0)) {
      throw new TypeError(`cache.models.${model}.staleMs is a whole number of at least 0, not ${staleMs}`);
    }
    if (fingerprint === "") throw new TypeError(`cache.models.${model}.fingerprint is not empty`);
  }
}
