import type { AttemptEvent, StartedEvent } from "../attempts/events.ts";
import { logLimits, parseEvents } from "../attempts/parse-log.ts";
import { isWellFormed } from "../grading/values/is-well-formed.ts";
import { StoreError } from "./attempt-store.ts";
import type { AttemptSummary } from "./attempt-store.ts";
import { summaryOf } from "./summaries.ts";

/** Events that may be stored, as they are stored. */
export interface Batch {
  /** Each event as JSON, in order. */
  readonly texts: readonly string[];
  /** The record of a new attempt; `undefined` when the log goes on. */
  readonly summary: AttemptSummary | undefined;
  /** Whether one of them is `finished`. */
  readonly isFinished: boolean;
  /** How many events the log has with them. */
  readonly version: number;
}

/**
 * Looks whether events may be added to a log of `expectedVersion` events, and writes them as JSON.
 *
 * What it gives shares nothing with the events. Whatever is let through here can be read again by `decodeLog`: what was
 * confirmed is not found corrupt later.
 *
 * @throws StoreError `events-invalid`.
 */
export function encodeBatch(attemptId: string, expectedVersion: number, events: readonly AttemptEvent[]): Batch {
  const parsed = parseEvents(events, expectedVersion);
  if ("fault" in parsed) throw invalid(attemptId, expectedVersion + parsed.fault.index, parsed.fault.message);
  let started: StartedEvent | undefined;
  for (const event of parsed.events) {
    if ((event.seq === 0) !== (event.type === "started")) {
      throw invalid(attemptId, event.seq, "Expected a `started` event in the first place and only there");
    }
    if (event.type === "started") started = event;
  }
  if (started !== undefined) {
    const { attemptId: own, quizId, learnerId } = started;
    if (own !== attemptId)
      throw invalid(attemptId, 0, `Expected an event of this attempt, received one of ${quote(own)}`);
    // Half a surrogate pair has no UTF-8: two ids would become one in a database.
    if (![own, quizId, learnerId].every(isWellFormed)) throw invalid(attemptId, 0, "Expected ids of whole characters");
  }
  const version = expectedVersion + events.length;
  if (version > logLimits.events) {
    throw invalid(attemptId, logLimits.events, `Expected at most ${logLimits.events} events`);
  }
  const isFinished = parsed.events.some(({ type }) => type === "finished");
  return {
    texts: parsed.events.map((event) => JSON.stringify(event)),
    summary: started === undefined ? undefined : summaryOf(started, version, isFinished),
    isFinished,
    version,
  };
}

function invalid(attemptId: string, index: number, reason: string): StoreError {
  return new StoreError("events-invalid", `Event ${index} cannot be added to attempt ${quote(attemptId)}: ${reason}`);
}

function quote(id: string): string {
  return JSON.stringify(id);
}
