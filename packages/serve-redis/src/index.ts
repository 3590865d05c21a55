/**
 * What several processes of `@mlops/serve` share through Redis.
 *
 * @module
 */
export { redisCacheStore } from "./cache-store.ts";
export type { RedisBytes, RedisCacheStoreOptions } from "./cache-store.ts";
export { redisRateLimitStore } from "./rate-limit-store.ts";
export type { RedisRateLimitStoreOptions, RedisScripts } from "./rate-limit-store.ts";
