import type { ReactElement, ReactNode } from "react";
import type { InputProps } from "./fields.ts";

/** What {@link Options} shows. */
export interface OptionsProps {
  readonly type: "radio" | "checkbox";
  readonly name: string;
  readonly options: readonly (readonly [value: string, content: ReactNode])[];
  /** The values that are chosen. */
  readonly chosen: readonly unknown[];
  readonly input: InputProps;
}

/** Options to choose one or several of. A label covers its input and its text. */
export function Options({ type, name, options, chosen, input }: OptionsProps): ReactElement[] {
  const { onChange } = input;
  return options.map(([value, content]) => (
    <div className="quiz-option" key={value}>
      <label>
        <input
          // Of radio buttons, the group says what is at fault.
          {...(type === "radio" ? { onChange } : input)}
          type={type}
          name={name}
          value={value}
          checked={chosen.includes(value)}
        />{" "}
        <span>{content}</span>
      </label>
    </div>
  ));
}
