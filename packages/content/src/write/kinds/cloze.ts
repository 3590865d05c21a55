import type { GapKey } from "@mlops/schema";
import { wordField } from "../field.ts";
import { onOneLine } from "../line-ends.ts";
import { numberText } from "../number-text.ts";
import type { KindWriter } from "./table.ts";

export const cloze: KindWriter<"cloze"> = ({ caseSensitive, key: { gaps } }) => [
  wordField("TYPE", "cloze", caseSensitive === true ? ["case"] : []),
  { name: "CORRECT", value: { lines: gaps.map((gap) => `${gap.id} = ${answerText(gap)}`) } },
];

function answerText(gap: GapKey): string {
  if ("number" in gap) return numberText(gap.number);
  if ("choice" in gap) return gap.choice;
  const patterns = gap.patterns.map(onOneLine);
  if (patterns.length === 0 || patterns.includes("")) {
    throw new RangeError(`\`CORRECT:\` cannot say that nothing goes into the gap \`${gap.id}\``);
  }
  return patterns.map((pattern) => pattern.replaceAll("|", "\\|")).join(" | ");
}
