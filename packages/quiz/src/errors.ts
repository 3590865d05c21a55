/** What a program that uses this package can have done wrong. Nothing that a learner sends is one of these. */
export type QuizErrorCode =
  /** The question is of a kind that this version does not know. */
  | "question-type-unknown"
  /** The key belongs to another question, or to another version of it. */
  | "key-mismatch"
  /** The key cannot be read: a number in it is none, or too large to compare. */
  | "key-invalid"
  /** The policy is unknown, or a number in it is out of range. */
  | "policy-invalid"
  /** The policy is not for questions of this kind. */
  | "policy-unfit";

/** A mistake of the program, not of the learner. */
export class QuizError extends Error {
  override readonly name = "QuizError";
  /** Stable, to be compared. */
  readonly code: QuizErrorCode;

  constructor(code: QuizErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
