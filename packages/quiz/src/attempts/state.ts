import type { JsonValue } from "@mlops/schema";
import type { Certainty } from "../grading/grade-result.ts";
import type { AttemptScore } from "./events.ts";
import type { AttemptRules } from "./rules.ts";

/** An answer as it was given. */
export interface GivenAnswer {
  readonly response: JsonValue;
  readonly certainty?: Certainty | undefined;
  /** The version of the question that the learner saw. */
  readonly questionVersion: string;
  readonly at: number;
}

/** Where an attempt stands with one question. */
export interface QuestionState {
  readonly questionId: string;
  /** The version when the attempt started. */
  readonly version: string;
  /** What is answered now; `null` for nothing. */
  readonly answer: GivenAnswer | null;
  /** The answers that were handed in one by one, in order. */
  readonly tries: readonly GivenAnswer[];
  /** Whether `answer` has changed since the last try. */
  readonly isChanged: boolean;
  readonly flagged: boolean;
  /** How many hints were shown. */
  readonly hintsShown: number;
  /** What a person gave; `null` where nobody did. */
  readonly manual: { readonly points: number; readonly by: string; readonly comment?: string | undefined } | null;
}

/**
 * Where an attempt stands. Before its `started` event it is in no phase at all.
 *
 * `inProgress ⇄ paused → submitted → finished`; `submitted` is where everything was handed in, or the time was up, and
 * the grade is not yet in the log.
 */
export type AttemptPhase = "inProgress" | "paused" | "submitted" | "finished";

/** Where an attempt stands: what its log adds up to. Plain JSON. */
export interface AttemptState {
  readonly attemptId: string;
  readonly quizId: string;
  /** The version of the quiz that counts: the one at the start, later the one that it was graded by. */
  readonly quizVersion: string;
  readonly learnerId: string;
  /** Which attempt of the learner at this quiz it is, from 1. */
  readonly number: number;
  readonly seed: string;
  readonly rules: AttemptRules;
  readonly phase: AttemptPhase;
  readonly startedAt: number;
  /** When it was handed in or timed out; `null` before. */
  readonly endedAt: number | null;
  /** Since when it is paused; `null` while it is not. */
  readonly pausedAt: number | null;
  /** How long it was paused before, in milliseconds. */
  readonly pausedMs: number;
  readonly timedOut: boolean;
  /** In the order in which they are asked. */
  readonly questions: readonly QuestionState[];
  /** The place of the furthest question that was answered, from 0; -1 for none. */
  readonly furthest: number;
  /** `null` until it is finished. */
  readonly score: AttemptScore | null;
  /** How many events its log has. */
  readonly version: number;
  /** When the last event was. */
  readonly lastAt: number;
}
