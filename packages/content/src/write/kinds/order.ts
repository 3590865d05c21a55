import type { Option } from "@mlops/schema";
import type { Draft } from "../draft.ts";
import { richField, wordField } from "../field.ts";
import { indexOfId } from "../options.ts";
import type { KindWriter } from "./table.ts";

export const order: KindWriter<"order"> = ({ items, key }) => {
  const right = key.order.map((id) => items[indexOfId(items, id)]).filter((item) => item !== undefined);
  if (new Set(right).size < items.length) throw new RangeError("The key does not name every item");
  const written = isNumbered(items) ? items.toSorted(byNumber) : right;
  const indexes = right.map((item) => written.indexOf(item));
  return [
    wordField("TYPE", "order"),
    ...written.map(({ content }) => richField("A", content)),
    ...(indexes.every((index, place) => index === place) ? [] : [wordField("CORRECT", indexes.join(", "))]),
  ];
};

/** Whether some items have the same words, so that their ids count them: they have to be written in that order. */
function isNumbered(items: readonly Draft<Option>[]): boolean {
  const ids = new Set(items.map(({ id }) => id));
  return items.some(({ id }) => ids.has(id.replace(/-[0-9]+$/, "")) && /-[0-9]+$/.test(id));
}

function byNumber(one: { id: string }, other: { id: string }): number {
  return one.id.localeCompare(other.id, "en", { numeric: true });
}
