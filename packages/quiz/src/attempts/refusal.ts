import type { InvalidReason } from "../grading/grade-result.ts";

/** Why a command is refused. */
export type RefusalCode =
  | "not-open"
  | "closed"
  | "attempts-used-up"
  /** The time was up. */
  | "time-up"
  /** The attempt is paused. */
  | "paused"
  | "not-paused"
  /** The rules allow no pause. */
  | "not-pausable"
  /** The attempt is handed in. */
  | "finished"
  | "not-finished"
  /** No such question was asked. */
  | "question-unknown"
  /** The question is another version than the one that was answered. */
  | "question-changed"
  /** The question takes no more answers. */
  | "question-locked"
  /** A later question was answered, and the rules allow no way back. */
  | "no-way-back"
  /** The answer cannot be one; `reason` says why. */
  | "answer-invalid"
  /** The answer was handed in already. */
  | "answer-unchanged"
  /** Questions are graded when everything is handed in, not one by one. */
  | "not-one-by-one"
  /** There is no further hint. */
  | "no-hint-left"
  /** The next hint comes after the next try. */
  | "hint-not-yet"
  /** The points are beyond what the question can earn. */
  | "points-out-of-range";

/** A command that was refused. Nothing that it asked for happened. */
export interface Refusal {
  readonly code: RefusalCode;
  /** For people. */
  readonly message: string;
  /** Only with `answer-invalid`. */
  readonly reason?: InvalidReason | undefined;
}
