/**
 * Validators for everything that `@mlops/schema` describes, on `zod/mini`. Needs the optional peer `zod`.
 *
 * @module
 */
export { courseFileSchema, courseSchema } from "./course.ts";
export {
  blockSchema,
  diagnosticSchema,
  frontMatterSchema,
  lessonResultSchema,
  lessonSchema,
  pageSchema,
} from "./lesson.ts";
export { publicQuestionSchema } from "./public-question.ts";
export { answerKeySchema, questionSchema } from "./question.ts";
export { responseSchemas } from "./response.ts";
export { pointSchema, positionSchema, publicTextSchema, richTextSchema } from "./text.ts";
