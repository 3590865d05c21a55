import { StoreError } from "../attempt-store.ts";
import type { StoreErrorCode } from "../attempt-store.ts";

/** By how the codes of SQLite begin, which may have more detail at the end. */
const codes: readonly (readonly [string, StoreErrorCode])[] = [
  ["SQLITE_FULL", "quota-exceeded"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "corrupt"],
  // Events without their attempt, or two of them in one place.
  ["SQLITE_CONSTRAINT", "corrupt"],
];

/** What SQLite reports, as an error of stores. */
export function toStoreError(error: unknown, message: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [, found = "unavailable"] = codes.find(([start]) => code.startsWith(start)) ?? [];
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(found, `${message}: ${reason}`, { cause: error });
}
