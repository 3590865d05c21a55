/**
 * What tests of a model server need: a clock that does not wait, and what every store of limits has to pass.
 *
 * @module
 */
export { createFakeClock } from "./fake-clock.ts";
export type { FakeClock } from "./fake-clock.ts";
export { testRateLimitStore } from "./rate-limit-store-suite.ts";
export type { RateLimitStoreSuite } from "./rate-limit-store-suite.ts";
