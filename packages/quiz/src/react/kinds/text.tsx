import type { ReactElement } from "react";
import { wordsOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";

/** A few words. */
export function Text({ response, name, input, strings }: FieldsProps<"text">): ReactElement {
  return (
    <label>
      {strings.answer} <input {...input} name={name} value={wordsOf(response)} autoComplete="off" />
    </label>
  );
}
