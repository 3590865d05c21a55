import type { ScoringPolicy } from "@mlops/schema";
import { QuizError } from "../../errors.ts";
import type { CbmPolicy, MapResponsePolicy, Policy } from "./policy.ts";

/** A policy that says how right an answer is: none that weighs certainty. */
export type BasePolicy = Exclude<Policy, string | CbmPolicy>;

/** A policy with everything said. */
export interface ResolvedPolicy {
  readonly base: BasePolicy;
  /** How sure the learner is, where that counts. */
  readonly certainty?: 1 | 2 | 3 | undefined;
}

const names: ReadonlySet<unknown> = new Set<ScoringPolicy | MapResponsePolicy["type"]>([
  "exact",
  "fractions",
  "edc",
  "halves",
  "coverage",
  "perOptionPenalty",
  "mapResponse",
]);

/**
 * Checks a policy, which may come from data.
 *
 * @param fallback - What the kind of question decides where the policy leaves it open.
 * @throws QuizError `policy-invalid`.
 */
export function resolvePolicy(policy: Policy, fallback: Policy): ResolvedPolicy {
  const data = typeof policy === "string" ? ({ type: policy } as Exclude<Policy, string>) : policy;
  if (data?.type !== "cbm") return { base: checkBase(data) };
  const { certainty = 1, base = fallback } = data;
  if (![1, 2, 3].includes(certainty)) throw invalid(data, "certainty must be 1, 2 or 3");
  // A question whose own policy is cbm leaves the base to its kind.
  return { base: resolvePolicy(base, "exact").base, certainty };
}

function checkBase(data: BasePolicy): BasePolicy {
  if (!names.has(data?.type)) throw invalid(data, "there is no such policy");
  if (data.type === "perOptionPenalty" && !(Number.isFinite(data.penalty ?? 1) && (data.penalty ?? 1) >= 0)) {
    throw invalid(data, "penalty must be a number of at least 0");
  }
  if (data.type === "mapResponse") {
    const { mapping, defaultValue = 0, lowerBound = 0, upperBound = 0 } = data;
    if (typeof mapping !== "object" || mapping === null) throw invalid(data, "mapping must be an object");
    if (![...Object.values(mapping), defaultValue, lowerBound, upperBound].every((value) => Number.isFinite(value))) {
      throw invalid(data, "what values are mapped to, and bounds, must be numbers");
    }
  }
  return data;
}

function invalid(policy: unknown, why: string): QuizError {
  return new QuizError("policy-invalid", `${JSON.stringify(policy)}: ${why}`);
}
