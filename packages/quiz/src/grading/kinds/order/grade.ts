import type { GradableOrder } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { partsOutcome } from "../../values/parts-outcome.ts";

/** Every item is a part, right where it stands in its place. */
export function gradeOrder({ key }: GradableOrder, response: readonly string[]): Outcome {
  return partsOutcome(key.order.map((id, place) => ({ id, status: response[place] === id ? "correct" : "incorrect" })));
}
