/**
 * Keeps attempts in a SQLite database: durable, and for several processes at once.
 *
 * @module
 */
export { StoreError } from "../attempt-store.ts";
export type { AppendResult, AttemptFilter, AttemptStore, AttemptSummary, StoreErrorCode } from "../attempt-store.ts";
export { appendWithRetry } from "../append-with-retry.ts";
export type { RetryOptions, RetryResult } from "../append-with-retry.ts";
export type { SqliteDatabase, SqliteStatement } from "./sqlite-database.ts";
export { sqliteStore } from "./sqlite-store.ts";
export type { SqliteOptions } from "./sqlite-store.ts";
