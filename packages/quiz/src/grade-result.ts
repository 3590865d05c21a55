/** Why an answer could not be graded. */
export type InvalidReason =
  /** There is no answer yet. */
  | "unanswered"
  /** The answer is not of the form that this kind of question takes. */
  | "malformed"
  /** The answer names an option that the question does not have. */
  | "unknown-option";

/** The grade of an answer that could be graded. */
export interface Graded {
  status: "correct" | "incorrect";
  /** The share of the points that was earned, from 0 to 1. */
  fraction: number;
  /** The points that were earned. */
  points: number;
  /** The points that a right answer earns. */
  max: number;
}

/**
 * No grade: the answer is missing or cannot be one. This is not a wrong answer; ask again before counting it.
 */
export interface Ungradable {
  status: "invalid";
  reason: InvalidReason;
  fraction: 0;
  points: 0;
  max: number;
}

/** What grading an answer gives: a union discriminated by `status`. */
export type Grade = Graded | Ungradable;
