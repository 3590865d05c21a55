/**
 * Keeps attempts in the browser, in IndexedDB: durable, for several tabs at once, and able to mend itself.
 *
 * @module
 */
export { StoreError } from "../attempt-store.ts";
export type { AppendResult, AttemptFilter, AttemptStore, AttemptSummary, StoreErrorCode } from "../attempt-store.ts";
export { appendWithRetry } from "../append-with-retry.ts";
export type { RetryOptions, RetryResult } from "../append-with-retry.ts";
export { indexedDbStore } from "./indexed-db-store.ts";
export type { IndexedDbOptions, IndexedDbStore } from "./indexed-db-store.ts";
export type { RescuedAttempt } from "./rescue-attempts.ts";
