import type { ReactElement } from "react";
import type { FieldsProps } from "./fields.ts";
import { Options } from "./options.tsx";

/** Whether a statement holds. */
export function TrueFalse({ response, strings, ...rest }: FieldsProps<"trueFalse">): ReactElement {
  const options = [["true", strings.true] as const, ["false", strings.false] as const];
  const chosen = typeof response === "boolean" ? [String(response)] : [];
  return <Options {...rest} type="radio" options={options} chosen={chosen} />;
}
