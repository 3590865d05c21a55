/**
 * Validators for everything that `@mlops/schema` describes, on `zod/mini`. Needs the optional peer `zod`.
 *
 * @module
 */
export {
  blockSchema,
  diagnosticSchema,
  frontMatterSchema,
  lessonResultSchema,
  lessonSchema,
  pageSchema,
} from "./lesson.ts";
export { choiceQuestionSchema, choiceResponseSchema, questionSchema } from "./question.ts";
export { jsonValueSchema, markdownNodeSchema, pointSchema, positionSchema, richTextSchema } from "./text.ts";
