import * as z from "zod/mini";
import type { ChoiceQuestion, Option, Question } from "../question.ts";
import type { ChoiceResponse } from "../response.ts";
import { positionSchema, richTextSchema } from "./text.ts";

const identifier = z.string().check(z.minLength(1), z.maxLength(128));

const optionSchema: z.ZodMiniType<Option> = z.strictObject({ id: identifier, content: richTextSchema });

export const choiceQuestionSchema: z.ZodMiniType<ChoiceQuestion> & z.core.$ZodTypeDiscriminable = z
  .strictObject({
    type: z.literal("choice"),
    id: identifier,
    version: identifier,
    prompt: richTextSchema,
    points: z.number().check(z.nonnegative()),
    explanation: z.optional(richTextSchema),
    position: positionSchema,
    options: z.array(optionSchema).check(z.minLength(2)),
    key: z.strictObject({ correct: identifier }),
  })
  .check((context) => {
    const ids = context.value.options.map((option) => option.id);
    if (new Set(ids).size !== ids.length) {
      context.issues.push({ code: "custom", message: "Option ids must differ", path: ["options"], input: ids });
    }
    if (!ids.includes(context.value.key.correct)) {
      const input = context.value.key.correct;
      context.issues.push({ code: "custom", message: "The key must name an option", path: ["key", "correct"], input });
    }
  });

export const questionSchema: z.ZodMiniType<Question> = z.discriminatedUnion("type", [choiceQuestionSchema]);

export const choiceResponseSchema: z.ZodMiniType<ChoiceResponse> = z.nullable(identifier);
