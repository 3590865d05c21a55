/**
 * What several processes of `@mlops/serve` share through Redis.
 *
 * @module
 */
export { redisRateLimitStore } from "./rate-limit-store.ts";
export type { RedisRateLimitStoreOptions, RedisScripts } from "./rate-limit-store.ts";
