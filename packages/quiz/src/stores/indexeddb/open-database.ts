import { StoreError } from "../attempt-store.ts";
import { toStoreError } from "./to-store-error.ts";

/** The records of attempts, their events, and what `rescue` has moved out of the way. */
export type Table = "attempts" | "events" | "setAside";

/**
 * What the database was made of, version after version. The first step makes version 1 of nothing; each later one makes
 * the next version of what the step before has left. Steps are only ever added.
 */
const steps: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    const attempts = database.createObjectStore("attempts", { keyPath: "attemptId" });
    attempts.createIndex("place", ["learnerId", "quizId", "number"], { unique: true });
    database.createObjectStore("events", { keyPath: ["attemptId", "seq"] });
  },
  (database) => {
    database.createObjectStore("setAside", { autoIncrement: true });
  },
];

/**
 * Opens the database, and makes or upgrades it.
 *
 * @param onLost - Called when the connection has ended: another tab wants to upgrade or delete the database, or the
 * browser has taken it away. Opening again finds out which.
 * @throws StoreError `version-unknown` for a database of a later version, otherwise `unavailable` or `quota-exceeded`.
 */
export function openDatabase(factory: IDBFactory, name: string, onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, steps.length);
    let isBlocked = false;
    request.addEventListener("upgradeneeded", ({ oldVersion }) => {
      for (const step of steps.slice(oldVersion)) step(request.result);
    });
    request.addEventListener("blocked", () => {
      isBlocked = true;
      reject(new StoreError("unavailable", `Another tab holds an earlier version of the database ${name}: close it`));
    });
    request.addEventListener("error", () => {
      reject(toStoreError(request.error, `The database ${name} cannot be opened`));
    });
    request.addEventListener("success", () => {
      const database = request.result;
      // Nobody waits for it any more.
      if (isBlocked) database.close();
      database.addEventListener("versionchange", () => {
        database.close();
        onLost();
      });
      database.addEventListener("close", onLost);
      resolve(database);
    });
  });
}
