/**
 * Keeps entries of the cache outside of this process. What it gives is looked at before it is used, what it throws counts
 * as nothing found, and it is never waited for longer than `storeTimeoutMs` of `responseCache`.
 */
export interface CacheStore {
  /** The bytes of an entry; `undefined` for one that is not there any more. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keeps an entry for so many milliseconds, a whole number of at least 1. */
  set(key: string, entry: Uint8Array, milliseconds: number): Promise<void>;
}
