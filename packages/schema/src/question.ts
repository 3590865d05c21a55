import type { Position } from "./position.ts";
import type { RichText } from "./rich-text.ts";

/** What every kind of question has. */
export interface QuestionBase {
  /** Stable name, unique in its lesson: the author's `ID:`, else made from the words of the prompt; never from the place. */
  id: string;
  /**
   * Hash over what a learner sees before answering (prompt, options, points).
   *
   * Saved answers belong to a version. Neither the key nor the explanation is part of it: mending an explanation keeps
   * the answers, and the hash cannot be used to guess the key.
   */
  version: string;
  prompt: RichText;
  /** What a right answer earns. Default 1. */
  points: number;
  /** Why the right answer is right; shown after answering. */
  explanation?: RichText | undefined;
  position: Position;
}

/** One answer that can be chosen. */
export interface Option {
  /** Made from the option's words, so it does not change when options are added or moved. Unique in its question. */
  id: string;
  content: RichText;
}

/** A question with exactly one right option. */
export interface ChoiceQuestion extends QuestionBase {
  type: "choice";
  /** In the author's order; at least two. */
  options: Option[];
  /** The half that a learner must not see before answering. */
  key: ChoiceKey;
}

/** The key of a {@link ChoiceQuestion}. */
export interface ChoiceKey {
  /** The `id` of the right option. */
  correct: string;
}

/** A question of any kind: a union discriminated by `type`. */
export type Question = ChoiceQuestion;

/** The kinds of question. */
export type QuestionType = Question["type"];

/**
 * A learner's answer to a {@link ChoiceQuestion}: the `id` of the chosen option, or `null` for "not answered".
 */
export type ChoiceResponse = string | null;
