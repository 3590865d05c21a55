import type { Gradable } from "./gradable.ts";
import type { InvalidReason } from "./grade-result.ts";

/** An answer that is fit to be graded, or why it is not. */
export type Validation<Response> = { response: Response } | { reason: InvalidReason };

/** One kind of question: first whether an answer can be graded, then how much of it is right. */
export interface QuestionKind<Kind extends Gradable, Response> {
  /** Whether a value from outside is an answer to this question. Never throws. */
  validate(question: Kind, response: unknown): Validation<Response>;
  /** The share of the points that a valid answer earns, from 0 to 1. */
  grade(question: Kind, response: Response): number;
}
