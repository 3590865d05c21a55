/**
 * Limits how often somebody asks a model server.
 *
 * @module
 */
export type { RateLimitPolicy, RateLimitStore, RateLimitTake } from "../core/rate-limit-store.ts";
export { memoryRateLimitStore } from "./memory-store.ts";
export type { MemoryRateLimitStore, MemoryRateLimitStoreOptions } from "./memory-store.ts";
export type { RateLimitEvent, RateLimitObserver } from "../core/rate-limit-observer.ts";
export type { RateText } from "./policy.ts";
export { rateLimit } from "./rate-limit.ts";
export type { RateLimitOptions } from "./rate-limit.ts";
