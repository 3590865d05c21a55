/**
 * Grades quizzes. Pure, without dependencies, for browsers and servers alike.
 *
 * @module
 */
export type { Gradable, GradableChoice } from "./gradable.ts";
export { grade } from "./grade.ts";
export type { Grade, Graded, InvalidReason, Ungradable } from "./grade-result.ts";
export type { ChoiceQuestion, ChoiceResponse, Question, QuestionType } from "@mlops/schema";
