import type { Foreseen, RichText } from "@mlops/schema";
import type { Answer } from "./kind.ts";
import { readWeight } from "./options.ts";
import type { QuestionReading } from "./question-context.ts";
import type { Field } from "./scan-fields.ts";

/** The weight and feedback of an answer that was foreseen; a weight of 1 goes without saying. */
export function readForeseen(answer: Answer, reading: QuestionReading): Foreseen {
  const weight = readWeight(answer, 0, reading);
  return {
    ...(weight !== undefined && weight !== 1 && { weight }),
    ...(answer.feedback !== undefined && { feedback: reading.rich(answer.feedback.value) }),
  };
}

/** What is said when no answer fits. */
export function readOtherwise(field: Field | undefined, reading: QuestionReading): { otherwise?: RichText } {
  return field === undefined ? {} : { otherwise: reading.rich(field.value) };
}
