import type { Foreseen, RichText } from "@mlops/schema";
import { exact } from "../fraction.ts";
import type { Outcome } from "../kind.ts";

/** What an answer is that has no parts: the first of those foreseen that fits, or none. */
export function foreseenOutcome(
  fitting: Foreseen | undefined,
  otherwise: RichText | undefined,
  given?: string,
): Outcome {
  const weight = fitting === undefined ? 0 : exact(fitting.weight ?? 1);
  const content = fitting === undefined ? otherwise : fitting.feedback;
  const status = weight === 1 ? "correct" : weight > 0 ? "partial" : "incorrect";
  return {
    parts: [{ id: "answer", status }],
    wanted: 1,
    weight,
    values: given === undefined ? undefined : { given: [given] },
    feedback: content === undefined ? [] : [{ part: "answer", content }],
  };
}
