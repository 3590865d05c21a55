import { wordField } from "../field.ts";
import { indexOfId, optionFields } from "../options.ts";
import type { KindWriter } from "./table.ts";

export const choice: KindWriter<"choice"> = ({ options, key }) => [
  ...optionFields(options, key, (id) => (id === key.correct ? 1 : 0)),
  wordField("CORRECT", String(indexOfId(options, key.correct))),
];
