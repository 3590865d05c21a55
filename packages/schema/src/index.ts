/**
 * What a lesson and a quiz are, as types. Brings no runtime dependency; the validators are under `@mlops/schema/zod`.
 *
 * @module
 */
export type { Diagnostic, LessonResult, Severity } from "./diagnostic.ts";
export { lessonSchemaVersion } from "./lesson.ts";
export type { Block, CodeBlock, FrontMatter, LabBlock, Lesson, Page, ProseBlock, QuizBlock } from "./lesson.ts";
export type { Point, Position } from "./position.ts";
export type {
  ChoiceKey,
  ChoiceQuestion,
  ChoiceResponse,
  Option,
  Question,
  QuestionBase,
  QuestionType,
} from "./question.ts";
export { plainText } from "./rich-text.ts";
export type { JsonValue, MarkdownNode, RichText } from "./rich-text.ts";
