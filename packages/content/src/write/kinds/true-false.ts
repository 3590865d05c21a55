import { richField, wordField } from "../field.ts";
import type { KindWriter } from "./table.ts";

export const trueFalse: KindWriter<"trueFalse"> = ({ key: { correct, feedback = {} } }) => [
  wordField("TYPE", "trueFalse"),
  ...(feedback.true === undefined ? [] : [richField("FEEDBACK", feedback.true, ["true"])]),
  ...(feedback.false === undefined ? [] : [richField("FEEDBACK", feedback.false, ["false"])]),
  wordField("CORRECT", String(correct)),
];
