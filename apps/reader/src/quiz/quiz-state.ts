import { initialQuestionState, nextQuestionState } from "./question-state.ts";
import type { QuestionAction, QuestionState } from "./question-state.ts";
import type { QuizQuestion } from "./quiz-props.ts";

/** Where a learner stands with every question that they have touched, by the question's id. */
export type QuizState = ReadonlyMap<string, QuestionState>;

/** What a learner does, and with which question. */
export interface QuizAction {
  question: QuizQuestion;
  action: QuestionAction;
}

export const initialQuizState: QuizState = new Map();

export function stateOf(state: QuizState, question: QuizQuestion): QuestionState {
  return state.get(question.id) ?? initialQuestionState;
}

/** The next state: one question moves on, the others stay. */
export function nextQuizState(state: QuizState, { question, action }: QuizAction): QuizState {
  const next = nextQuestionState(question, stateOf(state, question), action);
  return new Map(state).set(question.id, next);
}

/** The points of all graded answers. */
export function earnedPoints(state: QuizState): number {
  return [...state.values()].reduce((sum, { grade }) => sum + (grade?.points ?? 0), 0);
}
