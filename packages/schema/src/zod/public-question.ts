import * as z from "zod/mini";
import type { PublicQuestion } from "../question.ts";
import type { PublicText } from "../rich-text.ts";
import { faceFields } from "./face.ts";
import { publicTextSchema } from "./text.ts";

const publicFaces = faceFields<PublicText>(publicTextSchema);

/** The side of a question that a learner may see. Refuses every field of the other side. */
export const publicQuestionSchema: z.ZodMiniType<PublicQuestion> = z.discriminatedUnion("type", [
  z.strictObject(publicFaces.choice),
  z.strictObject(publicFaces.multi),
  z.strictObject(publicFaces.trueFalse),
  z.strictObject(publicFaces.numeric),
  z.strictObject(publicFaces.text),
  z.strictObject(publicFaces.order),
  z.strictObject(publicFaces.match),
  z.strictObject(publicFaces.cloze),
  z.strictObject(publicFaces.tracing),
  z.strictObject(publicFaces.essay),
]);
