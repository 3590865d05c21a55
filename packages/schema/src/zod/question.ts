import * as z from "zod/mini";
import type { AnswerKey } from "../answer-key.ts";
import type { Question } from "../question.ts";
import type { RichText } from "../rich-text.ts";
import { checkQuestion } from "./check.ts";
import { faceFields } from "./face.ts";
import { decimal, dictionaryOf, flag, identifier, pair, share, text, weight } from "./leaf.ts";
import { positionSchema, richTextSchema } from "./text.ts";

const rich = z.optional(richTextSchema);
const texts = z.array(text);

const version = z.optional(identifier);
const perOption = {
  feedback: z.optional(dictionaryOf<RichText>(richTextSchema)),
  weights: z.optional(dictionaryOf<number>(weight)),
};
const number = {
  value: decimal,
  tolerance: z.optional(z.strictObject({ kind: z.literal(["absolute", "percent"]), amount: decimal })),
};
const range = { min: decimal, max: decimal };
const foreseen = { weight: z.optional(share), feedback: rich };

const keys = {
  choice: z.strictObject({ version, correct: identifier, ...perOption }),
  multi: z.strictObject({ version, correct: z.array(identifier), ...perOption }),
  trueFalse: z.strictObject({
    version,
    correct: flag,
    feedback: z.optional(z.strictObject({ true: rich, false: rich })),
  }),
  numeric: z.strictObject({
    version,
    answers: z.array(z.union([z.strictObject({ ...number, ...foreseen }), z.strictObject({ ...range, ...foreseen })])),
    otherwise: rich,
  }),
  text: z.strictObject({
    version,
    answers: z.array(z.strictObject({ pattern: text, ...foreseen })),
    otherwise: rich,
  }),
  order: z.strictObject({ version, order: z.array(identifier) }),
  match: z.strictObject({ version, pairs: z.array(pair) }),
  cloze: z.strictObject({
    version,
    gaps: z.array(
      z.union([
        z.strictObject({ id: identifier, patterns: texts }),
        z.strictObject({ id: identifier, number: z.union([z.strictObject(number), z.strictObject(range)]) }),
        z.strictObject({ id: identifier, choice: text }),
      ]),
    ),
  }),
  tracing: z.strictObject({ version, outcome: z.literal(["prints", "fails"]), output: z.optional(text) }),
  essay: z.strictObject({ version }),
};

const review = {
  explanation: rich,
  hints: z.optional(z.array(richTextSchema)),
  teaches: z.optional(z.array(identifier)),
};

const both = { ...review, position: positionSchema };
const hidden = { ...review, questionId: identifier, questionVersion: identifier };

const faces = faceFields(richTextSchema);

/** A question of any kind, with both of its sides. */
export const questionSchema: z.ZodMiniType<Question> = z
  .discriminatedUnion("type", [
    z.strictObject({ ...faces.choice, ...both, key: keys.choice }),
    z.strictObject({ ...faces.multi, ...both, key: keys.multi }),
    z.strictObject({ ...faces.trueFalse, ...both, key: keys.trueFalse }),
    z.strictObject({ ...faces.numeric, ...both, key: keys.numeric }),
    z.strictObject({ ...faces.text, ...both, key: keys.text }),
    z.strictObject({ ...faces.order, ...both, key: keys.order }),
    z.strictObject({ ...faces.match, ...both, key: keys.match }),
    z.strictObject({ ...faces.cloze, ...both, key: keys.cloze }),
    z.strictObject({ ...faces.tracing, ...both, key: keys.tracing }),
    z.strictObject({ ...faces.essay, ...both, key: keys.essay }),
  ])
  .check(checkQuestion);

/** The side that a learner may not see before answering. */
export const answerKeySchema: z.ZodMiniType<AnswerKey> = z.discriminatedUnion("type", [
  z.strictObject({ type: faces.choice.type, ...hidden, key: keys.choice }),
  z.strictObject({ type: faces.multi.type, ...hidden, key: keys.multi }),
  z.strictObject({ type: faces.trueFalse.type, ...hidden, key: keys.trueFalse }),
  z.strictObject({ type: faces.numeric.type, ...hidden, key: keys.numeric }),
  z.strictObject({ type: faces.text.type, ...hidden, key: keys.text }),
  z.strictObject({ type: faces.order.type, ...hidden, key: keys.order }),
  z.strictObject({ type: faces.match.type, ...hidden, key: keys.match }),
  z.strictObject({ type: faces.cloze.type, ...hidden, key: keys.cloze }),
  z.strictObject({ type: faces.tracing.type, ...hidden, key: keys.tracing }),
  z.strictObject({ type: faces.essay.type, ...hidden, key: keys.essay }),
]);
