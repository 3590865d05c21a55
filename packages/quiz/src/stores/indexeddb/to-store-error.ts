import { StoreError } from "../attempt-store.ts";
import type { StoreErrorCode } from "../attempt-store.ts";

const codes: ReadonlyMap<string, StoreErrorCode> = new Map([
  ["QuotaExceededError", "quota-exceeded"],
  ["VersionError", "version-unknown"],
  // Two records with one key, and a value that can no longer be read.
  ["ConstraintError", "corrupt"],
  ["DataError", "corrupt"],
]);

/** What a browser reports, as an error of stores. */
export function toStoreError(error: unknown, message: string): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message: reason } = error instanceof Error ? error : { name: "", message: String(error) };
  return new StoreError(codes.get(name) ?? "unavailable", `${message}: ${reason}`, { cause: error });
}
