import type { Question, QuestionReview, QuestionType } from "./question.ts";

/** The hidden side of a question of one kind. */
interface HiddenSide<Type extends QuestionType, Key> extends QuestionReview {
  type: Type;
  /** The `id` of the question. */
  questionId: string;
  /** The `version` of the public side that this belongs to. */
  questionVersion: string;
  key: Key;
}

/**
 * The side of a question that a learner must not see before answering, of any kind: a union discriminated by `type`.
 * With the public side it is the whole question again.
 */
export type AnswerKey = {
  [Type in QuestionType]: HiddenSide<Type, Extract<Question, { type: Type }>["key"]>;
}[QuestionType];
