/**
 * A user interface for quizzes in React: the fields of all ten kinds of question, results, and a quiz to practise.
 *
 * @module
 */
export { QuestionFields } from "./question-fields.tsx";
export type { QuestionFieldsProps } from "./question-fields.tsx";
export { QuestionForm } from "./question-form.tsx";
export type { QuestionFormProps } from "./question-form.tsx";
export { freshProgress, nextProgress, standingOf } from "./question-progress.ts";
export type { PracticeRules, QuestionAction, QuestionProgress, QuestionStanding } from "./question-progress.ts";
export { QuestionResult } from "./question-result.tsx";
export type { LinkTo, QuestionResultProps, ResultSettings } from "./question-result.tsx";
export { Quiz } from "./quiz.tsx";
export type { QuizProps } from "./quiz.tsx";
export { freshQuiz, nextQuiz, quizStanding } from "./quiz-progress.ts";
export type { PracticeQuiz, QuizAction, QuizProgress, QuizStanding } from "./quiz-progress.ts";
export { QuizReview } from "./quiz-review.tsx";
export type { QuizReviewProps } from "./quiz-review.tsx";
export { responseFromForm } from "./response-from-form.ts";
export type { SentForm } from "./response-from-form.ts";
export { renderMarkdown } from "./rich-text.tsx";
export type { RenderText, TextPlace } from "./rich-text.tsx";
export { englishStrings } from "./strings.ts";
export type { QuizStrings } from "./strings.ts";
export { useQuestion, useQuiz } from "./use-quiz.ts";
export type { QuizEvent, UseQuizOptions } from "./use-quiz.ts";
