import type { PublicText, Question, RichText, SplitQuestion } from "@mlops/schema";

/** A quiz with its keys, as the server holds it. A `QuizBlock` of a lesson fits as it is. */
export interface ServedQuiz {
  readonly id: string;
  readonly title?: RichText | PublicText | undefined;
  readonly intro?: RichText | PublicText | undefined;
  /** Whole questions, or in their two halves. */
  readonly questions: readonly (Question | SplitQuestion)[];
  /** The share of the points that passes, from 0 to 1. */
  readonly pass?: number | undefined;
}

/** Where quizzes come from: `undefined` for one that there is not. */
export type QuizSource = (quizId: string) => ServedQuiz | undefined | Promise<ServedQuiz | undefined>;
