import type { ReactElement } from "react";
import type { FieldsProps } from "./fields.ts";
import { Options } from "./options.tsx";

/** One option of several. */
export function Choice({ question, renderText, response, ...rest }: FieldsProps<"choice">): ReactElement {
  const options = question.options.map(({ id, content }) => [id, renderText(content, { inline: true })] as const);
  return <Options {...rest} type="radio" options={options} chosen={[response]} />;
}
