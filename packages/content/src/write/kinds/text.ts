import { wordField } from "../field.ts";
import { foreseenFields } from "../foreseen.ts";
import { onOneLine } from "../line-ends.ts";
import type { KindWriter } from "./table.ts";

export const text: KindWriter<"text"> = ({ caseSensitive, key: { answers, otherwise } }) => [
  wordField("TYPE", "text", caseSensitive === true ? ["case"] : []),
  ...foreseenFields(
    answers.map((answer) => ({ ...answer, words: onOneLine(answer.pattern) })),
    otherwise,
  ),
];
