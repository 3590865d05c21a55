/**
 * Keeps predictions, for the models that it names: bounded by bytes, one run for equal questions, and a second level in a
 * store.
 *
 * @module
 */
export type { CacheObserver } from "../core/cache-observer.ts";
export type { PredictionCache } from "../core/prediction-cache.ts";
export type { CacheStore } from "../core/cache-store.ts";
export type { ModelCacheOptions, ResponseCacheOptions } from "./options.ts";
export { responseCache } from "./response-cache.ts";
