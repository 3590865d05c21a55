import type { ReactElement } from "react";
import { fieldOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Select } from "./select.tsx";

/** A number, and its unit where there are any. */
export function Numeric({ question: { units }, response, name, input, strings }: FieldsProps<"numeric">): ReactElement {
  return (
    <>
      <label>
        {strings.answer}{" "}
        <input {...input} name={name} value={fieldOf(response, "value")} inputMode="decimal" autoComplete="off" />
      </label>{" "}
      {units && (
        <label>
          {strings.unit}{" "}
          <Select
            {...input}
            name={`${name}:unit`}
            value={fieldOf(response, "unit")}
            empty={units.length > 1 ? strings.choose : undefined}
            options={units.map((unit) => [unit.name, unit.name])}
          />
        </label>
      )}
    </>
  );
}
