import { wordField } from "../field.ts";
import { foreseenFields } from "../foreseen.ts";
import { numberText, toleranceText } from "../number-text.ts";
import type { KindWriter } from "./table.ts";

export const numeric: KindWriter<"numeric"> = ({ units = [], key: { answers, otherwise } }) => {
  const tolerances = answers.flatMap((answer) =>
    "min" in answer ? [] : [answer.tolerance === undefined ? "" : toleranceText(answer.tolerance)],
  );
  const [first = ""] = tolerances;
  const isCommon = tolerances.length > 1 && tolerances.every((tolerance) => tolerance === first) && first !== "";
  const texts = answers.map((answer) => ({
    ...answer,
    words: isCommon && "value" in answer ? answer.value : numberText(answer),
  }));
  const words = units.map(({ name, factor }, index) => (index === 0 && factor === "1" ? name : `${name} = ${factor}`));
  return [
    wordField("TYPE", "numeric"),
    ...(words.length === 0 ? [] : [wordField("UNITS", words.join(", "))]),
    ...(isCommon ? [wordField("TOLERANCE", first)] : []),
    ...foreseenFields(texts, otherwise),
  ];
};
