/**
 * What tests of a model server need: a clock that does not wait, models and stores that do what a test says, values of
 * metrics, and what every store of limits
 * and of answers has to pass.
 *
 * @module
 */
export { testCacheStore } from "./cache-store-suite.ts";
export type { CacheStoreSuite } from "./cache-store-suite.ts";
export { createFakeClock } from "./fake-clock.ts";
export type { FakeClock } from "./fake-clock.ts";
export { createFakeModel } from "./fake-model.ts";
export type { FakeModel, FakeModelOptions, FakeRun } from "./fake-model.ts";
export { createFaultyStore } from "./faulty.ts";
export type { Fault, FaultSwitch } from "./faulty.ts";
export { readMetrics } from "./read-metrics.ts";
export type { MetricValues } from "./read-metrics.ts";
export { testRateLimitStore } from "./rate-limit-store-suite.ts";
export type { RateLimitStoreSuite } from "./rate-limit-store-suite.ts";
