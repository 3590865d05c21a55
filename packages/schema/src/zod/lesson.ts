import * as z from "zod/mini";
import type { Block, FrontMatter, Lesson, Page } from "../lesson.ts";
import { lessonSchemaVersion } from "../lesson.ts";
import type { Diagnostic, LessonResult } from "../diagnostic.ts";
import { questionSchema } from "./question.ts";
import { jsonValueSchema, positionSchema, richTextFields, richTextSchema } from "./text.ts";

const identifier = z.string().check(z.minLength(1), z.maxLength(128));
const line = z.string().check(z.minLength(1), z.maxLength(500));

export const blockSchema: z.ZodMiniType<Block> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("prose"), ...richTextFields }),
  z.strictObject({
    kind: z.literal("code"),
    language: z.nullable(z.string()),
    meta: z.nullable(z.string()),
    value: z.string(),
    position: positionSchema,
  }),
  z.strictObject({ kind: z.literal("lab"), config: z.record(z.string(), jsonValueSchema), position: positionSchema }),
  z.strictObject({
    kind: z.literal("quiz"),
    id: identifier,
    title: z.optional(richTextSchema),
    intro: z.optional(richTextSchema),
    questions: z.array(questionSchema),
    unreadable: z.array(richTextSchema),
    position: positionSchema,
  }),
]);

export const pageSchema: z.ZodMiniType<Page> = z.strictObject({
  id: identifier,
  title: z.string(),
  blocks: z.array(blockSchema),
  position: positionSchema,
});

export const lessonSchema: z.ZodMiniType<Lesson> = z.strictObject({
  schemaVersion: z.literal(lessonSchemaVersion),
  id: identifier,
  title: z.string(),
  description: z.optional(z.string()),
  lang: z.optional(z.string()),
  license: z.optional(z.string()),
  pages: z.array(pageSchema),
});

export const diagnosticSchema: z.ZodMiniType<Diagnostic> = z.strictObject({
  code: identifier,
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  position: positionSchema,
  expected: z.optional(z.string()),
  received: z.optional(z.string()),
  hint: z.optional(z.string()),
});

export const lessonResultSchema: z.ZodMiniType<LessonResult> = z.strictObject({
  lesson: lessonSchema,
  diagnostics: z.array(diagnosticSchema),
});

export const frontMatterSchema: z.ZodMiniType<FrontMatter> = z.strictObject({
  schema: z.optional(z.literal(lessonSchemaVersion)),
  id: z.optional(z.string().check(z.maxLength(128), z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/))),
  title: z.optional(line),
  description: z.optional(line),
  lang: z.optional(z.string().check(z.maxLength(35), z.regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/))),
  license: z.optional(line),
});
