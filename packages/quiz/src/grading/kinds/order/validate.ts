import type { GradableOrder } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";
import { readIds } from "../../values/read-ids.ts";

/** An answer is a list of the `id`s of all items. */
export function validateOrder({ key }: GradableOrder, response: unknown): Validation<readonly string[]> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  const read = readIds(
    response,
    key.order.map((id) => ({ id })),
  );
  if ("reason" in read) return read;
  if (read.ids.length === 0) return { reason: "unanswered" };
  return read.ids.length < key.order.length ? { reason: "incomplete" } : { response: read.ids };
}
