/**
 * Everything that `@mlops/schema` describes as JSON Schema, draft 2020-12: for other languages and for editors.
 *
 * @module
 */
export type { JsonSchema } from "./json-schema.ts";
export {
  answerKeyJsonSchema,
  courseFileJsonSchema,
  courseJsonSchema,
  diagnosticJsonSchema,
  frontMatterJsonSchema,
  lessonJsonSchema,
  lessonResultJsonSchema,
  publicQuestionJsonSchema,
  questionJsonSchema,
} from "./schemas.ts";
