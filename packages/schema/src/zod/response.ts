import * as z from "zod/mini";
import type { QuestionType } from "../question.ts";
import type { Responses } from "../response.ts";
import { flag, pair, text } from "./leaf.ts";

const texts = z.array(text);
/** `null`, or what a schema takes. */
const orNone = <T>(schema: z.ZodMiniType<T>): z.ZodMiniType<T | null> =>
  z.custom<T | null>((value) => value === null || schema.safeParse(value).success, "Expected an answer or null");

/** A learner's answer to each kind of question, as it comes from outside. Whether it fits the question is the grader's to say. */
export const responseSchemas: { readonly [Type in QuestionType]: z.ZodMiniType<Responses[Type]> } = {
  choice: orNone(text),
  multi: orNone(texts),
  trueFalse: orNone(flag),
  numeric: orNone(z.strictObject({ value: text, unit: z.optional(text) })),
  text: orNone(text),
  order: orNone(texts),
  match: orNone(z.array(pair)),
  cloze: orNone(z.array(z.strictObject({ id: text, value: text }))),
  tracing: orNone(
    z.discriminatedUnion("outcome", [
      z.strictObject({ outcome: z.literal("prints"), output: text }),
      z.strictObject({ outcome: z.literal("fails") }),
    ]),
  ),
  essay: orNone(text),
};
