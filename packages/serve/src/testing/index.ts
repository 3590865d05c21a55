/**
 * What tests of a model server need: a clock that does not wait.
 *
 * @module
 */
export { createFakeClock } from "./fake-clock.ts";
export type { FakeClock } from "./fake-clock.ts";
