import type { ReactElement, SelectHTMLAttributes } from "react";

/** What {@link Select} shows. */
export interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly options: readonly (readonly [value: string, words: string])[];
  /** What it says while nothing is chosen; without it, there is always a choice. */
  readonly empty?: string | undefined;
}

/** A list of which one is chosen. */
export function Select({ options, empty, ...rest }: SelectProps): ReactElement {
  return (
    <select {...rest}>
      {empty !== undefined && <option value="">{empty}</option>}
      {options.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
