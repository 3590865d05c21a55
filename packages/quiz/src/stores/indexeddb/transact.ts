import type { Table } from "./open-database.ts";

/** What a request gives. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => {
      resolve(request.result);
    });
    request.addEventListener("error", () => {
      reject(request.error ?? new Error("The request has failed"));
    });
  });
}

/**
 * Does something in one transaction, all of it or nothing. What it gives is given when the transaction has ended, and,
 * for one that writes, what it wrote is on the disk.
 *
 * @param body - May await requests of this transaction and nothing else. When it throws, nothing is written.
 */
export async function transact<T>(
  database: IDBDatabase,
  mode: "readonly" | "readwrite",
  tables: readonly Table[],
  body: (table: (name: Table) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  // By default a browser reports success before the data is on the disk.
  const transaction = database.transaction([...tables], mode, { durability: "strict" });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.addEventListener("complete", () => {
      resolve();
    });
    transaction.addEventListener("abort", () => {
      reject(transaction.error ?? new Error("The transaction was aborted"));
    });
  });
  try {
    const [given] = await Promise.all([body((name) => transaction.objectStore(name)), ended]);
    return given;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    await ended.catch(() => undefined);
    throw transaction.error ?? error;
  }
}
