import type { AcceptedNumber, Tolerance } from "@mlops/schema";

export function toleranceText({ kind, amount }: Tolerance): string {
  return kind === "percent" ? `${amount}%` : amount;
}

/** A number that is accepted: `3.14`, `3.14 +- 0.01` or `3..4`. */
export function numberText(number: AcceptedNumber): string {
  if ("min" in number) return `${number.min}..${number.max}`;
  return number.tolerance === undefined ? number.value : `${number.value} +- ${toleranceText(number.tolerance)}`;
}
