import type { ReactNode } from "react";
import { entriesOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Select } from "./select.tsx";

/** What stands in the gaps of the prompt. */
export function gapFields({ question: { gaps }, response, name, input, strings }: FieldsProps<"cloze">) {
  const given = entriesOf(response);
  return (inside: string): ReactNode => {
    const id = gapName(inside);
    const place = gaps.findIndex((one) => one.id === id);
    const gap = gaps[place];
    if (gap === undefined) return undefined;
    const props = {
      ...input,
      name: `${name}:${id}`,
      value: given.get(id) ?? "",
      "aria-label": strings.gap(place + 1, gaps.length),
    };
    return gap.choices ? (
      <Select key={id} {...props} empty={strings.choose} options={gap.choices.map((choice) => [choice, choice])} />
    ) : (
      <input key={id} {...props} inputMode={gap.kind === "number" ? "decimal" : undefined} autoComplete="off" />
    );
  };
}

/** The name of a gap, from what stands between its braces. */
export function gapName(inside: string): string {
  return (inside.split(":")[0] ?? "").trim();
}
