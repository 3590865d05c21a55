import type { Option, PerOption, RichText } from "@mlops/schema";
import { readDecimal } from "./decimal.ts";
import type { Answer } from "./kind.ts";
import { isEmpty } from "./question-context.ts";
import type { QuestionReading } from "./question-context.ts";
import type { Range } from "../parse/source.ts";
import type { Field } from "./scan-fields.ts";
import { OptionIds } from "./words.ts";

export const minOptions = 2;

/** Checks that there are answers enough and that each has text. */
export function checkAnswers(answers: readonly Answer[], whole: Range, reading: QuestionReading): void {
  for (const { field } of answers) {
    if (!isEmpty(field)) continue;
    reading.fault("option-empty", field.range, { message: "The answer has no text.", expected: "text after `A:`" });
  }
  if (answers.length >= minOptions) return;
  reading.fault("options-too-few", whole, {
    message: "A question of this kind needs at least two answers.",
    expected: "two or more fields `A:`",
    received: String(answers.length),
  });
}

/** Reports feedback for when no answer fits, where every answer is one of the options. */
export function refuseOtherwise(otherwise: Field | undefined, reading: QuestionReading): void {
  if (otherwise === undefined) return;
  reading.fault("field-misplaced", otherwise.range, {
    message: "Every answer of this kind of question is one of its options, so this feedback is never given.",
    expected: "`FEEDBACK:` right after its `A:`",
  });
}

/** The answers as options with ids made from their words. */
export function readOptions(answers: readonly Answer[], reading: QuestionReading): Option[] {
  const ids = new OptionIds();
  return answers.map(({ field, isPinned }) => {
    const content = reading.rich(field.value);
    const { id, isRepeated } = ids.next(content);
    if (isRepeated) {
      reading.warn("option-duplicate", field.value, {
        message: "Two answers of this question have the same words.",
        received: content.markdown,
      });
    }
    return { id, content, ...(isPinned && { pinned: true as const }) };
  });
}

/**
 * What is said and earned for single options.
 *
 * @param usual - The weight that an option has anyway; one that only says so is left out.
 */
export function readPerOption(
  answers: readonly Answer[],
  options: readonly Option[],
  usual: (optionId: string) => number | undefined,
  reading: QuestionReading,
): PerOption {
  const feedback: [string, RichText][] = [];
  const weights: [string, number][] = [];
  for (const [index, answer] of answers.entries()) {
    const id = options[index]?.id;
    if (id === undefined) continue;
    if (answer.feedback !== undefined) feedback.push([id, reading.rich(answer.feedback.value)]);
    const weight = readWeight(answer, -1, reading);
    if (weight !== undefined && weight !== usual(id)) weights.push([id, weight]);
  }
  return {
    ...(feedback.length > 0 && { feedback: Object.fromEntries(feedback) }),
    ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
  };
}

/** The share from `A{weight=…}:`, from `min` to 1. */
export function readWeight({ field, weight }: Answer, min: number, reading: QuestionReading): number | undefined {
  if (weight === undefined) return undefined;
  const value = readDecimal(weight, min, 1);
  if (value === undefined) {
    reading.fault("attribute-invalid", field.range, {
      message: "The weight of an answer is its share of the points.",
      expected: `a number from ${min} to 1 with at most 7 decimals`,
      received: weight,
    });
  }
  return value;
}
