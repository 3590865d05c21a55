import { maxPatternLength, toPattern } from "../../quiz/pattern.ts";
import { wordField } from "../field.ts";
import { foreseenFields } from "../foreseen.ts";
import type { KindWriter } from "./table.ts";

export const text: KindWriter<"text"> = ({ caseSensitive, key: { answers, otherwise } }) => [
  wordField("TYPE", "text", caseSensitive === true ? ["case"] : []),
  ...foreseenFields(
    answers.map((answer) => ({ ...answer, words: words(answer.pattern) })),
    otherwise,
  ),
];

/** A pattern as it is read again, but for its letters, which stay as they were composed. */
function words(pattern: string): string {
  if (toPattern(pattern) !== undefined) return pattern.trim();
  throw new RangeError(
    `A pattern of \`CORRECT:\` or \`A:\` has to be one line of 1 to ${maxPatternLength} characters: ${JSON.stringify(pattern.slice(0, maxShown))}`,
  );
}

const maxShown = 40;
