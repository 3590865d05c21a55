import type { CacheStore } from "@mlops/serve/cache";

/** What is needed of a client; a `Redis` and a `Cluster` of ioredis have it. */
export interface RedisBytes {
  getBuffer(key: string): Promise<Buffer | null>;
  set(key: string, value: Buffer, unit: "PX", milliseconds: number): Promise<unknown>;
}

/** How answers are kept in Redis. */
export interface RedisCacheStoreOptions {
  /**
   * What every key begins with. Servers with the same prefix share answers.
   *
   * @default "mlops:cache:"
   */
  prefix?: string | undefined;
  /**
   * How many bytes an entry may have; larger ones are not kept.
   *
   * @default 1_048_576
   */
  maxEntryBytes?: number | undefined;
}

/**
 * Keeps answers in Redis, so that all processes that share it share them. Give it to `responseCache` of
 * `@mlops/serve/cache` as its `store`.
 *
 * Each entry is one key that expires by itself. How much memory they may take is Redis's to limit: a Redis of their own with
 * `maxmemory` and `maxmemory-policy allkeys-lru`. The client stays the caller's: it is neither opened nor closed here. Give
 * it `enableOfflineQueue: false`, so that nothing waits for a Redis that is away.
 *
 * @throws TypeError for a limit that is no whole number of at least 1.
 *
 * @example
 * responseCache({ models: { iris: { ttlMs: 60_000, fingerprint } }, store: redisCacheStore(new Redis()) })
 */
export function redisCacheStore(client: RedisBytes, options: RedisCacheStoreOptions = {}): CacheStore {
  const { prefix = "mlops:cache:", maxEntryBytes = 1_048_576 } = options;
  if (!(Number.isSafeInteger(maxEntryBytes) && maxEntryBytes > 0)) {
    throw new TypeError(`maxEntryBytes is a whole number of at least 1, not ${maxEntryBytes}`);
  }
  return {
    async get(key) {
      const entry = await client.getBuffer(prefix + key);
      // What is larger was not written here.
      return entry === null || entry.length > maxEntryBytes ? undefined : entry;
    },
    async set(key, entry, milliseconds) {
      if (entry.byteLength > maxEntryBytes) return;
      const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
      await client.set(prefix + key, bytes, "PX", milliseconds);
    },
  };
}
