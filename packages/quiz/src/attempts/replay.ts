import type { AttemptEvent, AttemptScore, MigrationNotice, QuestionScore, RegradedEvent } from "./events.ts";
import { foldAttempt } from "./fold.ts";
import { logLimits } from "./log-limits.ts";
import type { LogFault } from "./parse-log.ts";
import { quizVersion } from "./quiz.ts";
import type { AttemptQuiz } from "./quiz.ts";
import { scoreAttempt } from "./score.ts";
import { instantOf } from "./timing.ts";

/** A question whose result changes. */
export interface ScoreChange {
  readonly questionId: string;
  /** `null` where the question did not count before. */
  readonly before: QuestionScore | null;
  /** `null` where it no longer counts. */
  readonly after: QuestionScore | null;
}

/** What grading an attempt again would change. */
export interface Regrade {
  /** What the log says; `null` while the attempt is not finished. */
  readonly before: AttemptScore | null;
  readonly after: AttemptScore;
  /** Questions whose points or status differ; empty when nothing changes. */
  readonly changes: readonly ScoreChange[];
  /** What becomes of answers to questions that were changed. */
  readonly notices: readonly MigrationNotice[];
  /** Append it to make it so. Absent where the attempt is not finished, and graded when it is; or its log is full. */
  readonly event?: RegradedEvent | undefined;
}

/**
 * Grades an attempt again by another version of its quiz, or by the same one after a key was mended. Changes nothing by
 * itself: look at the differences, then append the event.
 *
 * @param now - In milliseconds since 1970, for the event.
 * @throws QuizError when a question, its key or a policy is at fault.
 * @throws RangeError when `now` is no time.
 *
 * @example
 * const regrade = replay(await store.load(id), mended, Date.now());
 * if ("changes" in regrade && regrade.event) await store.append(id, log.length, [regrade.event]);
 */
export function replay(
  log: readonly AttemptEvent[],
  quiz: AttemptQuiz,
  now: number,
): Regrade | { readonly fault: LogFault } {
  const folded = foldAttempt(log, quiz.id);
  if ("fault" in folded) return folded;
  const { state } = folded;
  const { score: after, notices } = scoreAttempt(quiz, state);
  const before = state.score;
  const regrade = { before, after, changes: changesOf(before, after), notices };
  if (state.phase !== "finished" || state.version >= logLimits.events) return regrade;
  const at = instantOf(now, state.lastAt);
  return {
    ...regrade,
    event: { type: "regraded", seq: state.version, at, quizVersion: quizVersion(quiz), notices, score: after },
  };
}

function changesOf(before: AttemptScore | null, after: AttemptScore): ScoreChange[] {
  const old = new Map((before?.questions ?? []).map((score) => [score.questionId, score]));
  const changes: ScoreChange[] = [];
  for (const score of after.questions) {
    const previous = old.get(score.questionId) ?? null;
    old.delete(score.questionId);
    if (previous === null || !isSame(previous, score)) {
      changes.push({ questionId: score.questionId, before: previous, after: score });
    }
  }
  for (const previous of old.values()) changes.push({ questionId: previous.questionId, before: previous, after: null });
  return changes;
}

function isSame(one: QuestionScore, other: QuestionScore): boolean {
  return one.status === other.status && one.points === other.points && one.max === other.max && one.min === other.min;
}
