import type { Gradable, GradableHalves } from "./gradable.ts";
import { gradeWith, policyOf } from "./grade.ts";
import type { Grade } from "./grade-result.ts";
import { gradable, kindOf } from "./kind-of.ts";
import type { Policy } from "./policies/policy.ts";

/** Grades answers to one question. */
export type Grader = (response: unknown) => Grade;

/**
 * Prepares a question that is to be graded many times: its kind and policy are looked up and checked once, and where
 * an answer is one of a few, each is graded once. Gives the same grades as `grade`.
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
  return compileTo(question, policy, (grade) => grade);
}

/** {@link compile}, to make something of each grade. */
export function compileTo<Result>(
  question: Gradable | GradableHalves,
  policy: Policy | undefined,
  resultOf: (grade: Grade) => Result,
): (response: unknown) => Result {
  const whole = gradable(question);
  const kind = kindOf(whole);
  const resolved = policyOf(whole, policy);
  const few: readonly unknown[] =
    whole.type === "choice" ? whole.options.map(({ id }) => id) : whole.type === "trueFalse" ? [true, false] : [];
  const made = new Map<unknown, Result | undefined>(few.map((response) => [response, undefined]));
  return (response) => {
    const known = made.get(response);
    if (known !== undefined) return known;
    const result = resultOf(gradeWith(whole, kind, resolved, response));
    if (made.has(response)) made.set(response, result);
    return result;
  };
}
