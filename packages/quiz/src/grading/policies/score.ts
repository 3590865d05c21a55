import { round } from "../fraction.ts";
import type { PartStatus } from "../grade-result.ts";
import type { Outcome } from "../kind.ts";
import { mapResponse } from "./map-response.ts";
import type { BasePolicy } from "./resolve-policy.ts";

/** The share of the points that an answer earns before bounds, and the bounds. */
export interface Score {
  readonly raw: number;
  readonly least: number;
  readonly most: number;
}

/** How many parts came out in a way. */
export function countOf({ parts }: Outcome, ...statuses: readonly PartStatus[]): number {
  return parts.filter(({ status }) => statuses.includes(status)).length;
}

/**
 * What a policy makes of the parts of an answer.
 *
 * @param leastWeight - The least that the weights of an answer to this question add up to; 0 where they do not count.
 */
export function score(policy: BasePolicy, outcome: Outcome, leastWeight: number): Score {
  if (policy.type === "mapResponse") return mapResponse(policy, outcome);
  return { raw: rawOf(policy, outcome), least: leastWeight, most: 1 };
}

function rawOf(policy: Exclude<BasePolicy, { type: "mapResponse" }>, outcome: Outcome): number {
  const count = outcome.parts.length;
  const chosenRight = countOf(outcome, "correct");
  const chosen = chosenRight + countOf(outcome, "incorrect", "partial");
  const right = chosenRight + countOf(outcome, "avoided");
  if (right === count && policy.type !== "fractions") return 1;
  // Who chooses nothing earns nothing, though every wrong option was avoided.
  if (chosen === 0 && outcome.wanted > 0) return 0;
  switch (policy.type) {
    case "exact":
      return 0;
    case "fractions":
      return outcome.weight;
    case "edc":
      return cents((right / count) * 100) / 100;
    case "halves":
      return halves(count - right, count);
    case "coverage":
      return outcome.wanted === 0 ? 0 : (chosenRight / outcome.wanted) * (chosenRight / chosen);
    case "perOptionPenalty":
      return outcome.wanted === 0 ? 0 : (chosenRight - (policy.penalty ?? 1) * (chosen - chosenRight)) / outcome.wanted;
  }
}

/** To a whole number, halves to the even one, as Python's `round` in `grade_via_edc` of Open edX has it. */
function cents(value: number): number {
  return Math.round(value) - (value % 2 === 0.5 ? 1 : 0);
}

/** Open edX, `capa/responsetypes.py`, `grade_via_halves`. */
function halves(errors: number, count: number): number {
  if (errors === 1 && count > 2) return 0.5;
  return errors === 2 && count > 4 ? 0.25 : 0;
}

/** Certainty-based marking: Moodle, `question/behaviour/behaviourbase.php`, `question_cbm`. */
export function withCertainty(fraction: number, certainty: 1 | 2 | 3): number {
  return fraction > 5e-8 ? round(fraction * certainty) : { 1: 0, 2: -2, 3: -6 }[certainty];
}
