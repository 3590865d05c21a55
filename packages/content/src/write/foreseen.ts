import type { Foreseen } from "@mlops/schema";
import { decimalText } from "./decimal-text.ts";
import type { Draft } from "./draft.ts";
import { richField, startsSafely, wordField } from "./field.ts";
import type { FieldDraft } from "./field.ts";

/** Answers that are tried in order: as many as can stand in `CORRECT:` do, and those after them are `A:` fields. */
export function foreseenFields(
  answers: readonly (Draft<Foreseen> & { words: string })[],
  otherwise: { markdown: string } | undefined,
): FieldDraft[] {
  const isSpecial = ({ weight = 1, feedback }: Draft<Foreseen>): boolean => weight !== 1 || feedback !== undefined;
  const found = answers.findIndex((answer, index) => isSpecial(answer) || (index > 0 && !startsSafely(answer.words)));
  const count = found < 0 ? answers.length : found;
  const rest = answers
    .slice(count)
    .flatMap(({ words, weight = 1, feedback }) => [
      wordField("A", words, weight === 1 ? [] : [`weight=${decimalText(weight)}`]),
      ...(feedback === undefined ? [] : [richField("FEEDBACK", feedback)]),
    ]);
  const lines = answers.slice(0, count).map(({ words }) => words);
  return [
    ...(otherwise === undefined ? [] : [richField("FEEDBACK", otherwise)]),
    ...rest,
    ...(lines.length === 0 ? [] : [{ name: "CORRECT" as const, value: { lines } }]),
  ];
}
