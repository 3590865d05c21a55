import type { StartedEvent } from "../attempts/events.ts";
import { flag, name, object, whole } from "../attempts/check.ts";
import type { Check } from "../attempts/check.ts";
import type { AttemptFilter, AttemptSummary } from "./attempt-store.ts";
import { corrupt } from "./decode-log.ts";

/** What a log with this first event is listed as. */
export function summaryOf(started: StartedEvent, version: number, isFinished: boolean): AttemptSummary {
  const { attemptId, quizId, learnerId, number, at } = started;
  return { attemptId, quizId, learnerId, number, startedAt: at, version, isFinished };
}

/**
 * Reads the record of an attempt, as it is stored.
 *
 * @throws StoreError `corrupt`, naming the attempt.
 */
export function readSummary(attemptId: unknown, value: unknown): AttemptSummary {
  if (isSummary(value)) return value;
  const { path, expected } = form(value, "") ?? { path: "", expected: "a record" };
  throw corrupt(attemptId, `its record: Expected ${expected} at ${path}`);
}

const form: Check = object({
  attemptId: name,
  quizId: name,
  learnerId: name,
  number: whole,
  startedAt: whole,
  version: whole,
  isFinished: flag,
});

/** Whether a value has the form of a record. */
export function isSummary(value: unknown): value is AttemptSummary {
  return form(value, "") === undefined;
}

/** Those that fit a filter, in the order of a list. */
export function listOf(summaries: readonly AttemptSummary[], { learnerId, quizId }: AttemptFilter): AttemptSummary[] {
  return summaries
    .filter(
      (summary) =>
        (learnerId === undefined || summary.learnerId === learnerId) &&
        (quizId === undefined || summary.quizId === quizId),
    )
    .toSorted((one, other) => one.startedAt - other.startedAt || (one.attemptId < other.attemptId ? -1 : 1));
}
