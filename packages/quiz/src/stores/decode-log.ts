import type { AttemptEvent } from "../attempts/events.ts";
import { parseEvents } from "../attempts/parse-log.ts";
import { StoreError } from "./attempt-store.ts";
import { fieldOf } from "./field-of.ts";

/** What is stored of a log: the events up to the first fault, and the fault. */
export interface ReadLog {
  readonly events: readonly AttemptEvent[];
  /** What is wrong with the event after those, for people. */
  readonly fault: string | undefined;
}

/**
 * Reads what is stored of a log.
 *
 * @param texts - Each event as JSON, in order. Whatever else it is becomes a fault.
 */
export function readLog(attemptId: string, texts: readonly unknown[]): ReadLog {
  const values: unknown[] = [];
  let fault: string | undefined;
  for (const text of texts) {
    try {
      if (typeof text !== "string") throw new TypeError("Expected JSON");
      values.push(JSON.parse(text));
    } catch {
      fault = "Expected JSON";
      break;
    }
  }
  let parsed = parseEvents(values);
  if ("fault" in parsed) {
    fault = parsed.fault.message;
    parsed = parseEvents(values.slice(0, parsed.fault.index));
  }
  const events = "events" in parsed ? parsed.events : [];
  const wrong = events.findIndex((event, index) =>
    index === 0 ? event.type !== "started" || event.attemptId !== attemptId : event.type === "started",
  );
  if (wrong < 0) return { events, fault };
  return { events: events.slice(0, wrong), fault: "Expected the `started` event of this attempt first and only there" };
}

/**
 * Reads what is stored of a log, all of it.
 *
 * @param version - How many events the attempt should have, as its record says; `undefined` without such a record.
 * @throws StoreError `corrupt`, naming the attempt and the event.
 */
export function decodeLog(
  attemptId: string,
  version: number | undefined,
  texts: readonly unknown[],
): readonly AttemptEvent[] {
  const { events, fault } = readLog(attemptId, texts);
  if (fault !== undefined) throw corrupt(attemptId, `event ${events.length}: ${fault}`);
  if (events.length !== (version ?? 0)) {
    const place = Math.min(events.length, version ?? 0);
    throw corrupt(attemptId, `event ${place}: Expected ${version ?? 0} events, found ${events.length}`);
  }
  return events;
}

/**
 * The JSON in records of events, which are `{ seq, event }` with anything else; `undefined` in the place of one that is
 * not where it should be.
 */
export function textsOf(records: readonly unknown[]): unknown[] {
  return records.map((record, index) => (fieldOf(record, "seq") === index ? fieldOf(record, "event") : undefined));
}

/** The error for an attempt that cannot be read. */
export function corrupt(attemptId: unknown, what: string): StoreError {
  return new StoreError("corrupt", `Attempt ${JSON.stringify(attemptId)} is damaged at ${what}`);
}
