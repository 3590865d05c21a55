import * as z from "zod/mini";
import type { Block, FrontMatter, Lesson, Page } from "../lesson.ts";
import { lessonSchemaVersion } from "../lesson.ts";
import type { Diagnostic, LessonResult } from "../diagnostic.ts";
import { count, flag, identifier, jsonObject, languageTag, line, share, slug, text } from "./leaf.ts";
import { questionSchema } from "./question.ts";
import { positionSchema, richTextFields, richTextSchema } from "./text.ts";

const position = positionSchema;
const optionalText = z.optional(text);

export const blockSchema: z.ZodMiniType<Block> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("prose"), ...richTextFields }),
  z.strictObject({
    kind: z.literal("code"),
    language: z.nullable(text),
    meta: z.nullable(text),
    value: text,
    recovered: z.optional(z.literal(true)),
    position,
  }),
  z.strictObject({ kind: z.literal("lab"), config: jsonObject, position }),
  z.strictObject({
    kind: z.literal("quiz"),
    id: identifier,
    title: z.optional(richTextSchema),
    intro: z.optional(richTextSchema),
    pass: z.optional(share),
    shuffle: z.optional(flag),
    questions: z.array(questionSchema),
    unreadable: z.array(richTextSchema),
    position,
  }),
]);

export const pageSchema: z.ZodMiniType<Page> = z.strictObject({
  id: identifier,
  title: text,
  blocks: z.array(blockSchema),
  position,
});

const about = { description: optionalText, lang: optionalText, license: optionalText };

export const lessonSchema: z.ZodMiniType<Lesson> = z.strictObject({
  schemaVersion: z.literal(lessonSchemaVersion),
  id: identifier,
  title: text,
  ...about,
  pages: z.array(pageSchema),
});

export const diagnosticSchema: z.ZodMiniType<Diagnostic> = z.strictObject({
  code: identifier,
  severity: z.literal(["error", "warning", "info"]),
  message: text,
  position,
  expected: optionalText,
  received: optionalText,
  hint: optionalText,
  fix: z.optional(z.strictObject({ title: text, edits: z.array(z.strictObject({ start: count, end: count, text })) })),
});

export const lessonResultSchema: z.ZodMiniType<LessonResult> = z.strictObject({
  lesson: lessonSchema,
  diagnostics: z.array(diagnosticSchema),
});

export const frontMatterSchema: z.ZodMiniType<FrontMatter> = z.strictObject({
  schema: z.optional(z.literal(lessonSchemaVersion)),
  id: z.optional(slug),
  title: z.optional(line),
  description: z.optional(line),
  lang: z.optional(languageTag),
  license: z.optional(line),
});
