import type { Option, Question } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import type { Linted } from "./rule.ts";

/** A question with options, some of which are right. */
export interface ChoiceLike {
  question: Extract<Question, { type: "choice" | "multi" }>;
  options: LintedOption[];
  rights: LintedOption[];
  wrongs: LintedOption[];
  /** Whether a reader may show the options in another order. */
  mayShuffle: boolean;
}

/** An option with its words. */
export interface LintedOption extends Option {
  words: string;
  isRight: boolean;
}

/** The questions of a lesson whose answers are chosen from a list. */
export function choicesOf({ questions }: Linted): ChoiceLike[] {
  return questions.flatMap(({ quiz, question }) => {
    if (question.type !== "choice" && question.type !== "multi") return [];
    const correct = new Set([question.key.correct].flat());
    const options = question.options.map((option) => ({
      ...option,
      words: plainText(option.content).replaceAll(/\s+/g, " ").trim(),
      isRight: correct.has(option.id),
    }));
    return [
      {
        question,
        options,
        rights: options.filter(({ isRight }) => isRight),
        wrongs: options.filter(({ isRight }) => !isRight),
        mayShuffle: quiz.shuffle !== false,
      },
    ];
  });
}
