import { grade } from "@mlops/quiz";
import type { Grade } from "@mlops/quiz";
import type { QuizQuestion } from "./quiz-props.ts";

/** Where a learner stands with one question. */
export interface QuestionState {
  /** The chosen option's id. */
  chosen: string | null;
  /** What the last check gave; `null` before the first one and after a new try. */
  grade: Grade | null;
}

/** What a learner does with a question. */
export type QuestionAction = { type: "choose"; option: string } | { type: "check" } | { type: "retry" };

export const initialQuestionState: QuestionState = { chosen: null, grade: null };

/** Whether an answer has been given a grade; asking for one without an answer does not count. */
export function isAnswered({ grade: result }: QuestionState): boolean {
  return result !== null && result.status !== "invalid";
}

/** The next state. A graded answer stands until a new try. */
export function nextQuestionState(question: QuizQuestion, state: QuestionState, action: QuestionAction): QuestionState {
  switch (action.type) {
    case "choose":
      return isAnswered(state) ? state : { chosen: action.option, grade: null };
    case "check":
      return isAnswered(state) ? state : { ...state, grade: grade(question, state.chosen) };
    case "retry":
      return initialQuestionState;
  }
}
