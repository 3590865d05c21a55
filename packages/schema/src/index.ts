/**
 * What a lesson and a quiz are, as types. Brings no runtime dependency; the validators are under `@mlops/schema/zod`.
 *
 * @module
 */
export type { AnswerKey } from "./answer-key.ts";
export type { Course, CourseFile, CourseLesson } from "./course.ts";
export type { Diagnostic, Fix, LessonResult, Severity, TextEdit } from "./diagnostic.ts";
export { lessonSchemaVersion } from "./lesson.ts";
export type { Block, CodeBlock, FrontMatter, LabBlock, Lesson, Page, ProseBlock, QuizBlock } from "./lesson.ts";
export type { Point, Position } from "./position.ts";
export type {
  AcceptedNumber,
  ChoiceKey,
  ChoiceQuestion,
  ClozeKey,
  ClozeQuestion,
  EssayKey,
  EssayQuestion,
  Foreseen,
  Gap,
  GapKey,
  KeyBase,
  MatchKey,
  MatchQuestion,
  MultiKey,
  MultiQuestion,
  NumericKey,
  NumericQuestion,
  Option,
  OrderKey,
  OrderQuestion,
  PerOption,
  PublicChoiceQuestion,
  PublicClozeQuestion,
  PublicEssayQuestion,
  PublicMatchQuestion,
  PublicMultiQuestion,
  PublicNumericQuestion,
  PublicOrderQuestion,
  PublicQuestion,
  PublicTextQuestion,
  PublicTracingQuestion,
  PublicTrueFalseQuestion,
  Question,
  QuestionFace,
  QuestionReview,
  QuestionType,
  ScoringPolicy,
  TextKey,
  TextQuestion,
  Tolerance,
  TracingKey,
  TracingQuestion,
  TrueFalseKey,
  TrueFalseQuestion,
  Unit,
} from "./question.ts";
export type {
  ChoiceResponse,
  ClozeResponse,
  EssayResponse,
  MatchResponse,
  MultiResponse,
  NumericResponse,
  OrderResponse,
  QuestionResponse,
  Responses,
  TextResponse,
  TracingResponse,
  TrueFalseResponse,
} from "./response.ts";
export { plainText } from "./rich-text.ts";
export { publicText, split } from "./split.ts";
export type { SplitQuestion } from "./split.ts";
export type { JsonValue, MarkdownNode, PublicText, RichText } from "./rich-text.ts";
