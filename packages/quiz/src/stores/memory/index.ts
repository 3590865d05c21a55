/**
 * Keeps attempts in memory, for as long as the program runs.
 *
 * @module
 */
export { StoreError } from "../attempt-store.ts";
export type { AppendResult, AttemptFilter, AttemptStore, AttemptSummary, StoreErrorCode } from "../attempt-store.ts";
export { appendWithRetry } from "../append-with-retry.ts";
export type { RetryOptions, RetryResult } from "../append-with-retry.ts";
export { memoryStore } from "./memory-store.ts";
