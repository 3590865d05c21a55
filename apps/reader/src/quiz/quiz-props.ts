import * as z from "zod/mini";
import { markupSchema } from "../course/markup.ts";
import type { Markup } from "../course/markup.ts";

/** A question as the quiz shows and grades it. */
export interface QuizQuestion {
  type: "choice";
  id: string;
  points: number;
  prompt: Markup;
  options: { id: string; content: Markup }[];
  explanation: Markup | null;
  key: { correct: string };
}

/** What a quiz is made of. */
export interface QuizProps {
  id: string;
  title: string;
  intro: Markup | null;
  questions: QuizQuestion[];
}

/** A quiz as a page carries it to the browser. */
export const quizPropsSchema: z.ZodMiniType<QuizProps> = z.object({
  id: z.string(),
  title: z.string(),
  intro: z.nullable(markupSchema),
  questions: z.array(
    z.object({
      type: z.literal("choice"),
      id: z.string(),
      points: z.number(),
      prompt: markupSchema,
      options: z.array(z.object({ id: z.string(), content: markupSchema })),
      explanation: z.nullable(markupSchema),
      key: z.object({ correct: z.string() }),
    }),
  ),
});
