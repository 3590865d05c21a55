import type { Gradable, GradableHalves } from "./gradable.ts";
import { gradeWith, policyOf } from "./grade.ts";
import type { Grade } from "./grade-result.ts";
import { gradable, kindOf } from "./kind-of.ts";
import type { Policy } from "./policies/policy.ts";

/** Grades answers to one question. */
export type Grader = (response: unknown) => Grade;

/**
 * Prepares a question that is to be graded many times: its kind and policy are looked up and checked once, and where
 * an answer is one of a few, their grades are made beforehand. Gives the same grades as `grade`.
 *
 * The question must not be changed afterwards.
 *
 * @throws QuizError when the question, its key or the policy is at fault.
 *
 * @example
 * const gradeIt = compile(question);
 * const grades = answers.map(gradeIt);
 */
export function compile(question: Gradable | GradableHalves, policy?: Policy): Grader {
  const whole = gradable(question);
  const kind = kindOf(whole);
  const resolved = policyOf(whole, policy);
  const byHand: Grader = (response) => gradeWith(whole, kind, resolved, response);
  const possible =
    whole.type === "choice" ? whole.options.map(({ id }) => id) : whole.type === "trueFalse" ? [true, false] : [];
  if (possible.length === 0) return byHand;
  const table = new Map<unknown, Grade>(possible.map((response) => [response, byHand(response)]));
  return (response) => table.get(response) ?? byHand(response);
}
