/**
 * Attempts over HTTP, graded on the server. Needs the optional peer `express`.
 *
 * @module
 */
export type { QuizApiOptions } from "./options.ts";
export type { BodyFault, QuizApiErrorCode } from "./problem.ts";
export { quizApi } from "./quiz-api.ts";
export type { QuizSource, ServedQuiz } from "./quiz-source.ts";
export type { AttemptView, QuestionView } from "./view.ts";
