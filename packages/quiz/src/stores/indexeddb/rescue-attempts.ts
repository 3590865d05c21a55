import type { AttemptSummary } from "../attempt-store.ts";
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
    const damaged = (await findAll(attempts, table("events"))).map(examine).filter(({ isWhole }) => !isWhole);
    // First of all, so that no wrong record is in the place of a right one.
    for (const { id } of damaged) attempts.delete(id);
    const rescued: RescuedAttempt[] = [];
    for (const { id, wanted, isRight, record, events } of damaged) {
      let version = 0;
      if (wanted !== undefined) {
        const { learnerId, quizId, number } = wanted;
        // Another attempt may have taken its place while its record was lost.
        const taken = await result(attempts.index("place").getKey([learnerId, quizId, number]));
        if (taken === undefined) {
          attempts.add(wanted);
          ({ version } = wanted);
        }
      }
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

/** What is stored under one id, and what should be. */
interface Examined extends Found {
  /** The record that fits the whole part of the log; `undefined` when it has not even a start. */
  readonly wanted: AttemptSummary | undefined;
  /** Whether the record is that one. */
  readonly isRight: boolean;
  readonly isWhole: boolean;
}

function examine(found: Found): Examined {
  const { id, record, events } = found;
  const whole = readLog(typeof id === "string" ? id : "", textsOf(events.map((event) => event.record))).events;
  const [started] = whole;
  const wanted =
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
  return { ...found, wanted, isRight, isWhole: isRight && whole.length === events.length };
}

async function findAll(attempts: IDBObjectStore, events: IDBObjectStore): Promise<Found[]> {
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
  return [...found.values()];
}
