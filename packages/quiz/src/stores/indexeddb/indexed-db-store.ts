import { StoreError } from "../attempt-store.ts";
import type { AppendResult, AttemptStore } from "../attempt-store.ts";
import { decodeLog, textsOf } from "../decode-log.ts";
import { encodeBatch } from "../encode-batch.ts";
import { fieldOf } from "../field-of.ts";
import { listOf, readSummary } from "../summaries.ts";
import { openDatabase } from "./open-database.ts";
import { eventsOf } from "./events-of.ts";
import { rescueAttempts } from "./rescue-attempts.ts";
import type { RescuedAttempt } from "./rescue-attempts.ts";
import { toStoreError } from "./to-store-error.ts";
import { result, transact } from "./transact.ts";

/** Where the attempts are. */
export interface IndexedDbOptions {
  /**
   * The name of the database. It belongs to the store alone.
   *
   * @default "mlops-quiz"
   */
  readonly name?: string | undefined;
  /** Default: `indexedDB` of the page or worker. */
  readonly factory?: IDBFactory | undefined;
}

/** A store in the browser, which can mend itself. */
export interface IndexedDbStore extends AttemptStore {
  /**
   * Mends what `load` or `list` finds `corrupt`. Of each damaged attempt the longest part that is whole is kept, from
   * its start on; whatever comes after it is moved to the object store `setAside`, where nothing reads it.
   *
   * @returns The attempts that were damaged; empty when there is nothing to mend.
   */
  rescue(): Promise<readonly RescuedAttempt[]>;
}

/**
 * Keeps attempts in the browser's IndexedDB. The database is opened when it is first needed.
 *
 * Several tabs may use one database. When a tab with a later version of this package upgrades it, older tabs fail with
 * `version-unknown` from then on.
 *
 * @example
 * const store = indexedDbStore();
 * await store.append("a1", 0, events);
 */
export function indexedDbStore({ name = "mlops-quiz", factory }: IndexedDbOptions = {}): IndexedDbStore {
  let connection: Promise<IDBDatabase> | undefined;
  let isClosed = false;
  const underWay = new Set<Promise<unknown>>();

  function connect(): Promise<IDBDatabase> {
    const found = factory ?? globalThis.indexedDB;
    if (found === undefined) throw new StoreError("unavailable", "There is no IndexedDB here");
    const opening: Promise<IDBDatabase> = openDatabase(found, name, forget);
    function forget(): void {
      if (connection === opening) connection = undefined;
    }
    opening.catch(forget);
    return opening;
  }

  async function use<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
    if (isClosed) throw new StoreError("unavailable", "The store is closed");
    const doing = (async () => {
      try {
        connection ??= connect();
        return await work(await connection);
      } catch (error) {
        throw toStoreError(error, `The database ${name} has failed`);
      }
    })();
    underWay.add(doing);
    try {
      return await doing;
    } finally {
      underWay.delete(doing);
    }
  }

  return {
    load: (attemptId) =>
      use((database) =>
        transact(database, "readonly", ["attempts", "events"], async (table) => {
          const [record, events] = await Promise.all([
            result<unknown>(table("attempts").get(attemptId)),
            result<unknown[]>(table("events").getAll(eventsOf(attemptId))),
          ]);
          const version = record === undefined ? undefined : readSummary(attemptId, record).version;
          return decodeLog(attemptId, version, textsOf(events));
        }),
      ),

    async append(attemptId, expectedVersion, events) {
      // At once, so that it does not matter what becomes of the events later.
      const { texts, summary, isFinished, version } = encodeBatch(attemptId, expectedVersion, events);
      return await use((database) =>
        transact(database, "readwrite", ["attempts", "events"], async (table): Promise<AppendResult> => {
          const attempts = table("attempts");
          const record = await result<unknown>(attempts.get(attemptId));
          const before = record === undefined ? undefined : readSummary(attemptId, record);
          const found = before?.version ?? 0;
          if (found !== expectedVersion) return { type: "conflict", version: found };
          if (summary !== undefined) {
            const { learnerId, quizId, number } = summary;
            const taken = await result(attempts.index("place").getKey([learnerId, quizId, number]));
            if (taken !== undefined) return { type: "conflict", version: 0 };
            attempts.add(summary);
          } else if (before !== undefined) {
            attempts.put({ ...before, version, isFinished: before.isFinished || isFinished });
          }
          for (const [index, event] of texts.entries()) {
            table("events").add({ attemptId, seq: expectedVersion + index, event });
          }
          return { type: "appended", version };
        }),
      );
    },

    list: (filter) =>
      use((database) =>
        transact(database, "readonly", ["attempts"], async (table) => {
          const records = await result<unknown[]>(table("attempts").getAll());
          const summaries = records.map((record) => readSummary(fieldOf(record, "attemptId"), record));
          return listOf(summaries, filter);
        }),
      ),

    rescue: () => use(rescueAttempts),

    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      const database = await connection?.catch(() => undefined);
      database?.close();
    },
  };
}
