import { StoreError } from "../attempt-store.ts";
import type { AppendResult, AttemptStore, AttemptSummary } from "../attempt-store.ts";
import { decodeLog, textsOf } from "../decode-log.ts";
import { encodeBatch } from "../encode-batch.ts";
import type { Batch } from "../encode-batch.ts";
import { fieldOf } from "../field-of.ts";
import { isWellFormed } from "../../grading/values/is-well-formed.ts";
import { listOf, readSummary } from "../summaries.ts";
import { inTransaction, openFile, prepareDatabase } from "./open-database.ts";
import type { SqliteDatabase, SqliteStatement } from "./sqlite-database.ts";
import { toStoreError } from "./to-store-error.ts";

interface CommonOptions {
  /**
   * How long to wait for another process that writes, in milliseconds. Waiting blocks the thread. Writing takes a few
   * milliseconds, so only a process that hangs, or a tool that holds the database, lets this time pass.
   *
   * @default 5000
   */
  readonly busyTimeoutMs?: number | undefined;
}

/** Where the attempts are: in a file, which is made when there is none, or behind a connection. */
export type SqliteOptions = CommonOptions &
  (
    | { readonly path: string; readonly database?: undefined }
    /** The connection stays open when the store is closed. The database must hold nothing else. */
    | { readonly database: SqliteDatabase; readonly path?: undefined }
  );

/**
 * Keeps attempts in a SQLite database, which several processes of one machine may use at once. Needs `libsql`, unless it
 * is given a connection.
 *
 * Every append is one transaction, and is on the disk when it is confirmed. The calls block the thread for as long as
 * SQLite takes.
 *
 * @throws StoreError when the database cannot be opened, see `StoreErrorCode`.
 * @throws RangeError when `busyTimeoutMs` is not a whole number of at least 0.
 *
 * @example
 * const store = await sqliteStore({ path: "attempts.db" });
 * await store.append("a1", 0, events);
 */
export async function sqliteStore(options: SqliteOptions): Promise<AttemptStore> {
  const { busyTimeoutMs = 5000 } = options;
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw new RangeError(`Expected busyTimeoutMs to be a whole number of at least 0, received ${busyTimeoutMs}`);
  }
  const database = options.database ?? (await openFile(options.path));
  const release = (): void => {
    if (options.database === undefined) database.close();
  };
  // A connection of libsql ends when nothing refers to its statements any more, so they go with the store.
  let statements: Statements | undefined;
  try {
    prepareDatabase(database, busyTimeoutMs);
    statements = prepareStatements(database);
  } catch (error) {
    release();
    throw toStoreError(error, "The database cannot be used");
  }

  function use<T>(work: (prepared: Statements) => T): T {
    if (statements === undefined) throw new StoreError("unavailable", "The store is closed");
    try {
      return work(statements);
    } catch (error) {
      throw toStoreError(error, "The database has failed");
    }
  }

  return {
    async load(attemptId) {
      return use(({ load }) => {
        // What is no Unicode was never stored, and is another text once it is a parameter.
        if (!isWellFormed(attemptId)) return [];
        const rows = load.all(attemptId);
        const version = rows.length === 0 ? undefined : Number(fieldOf(rows[0], "version"));
        return decodeLog(attemptId, version, textsOf(rows));
      });
    },

    async append(attemptId, expectedVersion, events) {
      const batch = encodeBatch(attemptId, expectedVersion, events);
      return use((prepared) => appendBatch(database, prepared, { attemptId, expectedVersion, batch }));
    },

    async list(filter) {
      const wanted = [
        ["learner_id", filter.learnerId],
        ["quiz_id", filter.quizId],
      ].flatMap(([column, value]) => (value === undefined ? [] : [{ condition: `${column} = ?`, value }]));
      return use(() => {
        const where = wanted.length === 0 ? "" : ` WHERE ${wanted.map(({ condition }) => condition).join(" AND ")}`;
        const rows = database.prepare(selectAttempts + where).all(...wanted.map(({ value }) => value));
        return listOf(rows.map(summaryIn), filter);
      });
    },

    async close() {
      if (statements === undefined) return;
      statements = undefined;
      release();
    },
  };
}

interface Statements {
  readonly load: SqliteStatement;
  readonly version: SqliteStatement;
  readonly start: SqliteStatement;
  readonly advance: SqliteStatement;
  readonly add: SqliteStatement;
}

const selectAttempts = `
  SELECT attempt_id AS attemptId, quiz_id AS quizId, learner_id AS learnerId, number, started_at AS startedAt, version,
    is_finished AS isFinished
  FROM attempts`;

function prepareStatements(database: SqliteDatabase): Statements {
  return {
    // One statement, so that record and events are of one moment.
    load: database.prepare(`
      SELECT version, seq, event FROM attempts LEFT JOIN events USING (attempt_id)
      WHERE attempt_id = ? ORDER BY seq`),
    version: database.prepare("SELECT version FROM attempts WHERE attempt_id = ?"),
    start: database.prepare(`
      INSERT INTO attempts (attempt_id, quiz_id, learner_id, number, started_at, version, is_finished)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
    advance: database.prepare(`
      UPDATE attempts SET version = ?, is_finished = max(is_finished, ?) WHERE attempt_id = ? AND version = ?`),
    add: database.prepare("INSERT INTO events (attempt_id, seq, event) VALUES (?, ?, ?)"),
  };
}

interface Append {
  readonly attemptId: string;
  readonly expectedVersion: number;
  readonly batch: Batch;
}

function appendBatch(
  database: SqliteDatabase,
  { version, start, advance, add }: Statements,
  { attemptId, expectedVersion, batch }: Append,
): AppendResult {
  const { summary, isFinished, texts } = batch;
  return inTransaction(database, () => {
    const { changes } =
      summary === undefined
        ? advance.run(batch.version, Number(isFinished), attemptId, expectedVersion)
        : start.run(
            attemptId,
            summary.quizId,
            summary.learnerId,
            summary.number,
            summary.startedAt,
            batch.version,
            Number(isFinished),
          );
    const isEmpty = texts.length === 0;
    if (changes === 0) {
      const [row] = version.all(attemptId);
      const found = row === undefined ? 0 : Number(fieldOf(row, "version"));
      // Nothing was to be added to nothing.
      if (isEmpty && found === expectedVersion) return { type: "appended", version: found };
      return { type: "conflict", version: found };
    }
    for (const [index, text] of texts.entries()) add.run(attemptId, expectedVersion + index, text);
    return { type: "appended", version: batch.version };
  });
}

function summaryIn(row: unknown): AttemptSummary {
  const attemptId = fieldOf(row, "attemptId");
  return readSummary(attemptId, {
    attemptId,
    quizId: fieldOf(row, "quizId"),
    learnerId: fieldOf(row, "learnerId"),
    number: fieldOf(row, "number"),
    startedAt: fieldOf(row, "startedAt"),
    version: fieldOf(row, "version"),
    isFinished: fieldOf(row, "isFinished") === 1,
  });
}
