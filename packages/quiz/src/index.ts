/**
 * Grades quizzes. Pure, without dependencies, for browsers and servers alike.
 *
 * @module
 */
export { QuizError } from "./errors.ts";
export type { QuizErrorCode } from "./errors.ts";
export type {
  Gradable,
  GradableChoice,
  GradableCloze,
  GradableEssay,
  GradableHalves,
  GradableMatch,
  GradableMulti,
  GradableNumeric,
  GradableOrder,
  GradableText,
  GradableTracing,
  GradableTrueFalse,
} from "./grading/gradable.ts";
export { compile } from "./grading/compile.ts";
export type { Grader } from "./grading/compile.ts";
export { englishPhrases, explain } from "./grading/explain.ts";
export type { ExplainPhrases } from "./grading/explain.ts";
export { grade } from "./grading/grade.ts";
export { compileQuiz, gradeQuiz } from "./grading/grade-quiz.ts";
export type { GradableQuiz, QuestionResult, QuizGrade, QuizGrader } from "./grading/grade-quiz.ts";
export type { Certainty, Feedback, Grade, InvalidReason, Part, PartStatus, TraceStep } from "./grading/grade-result.ts";
export { responseLimits } from "./grading/limits.ts";
export type {
  CbmPolicy,
  CoveragePolicy,
  EdcPolicy,
  ExactPolicy,
  FractionsPolicy,
  HalvesPolicy,
  MapResponsePolicy,
  PerOptionPenaltyPolicy,
  Policy,
  PolicyName,
} from "./grading/policies/policy.ts";
export type { ChoiceQuestion, ChoiceResponse, Question, QuestionType } from "@mlops/schema";
