import type { ScoringPolicy } from "@mlops/schema";
import type { Gradable } from "./gradable.ts";
import type { Feedback, InvalidReason, Part } from "./grade-result.ts";

/** An answer that is fit to be graded, or why it is not. */
export type Validation<Response> = { readonly response: Response } | { readonly reason: InvalidReason };

/** What an answer is, part by part, before any policy. */
export interface Outcome {
  readonly parts: readonly Part[];
  /** How many parts a fully right answer has. */
  readonly wanted: number;
  /** The sum of the weights of what was chosen or given. */
  readonly weight: number;
  /** What a policy that maps values finds: the answer's, and the key's where an answer has several. */
  readonly values?: { readonly given: readonly string[]; readonly key?: readonly string[] } | undefined;
  readonly feedback: readonly Feedback[];
}

/** One kind of question: first whether an answer can be graded, then what is right in it. */
export interface QuestionKind<Kind extends Gradable, Response> {
  /** Whether a value from outside is an answer to this question. Gives it in one form: equal answers look the same. */
  validate(question: Kind, response: unknown): Validation<Response>;
  /** What is right in a valid answer; `undefined` when a person has to say. */
  grade(question: Kind, response: Response): Outcome | undefined;
  /** How the parts add up when neither the question nor the caller says. */
  policy(question: Kind): ScoringPolicy;
  /** The least that the weights of an answer add up to, at most 0. Without it, 0. */
  leastWeight?(question: Kind): number;
}
