import type { Option, PerOption } from "@mlops/schema";
import { decimalText } from "./decimal-text.ts";
import type { Draft } from "./draft.ts";
import { richField } from "./field.ts";
import type { FieldDraft } from "./field.ts";

/**
 * Options with what is said and earned for each.
 *
 * @param usual - The weight that an option has anyway.
 */
export function optionFields(
  options: readonly Draft<Option>[],
  { feedback = {}, weights = {} }: Draft<PerOption>,
  usual: (optionId: string) => number | undefined,
): FieldDraft[] {
  return options.flatMap(({ id, content, pinned }): FieldDraft[] => {
    const weight = Object.hasOwn(weights, id) ? weights[id] : undefined;
    const said = Object.hasOwn(feedback, id) ? feedback[id] : undefined;
    const attributes = [
      ...(pinned === true ? ["pin"] : []),
      ...(weight === undefined || weight === usual(id) ? [] : [`weight=${decimalText(weight)}`]),
    ];
    return [richField("A", content, attributes), ...(said === undefined ? [] : [richField("FEEDBACK", said)])];
  });
}

/**
 * The place of the thing that a key names.
 *
 * @throws RangeError when there is no such thing.
 */
export function indexOfId(things: readonly { id: string }[], id: string): number {
  const index = things.findIndex((thing) => thing.id === id);
  if (index < 0) throw new RangeError(`The key names ${JSON.stringify(id)}, which is not there`);
  return index;
}
