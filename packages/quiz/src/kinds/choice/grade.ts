import type { GradableChoice } from "../../gradable.ts";

/** All of the points for the right option, none for any other. */
export function gradeChoice(question: GradableChoice, optionId: string): number {
  return optionId === question.key.correct ? 1 : 0;
}
