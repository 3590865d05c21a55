import type { AcceptedNumber } from "@mlops/schema";
import type { Lose } from "./import-text.ts";
import type { GiftNumber } from "./syntax.ts";

/** A number that is accepted, with its tolerance as an amount. */
export function numberOf(answer: AcceptedNumber, lose: Lose): GiftNumber["number"] {
  if ("min" in answer) return { min: answer.min, max: answer.max };
  const { value, tolerance } = answer;
  if (tolerance === undefined) return { value };
  if (tolerance.kind === "absolute") return { value, tolerance: tolerance.amount.replace(/^\+/, "") };
  const amount = Number(((Math.abs(Number(value)) * Number(tolerance.amount)) / 100).toPrecision(15));
  lose("tolerance-percent", "key.answers", `GIFT has no tolerance in percent; ${tolerance.amount}% became ${amount}.`);
  return { value, tolerance: String(amount) };
}
