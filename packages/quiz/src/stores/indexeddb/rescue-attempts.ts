import { readLog, textsOf } from "../decode-log.ts";
import { fieldOf } from "../field-of.ts";
import { isSummary, summaryOf } from "../summaries.ts";
import { result, transact } from "./transact.ts";

/** An attempt that was damaged. */
export interface RescuedAttempt {
  /** As it was found; a text, unless something else wrote it. */
  readonly attemptId: unknown;
  /** How many events of its log are left; with 0 there is no such attempt any more. */
  readonly version: number;
  /** The records that were moved out of the way, as they were found. */
  readonly setAside: readonly unknown[];
}

/** What is stored under one id. */
interface Found {
  readonly id: IDBValidKey;
  readonly record: unknown;
  readonly events: { readonly key: IDBValidKey; readonly record: unknown }[];
}

/** See `IndexedDbStore.rescue`. */
export function rescueAttempts(database: IDBDatabase): Promise<readonly RescuedAttempt[]> {
  return transact(database, "readwrite", ["attempts", "events", "setAside"], async (table) => {
    const attempts = table("attempts");
    const rescued: RescuedAttempt[] = [];
    for (const { id, record, events } of await findAll(attempts, table("events"))) {
      const attemptId = typeof id === "string" ? id : "";
      const whole = readLog(attemptId, textsOf(events.map((event) => event.record))).events;
      const [started] = whole;
      let wanted =
        started?.type === "started"
          ? summaryOf(
              started,
              whole.length,
              whole.some(({ type }) => type === "finished"),
            )
          : undefined;
      const isRight =
        wanted !== undefined &&
        isSummary(record) &&
        Object.entries(wanted).every(([field, value]) => fieldOf(record, field) === value);
      if (isRight && whole.length === events.length) continue;

      attempts.delete(id);
      if (wanted !== undefined) {
        const { learnerId, quizId, number } = wanted;
        // Another attempt took its place when its record was unreadable.
        const taken = await result(attempts.index("place").getKey([learnerId, quizId, number]));
        if (taken === undefined) attempts.add(wanted);
        else wanted = undefined;
      }
      const version = wanted?.version ?? 0;
      const moved = events.slice(version);
      for (const { key } of moved) table("events").delete(key);
      const setAside = moved.map((event) => event.record);
      if (record !== undefined && !isRight) setAside.unshift(record);
      table("setAside").add({ attemptId: id, records: setAside });
      rescued.push({ attemptId: id, version, setAside });
    }
    return rescued;
  });
}

async function findAll(attempts: IDBObjectStore, events: IDBObjectStore): Promise<Iterable<Found>> {
  const [ids, records, keys, bodies] = await Promise.all([
    result(attempts.getAllKeys()),
    result<unknown[]>(attempts.getAll()),
    result(events.getAllKeys()),
    result<unknown[]>(events.getAll()),
  ]);
  const found = new Map<IDBValidKey, Found>();
  for (const [index, id] of ids.entries()) found.set(id, { id, record: records[index], events: [] });
  for (const [index, key] of keys.entries()) {
    const id = Array.isArray(key) ? key[0] : undefined;
    if (id === undefined) continue;
    const one = found.get(id) ?? { id, record: undefined, events: [] };
    one.events.push({ key, record: bodies[index] });
    found.set(id, one);
  }
  return found.values();
}
