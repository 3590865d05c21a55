import { QuizError } from "../../errors.ts";
import { clamp, exact, pointsOf, round } from "../fraction.ts";
import type { Gradable, GradableHalves } from "../gradable.ts";
import { gradeWith, policyOf, validate } from "../grade.ts";
import type { Certainty, Grade, TraceStep } from "../grade-result.ts";
import { gradable, kindOf } from "../kind-of.ts";
import type { Policy } from "../policies/policy.ts";
import type { AttemptPolicy } from "./attempt-policy.ts";

/** One answer to a question that may be answered again. */
export interface Try {
  /** As it came from outside. */
  readonly response: unknown;
  /** How sure the learner was, where that counts. */
  readonly certainty?: Certainty | undefined;
}

/** What grading several tries at a question gives. */
export interface TriesGrade {
  /** What the question earns as things stand; `invalid` when nothing has been answered. */
  readonly grade: Grade;
  /** How many tries count as used: not the same answer again, nor one that could not be graded. */
  readonly used: number;
  /** How many tries are left; `null` when nothing limits them. */
  readonly left: number | null;
}

const third = 1 / 3;

/**
 * Grades the tries at one question, in order.
 *
 * The rules are those of Moodle's question behaviours (`question/behaviour/{deferredfeedback,immediatefeedback,adaptive,
 * interactive}`): an answer that cannot be graded is no try; with `adaptive`, neither is the same answer again.
 *
 * @param hints - How many hints the question has; sets the tries of an `interactive` policy that names none.
 * @throws QuizError when the question, its key or a policy is at fault.
 *
 * @example
 * const tries = [{ response: "blue" }, { response: "green" }];
 * gradeTries(question, tries, { type: "adaptive" }).grade.points;
 */
export function gradeTries(
  question: Gradable | GradableHalves,
  tries: readonly Try[],
  attemptPolicy: AttemptPolicy,
  { policy, hints = 0 }: { readonly policy?: Policy | undefined; readonly hints?: number | undefined } = {},
): TriesGrade {
  const whole = gradable(question);
  const kind = kindOf(whole);
  const allowed = triesOf(attemptPolicy, hints);
  const penalty = penaltyOf(attemptPolicy);
  const graded: Grade[] = [];
  let unfit: Grade | undefined;
  let before: string | undefined;
  for (const { response, certainty } of tries) {
    if (isOver(attemptPolicy, graded, allowed)) break;
    const result = gradeWith(whole, kind, policyOf(whole, withCertainty(policy ?? whole.scoring, certainty)), response);
    if (result.status === "invalid") {
      unfit = result;
      if (attemptPolicy.type === "deferred") graded.length = 0;
      continue;
    }
    const same = JSON.stringify([validate(kind, whole, response), certainty]);
    const isAgain = attemptPolicy.type === "adaptive" && same === before;
    before = same;
    if (attemptPolicy.type === "deferred") graded.length = 0;
    if (!isAgain) graded.push(result);
  }
  const used = graded.length;
  const left = allowed === null ? null : isOver(attemptPolicy, graded, allowed) ? 0 : allowed - used;
  const reduced =
    penalty === undefined ? graded : graded.map((one, index) => lessPenalty(one, index, penalty, whole.points));
  const last = reduced.at(-1);
  if (last === undefined) {
    return { grade: unfit ?? gradeWith(whole, kind, policyOf(whole, policy), null), used, left };
  }
  return { grade: attemptPolicy.type === "adaptive" ? best(reduced, last) : last, used, left };
}

/** Whether nothing more can be answered. */
function isOver({ type }: AttemptPolicy, graded: readonly Grade[], allowed: number | null): boolean {
  if (type === "interactive" && graded.at(-1)?.status === "correct") return true;
  return allowed !== null && graded.length >= allowed;
}

/** How many tries there are; `null` when nothing limits them. */
function triesOf(policy: AttemptPolicy, hints: number): number | null {
  if (policy.type === "immediate") return 1;
  if (policy.type !== "interactive") return null;
  const { tries = hints + 1 } = policy;
  if (!Number.isInteger(tries) || tries < 1) throw invalid(policy, "tries must be a whole number of at least 1");
  return tries;
}

/** The share of the points that each earlier try loses; `undefined` where there is but one. */
function penaltyOf(policy: AttemptPolicy): number | undefined {
  switch (policy.type) {
    case "deferred":
    case "immediate":
      return undefined;
    case "adaptive":
    case "interactive": {
      const { penalty = third } = policy;
      if (!(penalty >= 0 && penalty <= 1)) throw invalid(policy, "penalty must be a number from 0 to 1");
      return exact(penalty);
    }
    default:
      throw invalid(policy, "there is no such policy");
  }
}

function invalid(policy: AttemptPolicy, why: string): QuizError {
  return new QuizError("policy-invalid", `${JSON.stringify(policy)}: ${why}`);
}

/** A policy with how sure the learner was this time. */
function withCertainty(policy: Policy | undefined, certainty: Certainty | undefined): Policy | undefined {
  if (certainty === undefined) return policy;
  if (policy === "cbm") return { type: "cbm", certainty };
  return typeof policy === "object" && policy.type === "cbm" ? { ...policy, certainty } : policy;
}

/** What a try earns after those before it; no less than nothing, as one may try again. */
function lessPenalty(grade: Grade, tries: number, penalty: number, points: number): Grade {
  const fraction = round(clamp(exact(grade.fraction) - penalty * tries, 0, Infinity));
  if (fraction === grade.fraction) return grade;
  const step: TraceStep =
    grade.fraction < 0
      ? { step: "bounds", from: grade.fraction, to: fraction }
      : { step: "penalty", tries, penalty: round(penalty), fraction };
  return { ...grade, fraction, points: pointsOf(fraction, points), trace: [...grade.trace, step] };
}

/** The last try, with what the best one earns. */
function best(grades: readonly Grade[], last: Grade): Grade {
  const top = grades.reduce((one, other) => (other.fraction > one.fraction ? other : one), last);
  if (top === last) return last;
  const { status, fraction, points } = top;
  return { ...last, status, fraction, points, trace: [...last.trace, { step: "best", fraction }] };
}
