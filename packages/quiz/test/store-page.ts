/// <reference lib="dom" />

import type { AttemptEvent } from "@mlops/quiz/attempts";
import { appendWithRetry, indexedDbStore, StoreError } from "@mlops/quiz/stores/indexeddb";
import type { IndexedDbStore } from "@mlops/quiz/stores/indexeddb";
import { storeCases } from "./store-cases.ts";
import { answered, started } from "./store-events.ts";

// A page that does what a test outside the browser asks for: functions from JSON to JSON, on databases by name.

const stores = new Map<string, IndexedDbStore>();

/** Storage with a limit of its own, which browsers of the Chromium family have. */
interface StorageBucket {
  readonly indexedDB: IDBFactory;
}

function storeOf(name: string, factory?: IDBFactory): IndexedDbStore {
  const store = stores.get(name) ?? indexedDbStore({ name, factory });
  stores.set(name, store);
  return store;
}

/** What something gives, or the code and message of the error that a store fails with. */
async function outcome(doing: Promise<unknown>): Promise<unknown> {
  try {
    return await doing;
  } catch (error) {
    return error instanceof StoreError ? { code: error.code, message: error.message } : { code: String(error) };
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => {
      resolve(request.result);
    });
    request.addEventListener("error", () => {
      reject(request.error ?? new Error("failed"));
    });
  });
}

/** One thing done to the database behind the store's back. */
type Change = { table: string; put: unknown } | { table: string; delete: IDBValidKey };

const held = new Map<string, IDBDatabase>();

const page = {
  /** What each promise of the port came to: its title, and what was wrong. */
  async contract(withLarge: boolean): Promise<{ title: string; fault: string | null }[]> {
    const results: { title: string; fault: string | null }[] = [];
    const cases = storeCases.filter(({ isLarge }) => withLarge || isLarge === undefined);
    for (const [index, { title, run }] of cases.entries()) {
      const store = indexedDbStore({ name: `contract ${index}` });
      const fault = await run(store).then(
        () => null,
        (error: unknown) => String(error),
      );
      await store.close();
      await done(indexedDB.deleteDatabase(`contract ${index}`));
      results.push({ title, fault });
    }
    return results;
  },

  /** Puts the store of this name where there is room for a number of bytes only. */
  async limit(name: string, quota: number): Promise<void> {
    const { storageBuckets } = navigator as unknown as {
      storageBuckets: { open(name: string, options: { quota: number }): Promise<StorageBucket> };
    };
    storeOf(name, (await storageBuckets.open(name, { quota })).indexedDB);
  },

  /** The durability of the transactions that write while an attempt is stored. */
  async durabilities(name: string, id: string): Promise<string[]> {
    const found: string[] = [];
    const { prototype } = IDBDatabase;
    const original = Object.getOwnPropertyDescriptor(prototype, "transaction");
    Object.defineProperty(prototype, "transaction", {
      configurable: true,
      value(this: IDBDatabase, ...args: unknown[]) {
        const transaction = Reflect.apply(original?.value as () => IDBTransaction, this, args);
        if (transaction.mode === "readwrite") found.push(transaction.durability);
        return transaction;
      },
    });
    await storeOf(name).append(id, 0, [started(id)]);
    if (original !== undefined) Object.defineProperty(prototype, "transaction", original);
    return found;
  },

  load: (name: string, id: string) => outcome(storeOf(name).load(id)),
  list: (name: string) => outcome(storeOf(name).list({})),
  rescue: (name: string) => outcome(storeOf(name).rescue()),
  append: (name: string, id: string, version: number, events: AttemptEvent[]) =>
    outcome(storeOf(name).append(id, version, events)),

  /** An attempt with a number of answers after its start. */
  fill: (name: string, id: string, answers: number) =>
    outcome(storeOf(name).append(id, 0, [started(id), ...Array.from({ length: answers }, (_, n) => answered(n + 1))])),

  /** Appends answers one by one, whatever others do meanwhile. */
  async merge(name: string, id: string, answers: readonly string[]): Promise<string[]> {
    const types: string[] = [];
    for (const answer of answers) {
      const { type } = await appendWithRetry(storeOf(name), id, (log) => [answered(log.length, answer)]);
      types.push(type);
    }
    return types;
  },

  /** Tries to be the one that appends each event up to a length; gives those that it was. */
  async race(name: string, id: string, end: number, answer: string): Promise<number[]> {
    const won: number[] = [];
    for (let version = 1; version < end;) {
      const result = await storeOf(name).append(id, version, [answered(version, answer)]);
      if (result.type === "appended") won.push(version);
      ({ version } = result);
    }
    return won;
  },

  /** Appends batches of three for as long as the page lives, and tells `globalThis.confirmed` of each. */
  async writeOn(name: string, id: string): Promise<void> {
    const { confirmed } = globalThis as unknown as { confirmed: (version: number) => void };
    const store = storeOf(name);
    let { length: version } = await store.load(id);
    if (version === 0) ({ version } = await store.append(id, 0, [started(id)]));
    for (;;) {
      const filling = "x".repeat((version * 7919) % 20_000);
      const batch = [1, 2, 3].map((part, index) => answered(version + index, `${part} ${filling}`));
      ({ version } = await store.append(id, version, batch));
      confirmed(version);
    }
  },

  /** Opens a database of a version as another program would, and makes it by the tables that are given. */
  async hold(name: string, version: number, tables: Record<string, string | string[]>): Promise<string> {
    const request = indexedDB.open(name, version);
    request.addEventListener("upgradeneeded", () => {
      for (const [table, keyPath] of Object.entries(tables)) {
        const made = request.result.createObjectStore(table, { keyPath });
        if (table === "attempts") made.createIndex("place", ["learnerId", "quizId", "number"], { unique: true });
      }
    });
    const waits = new Promise<string>((resolve) => {
      request.addEventListener("blocked", () => {
        resolve("blocked");
      });
    });
    const opened = done(request).then((database) => {
      held.set(name, database);
      return "open";
    });
    return await Promise.race([waits, opened]);
  },

  /** Closes what `hold` has opened. */
  release(name: string): void {
    held.get(name)?.close();
    held.delete(name);
  },

  /** Changes what is stored, in whatever version the database is. */
  async change(name: string, changes: readonly Change[]): Promise<void> {
    const database = await done(indexedDB.open(name));
    for (const change of changes) {
      const table = database.transaction(change.table, "readwrite").objectStore(change.table);
      if ("put" in change) await done(table.put(change.put));
      else await done(table.delete(change.delete));
    }
    database.close();
  },

  /** What is stored in a table, and the version of the database. */
  async read(name: string, table: string): Promise<{ version: number; records: unknown[] }> {
    const database = await done(indexedDB.open(name));
    const records: unknown[] = await done(database.transaction(table).objectStore(table).getAll());
    database.close();
    return { version: database.version, records };
  },

  remove: (name: string) => done(indexedDB.deleteDatabase(name)).then(() => "removed"),
};

Object.assign(globalThis, { storePage: page });
