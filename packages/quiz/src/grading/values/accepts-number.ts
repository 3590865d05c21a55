import type { AcceptedNumber } from "@mlops/schema";
import { QuizError } from "../../errors.ts";
import { distance, isAtMost, magnitude, multiply, parseDecimal } from "./decimal.ts";
import type { Decimal } from "./decimal.ts";

const percent: Decimal = { digits: 1n, scale: 2 };

/** Whether a number is one of those accepted. Without rounding: 0.2 is within 0.1 of 0.3. */
export function acceptsNumber(accepted: AcceptedNumber, value: Decimal): boolean {
  if ("min" in accepted) return isAtMost(ofKey(accepted.min), value) && isAtMost(value, ofKey(accepted.max));
  const target = ofKey(accepted.value);
  const { tolerance } = accepted;
  const around = ofKey(tolerance?.amount ?? "0");
  const allowed = tolerance?.kind === "percent" ? multiply(multiply(around, magnitude(target)), percent) : around;
  return isAtMost(distance(value, target), allowed);
}

/** A number that the author wrote. */
export function ofKey(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new QuizError("key-invalid", `The key has ${JSON.stringify(text)} for a number`);
  return decimal;
}
