import type { ReactElement } from "react";
import { listOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Options } from "./options.tsx";

/** Any number of options. */
export function Multi({ question, renderText, response, ...rest }: FieldsProps<"multi">): ReactElement {
  const options = question.options.map(({ id, content }) => [id, renderText(content, { inline: true })] as const);
  return (
    <>
      <Options {...rest} type="checkbox" options={options} chosen={listOf(response)} />
      {/* Tells a form in which nothing was chosen from one without this question. */}
      {question.allowEmpty === true && <input type="hidden" name={rest.name} value="" />}
    </>
  );
}
