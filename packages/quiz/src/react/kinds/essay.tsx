import type { ReactElement } from "react";
import { wordsOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";

/** Free words. */
export function Essay({ response, name, input, strings }: FieldsProps<"essay">): ReactElement {
  return (
    <label>
      {strings.answer} <textarea {...input} name={name} value={wordsOf(response)} rows={8} />
    </label>
  );
}
