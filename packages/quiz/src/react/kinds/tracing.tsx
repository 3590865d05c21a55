import type { ReactElement } from "react";
import { fieldOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Options } from "./options.tsx";

/** What a program prints, or that it fails. */
export function Tracing({ response, name, input, strings }: FieldsProps<"tracing">): ReactElement {
  const outcome = fieldOf(response, "outcome");
  return (
    <>
      <Options
        type="radio"
        name={`${name}:outcome`}
        options={[
          ["prints", strings.prints],
          ["fails", strings.fails],
        ]}
        chosen={[outcome]}
        input={input}
      />
      <textarea
        {...input}
        className="quiz-output"
        name={name}
        value={fieldOf(response, "output")}
        aria-label={strings.prints}
        disabled={outcome === "fails"}
        spellCheck={false}
        autoCapitalize="none"
        rows={4}
      />
    </>
  );
}
