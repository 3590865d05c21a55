import type { GradableNumeric } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { acceptsNumber, ofKey } from "../../values/accepts-number.ts";
import { foreseenOutcome } from "../../values/foreseen.ts";

/** The first accepted number that fits counts. */
export function gradeNumeric({ key }: GradableNumeric, response: string): Outcome {
  const value = ofKey(response);
  const fitting = key.answers.find((accepted) => acceptsNumber(accepted, value));
  return foreseenOutcome(fitting, key.otherwise, response);
}
