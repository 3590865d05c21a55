import * as z from "zod/mini";
import type { Course, CourseFile } from "../course.ts";
import { count, languageTag, line, slug, text } from "./leaf.ts";

const about = { description: z.optional(line), lang: z.optional(languageTag), license: z.optional(line) };

/** The content of `course.yaml`. */
export const courseFileSchema: z.ZodMiniType<CourseFile> = z.strictObject({
  schema: z.optional(z.literal(1)),
  id: slug,
  title: line,
  ...about,
  lessons: z.array(line),
});

export const courseSchema: z.ZodMiniType<Course> = z.strictObject({
  schemaVersion: z.literal(1),
  id: slug,
  title: line,
  ...about,
  lessons: z.array(
    z.strictObject({
      id: text,
      title: text,
      description: z.optional(text),
      file: text,
      hash: text,
      pages: z.array(z.strictObject({ id: text, title: text })),
      quizzes: z.array(z.strictObject({ id: text, title: z.optional(text), questions: count })),
    }),
  ),
});
