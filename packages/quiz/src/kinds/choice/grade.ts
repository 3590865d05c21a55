import type { ChoiceQuestion } from "@mlops/schema";

/** All of the points for the right option, none for any other. */
export function gradeChoice(question: ChoiceQuestion, optionId: string): number {
  return optionId === question.key.correct ? 1 : 0;
}
