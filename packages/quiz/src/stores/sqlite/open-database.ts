import { StoreError } from "../attempt-store.ts";
import { fieldOf } from "../field-of.ts";
import { applicationId, steps } from "./schema.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { toStoreError } from "./to-store-error.ts";

/**
 * Opens a file with `libsql`, which is loaded here and not with the package: programs without this store need none.
 *
 * @throws StoreError `unavailable`.
 */
export async function openFile(path: string): Promise<SqliteDatabase> {
  try {
    const { default: Database } = await import("libsql");
    return new Database(path);
  } catch (error) {
    throw toStoreError(error, `The database ${path} cannot be opened`);
  }
}

/**
 * Sets a connection up, and makes or upgrades the database.
 *
 * @throws StoreError `corrupt` for what is no database of this store, `version-unknown` for one of a later version.
 */
export function prepareDatabase(database: SqliteDatabase, busyTimeoutMs: number): void {
  pragma(database, `busy_timeout = ${busyTimeoutMs}`);
  // Readers do not wait for a writer, nor a writer for readers.
  pragma(database, "journal_mode = WAL");
  // With WAL the default of some builds, NORMAL, loses the last commits when the power fails: they are on the disk only
  // after a checkpoint. FULL waits for the disk at each commit, which is what confirming an append promises.
  pragma(database, "synchronous = FULL");
  pragma(database, "foreign_keys = ON");
  if (versionOf(database) === steps.length) return;
  inTransaction(database, () => {
    // Another process may have been faster.
    for (const step of steps.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
  });
}

/** Does something in one transaction that begins as a writer, all of it or, when it throws, nothing. */
export function inTransaction<T>(database: SqliteDatabase, body: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const given = body();
    database.exec("COMMIT");
    return given;
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // A full disk has ended the transaction already.
    }
    throw error;
  }
}

function versionOf(database: SqliteDatabase): number {
  const version = pragma(database, "user_version");
  const isEmpty = database.prepare("SELECT name FROM sqlite_schema").all().length === 0;
  const isOwn = pragma(database, "application_id") === applicationId;
  if (typeof version !== "number" || !(version === 0 ? isEmpty : isOwn)) {
    throw new StoreError("corrupt", "The database is of another program");
  }
  if (version <= steps.length) return version;
  throw new StoreError(
    "version-unknown",
    `The database is of version ${version}, and this program knows versions up to ${steps.length}`,
  );
}

/** The first value that a pragma gives. */
function pragma(database: SqliteDatabase, text: string): unknown {
  const [row] = database.prepare(`PRAGMA ${text}`).all();
  return fieldOf(row, text);
}
