import type { JsonValue } from "@mlops/schema";
import type { Certainty, Grade } from "../grading/grade-result.ts";
import type { AttemptRules } from "./rules.ts";

/** A question as it was when it was asked. */
export interface AskedQuestion {
  readonly id: string;
  readonly version: string;
}

/** What one question earned. */
export interface QuestionScore {
  readonly questionId: string;
  readonly status: Grade["status"];
  readonly fraction: number;
  readonly points: number;
  readonly min: number;
  readonly max: number;
  /** Whether a person gave the points. */
  readonly manual?: true | undefined;
}

/** What an attempt earned. */
export interface AttemptScore {
  readonly points: number;
  readonly min: number;
  readonly max: number;
  /** `points` out of `max`. */
  readonly fraction: number;
  /** Absent where the quiz has no `pass`, or a person has still to grade. */
  readonly passed?: boolean | undefined;
  /** In the order of the quiz. */
  readonly questions: readonly QuestionScore[];
}

/** What became of an answer when the questions changed. */
export interface MigrationNotice {
  readonly questionId: string;
  /**
   * - `changed`: the question is another version, and the answer still fits.
   * - `dropped`: the answer does not fit the new version, and no longer counts.
   * - `removed`: the question is gone, and its answer no longer counts.
   * - `added`: the question was not asked, and does not count.
   */
  readonly what: "changed" | "dropped" | "removed" | "added";
  /** The version that was answered, or asked where nothing was; absent for `added`. */
  readonly from?: string | undefined;
  /** The version now; absent for `removed`. */
  readonly to?: string | undefined;
}

interface Logged {
  /** The place in the log, from 0 without gaps. */
  readonly seq: number;
  /** When, in milliseconds since 1970 in UTC, by the clock of who keeps the log; never before the event before. */
  readonly at: number;
}

/** The first event of every log. */
export interface StartedEvent extends Logged {
  readonly type: "started";
  readonly attemptId: string;
  readonly quizId: string;
  readonly quizVersion: string;
  readonly learnerId: string;
  /** Which attempt of the learner at this quiz it is, from 1. */
  readonly number: number;
  /** Decides how options are shuffled. */
  readonly seed: string;
  readonly rules: AttemptRules;
  /** What is asked, in order. */
  readonly questions: readonly AskedQuestion[];
}

/** An answer was given, or taken back with `null`. A later one replaces it. */
export interface AnsweredEvent extends Logged {
  readonly type: "answered";
  readonly questionId: string;
  /** The version that the learner saw. */
  readonly questionVersion: string;
  readonly response: JsonValue;
  readonly certainty?: Certainty | undefined;
}

/** A hint was shown. */
export interface HintShownEvent extends Logged {
  readonly type: "hintShown";
  readonly questionId: string;
  /** Which one, from 0 in order. */
  readonly index: number;
}

/** A question was marked to come back to, or the mark was taken away. */
export interface FlaggedEvent extends Logged {
  readonly type: "flagged";
  readonly questionId: string;
  readonly flagged: boolean;
}

export interface PausedEvent extends Logged {
  readonly type: "paused";
}

export interface ResumedEvent extends Logged {
  readonly type: "resumed";
}

/** The answer to one question was handed in as a try, or, with `null`, the whole attempt was. */
export interface SubmittedEvent extends Logged {
  readonly type: "submitted";
  readonly questionId: string | null;
}

/** The time was up. `at` is when that was noticed. */
export interface TimedOutEvent extends Logged {
  readonly type: "timedOut";
}

/** The attempt was graded. */
export interface FinishedEvent extends Logged {
  readonly type: "finished";
  /** What it was graded by: another version than it was started with when questions were changed meanwhile. */
  readonly quizVersion: string;
  /** What became of answers to questions that were changed; empty otherwise. */
  readonly notices: readonly MigrationNotice[];
  readonly score: AttemptScore;
}

/** A person graded one question. */
export interface ManuallyGradedEvent extends Logged {
  readonly type: "manuallyGraded";
  readonly questionId: string;
  readonly points: number;
  /** Who. */
  readonly by: string;
  readonly comment?: string | undefined;
  /** The score with it. */
  readonly score: AttemptScore;
}

/** The attempt was graded again, after questions or keys were changed. */
export interface RegradedEvent extends Logged {
  readonly type: "regraded";
  readonly quizVersion: string;
  readonly notices: readonly MigrationNotice[];
  readonly score: AttemptScore;
}

/** What can happen to an attempt: a union discriminated by `type`. Plain JSON. */
export type AttemptEvent =
  | StartedEvent
  | AnsweredEvent
  | HintShownEvent
  | FlaggedEvent
  | PausedEvent
  | ResumedEvent
  | SubmittedEvent
  | TimedOutEvent
  | FinishedEvent
  | ManuallyGradedEvent
  | RegradedEvent;
