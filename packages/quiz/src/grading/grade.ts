import { QuizError } from "../errors.ts";
import type { Gradable, GradableHalves } from "./gradable.ts";
import type { Grade, InvalidReason, TraceStep } from "./grade-result.ts";
import { gradable, kindOf } from "./kind-of.ts";
import type { AnyKind } from "./kind-of.ts";
import { clamp, exact, pointsOf, round } from "./fraction.ts";
import type { Outcome, Validation } from "./kind.ts";
import type { Policy } from "./policies/policy.ts";
import { resolvePolicy } from "./policies/resolve-policy.ts";
import type { ResolvedPolicy } from "./policies/resolve-policy.ts";
import { countOf, score, withCertainty } from "./policies/score.ts";

/**
 * Grades one answer to one question.
 *
 * Pure: the same arguments give the same grade, in a browser and on a server. An answer that is missing or is none of
 * the possible ones is `invalid`, which is not the same as `incorrect`; no answer makes this throw.
 *
 * @param question - A whole question, just the fields that grading needs, or the two halves that `split` gives.
 * @param response - The answer as it came from outside, of the form that `Responses` of `@mlops/schema` gives for each
 * kind, or `null`.
 * @param policy - How the parts of the answer add up. Default: the question's `scoring`, else what its kind decides.
 * @throws QuizError when the question, its key or the policy is at fault.
 *
 * @example
 * const result = grade(question, "7cd212");
 * if (result.status === "correct") celebrate(result.points);
 */
export function grade(question: Gradable | GradableHalves, response: unknown, policy?: Policy): Grade {
  const whole = gradable(question);
  return gradeWith(whole, kindOf(whole), policyOf(whole, policy), response);
}

/** The policy that is meant, checked. */
export function policyOf(question: Gradable, policy: Policy | undefined): ResolvedPolicy {
  const own = kindOf(question).policy(question);
  return resolvePolicy(policy ?? question.scoring ?? own, own);
}

/** Whether a value is an answer to a question; no value makes this throw. */
export function validate(kind: AnyKind, question: Gradable, response: unknown): Validation<unknown> {
  try {
    return kind.validate(question, response);
  } catch (error) {
    if (error instanceof QuizError) throw error;
    // A getter or a proxy that throws: nothing that JSON brings.
    return { reason: "malformed" };
  }
}

/** {@link grade} with everything looked up. */
export function gradeWith(question: Gradable, kind: AnyKind, policy: ResolvedPolicy, response: unknown): Grade {
  const least = policy.base.type === "fractions" ? (kind.leastWeight?.(question) ?? 0) : 0;
  const validation = validate(kind, question, response);
  if ("reason" in validation) return invalidGrade(validation.reason, rangeOf(question, policy, least, 1));
  const outcome = kind.grade(question, validation.response);
  if (outcome === undefined) {
    return { status: "ungraded", ...rangeOf(question, policy, least, 1), ...nothing, trace: [{ step: "manual" }] };
  }
  return gradeOutcome(question, policy, outcome, least);
}

interface Range {
  readonly min: number;
  readonly max: number;
}

const nothing = { fraction: 0, points: 0, parts: [], feedback: [] };

/** What can be lost and earned: by certainty up to six and three times the points. */
function rangeOf({ points }: Gradable, { certainty }: ResolvedPolicy, least: number, most: number): Range {
  const isWeighed = certainty !== undefined;
  return { min: pointsOf(isWeighed ? -6 : least, points), max: pointsOf(isWeighed ? 3 : most, points) };
}

function invalidGrade(reason: InvalidReason, range: Range): Grade {
  return { status: "invalid", reason, ...range, ...nothing, trace: [{ step: "invalid", reason }] };
}

function gradeOutcome(question: Gradable, policy: ResolvedPolicy, outcome: Outcome, leastWeight: number): Grade {
  const { raw, least, most } = score(policy.base, outcome, leastWeight);
  const from = round(raw);
  const to = round(clamp(raw, least, most));
  // Seven decimals stand for a simple fraction: three times 0.3333333 is all of it.
  let fraction = exact(to);
  const status = fraction >= 1 ? "correct" : fraction > 0 ? "partial" : "incorrect";
  const trace: TraceStep[] = [
    {
      step: "parts",
      right: countOf(outcome, "correct", "avoided"),
      wrong: countOf(outcome, "incorrect", "partial"),
      missed: countOf(outcome, "missed"),
      count: outcome.parts.length,
    },
    { step: "policy", policy: policy.base.type, fraction: from },
  ];
  if (from !== to) trace.push({ step: "bounds", from, to });
  if (policy.certainty !== undefined) {
    fraction = withCertainty(fraction, policy.certainty);
    trace.push({ step: "certainty", certainty: policy.certainty, fraction });
  }
  const { parts, feedback } = outcome;
  return {
    status,
    fraction: round(fraction),
    points: pointsOf(fraction, question.points),
    ...rangeOf(question, policy, least, most),
    parts,
    feedback,
    trace,
  };
}
