import { wordField } from "../field.ts";
import { indexOfId, optionFields } from "../options.ts";
import type { KindWriter } from "./table.ts";

export const multi: KindWriter<"multi"> = ({ options, allowEmpty, key }) => {
  const rights = [...new Set(key.correct.map((id) => indexOfId(options, id)))].toSorted((one, other) => one - other);
  const mayBeEmpty = allowEmpty === true || rights.length === 0;
  return [
    ...(mayBeEmpty || rights.length < 2 ? [wordField("TYPE", "multi", mayBeEmpty ? ["empty"] : [])] : []),
    ...optionFields(options, key, () => undefined),
    wordField("CORRECT", rights.length === 0 ? "none" : rights.join(", ")),
  ];
};
