import type { GradableChoice } from "../../gradable.ts";
import { exact } from "../../fraction.ts";
import type { Outcome } from "../../kind.ts";
import { feedbackOf, weightOf } from "../../values/per-option.ts";

/** The right option earns everything, another one what the author gave it. */
export function gradeChoice({ key }: GradableChoice, id: string): Outcome {
  const isRight = id === key.correct;
  const weight = exact(weightOf(key, id) ?? (isRight ? 1 : 0));
  const status = isRight ? "correct" : weight > 0 ? "partial" : "incorrect";
  return { parts: [{ id, status }], wanted: 1, weight, values: { given: [id] }, feedback: feedbackOf(key, [id]) };
}
