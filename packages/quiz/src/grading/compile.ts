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
  return withTable(whole, graderOf(whole, policy));
}

/** A grader that has looked up and checked what it can, once. */
export function graderOf(question: Gradable, policy: Policy | undefined): Grader {
  const kind = kindOf(question);
  const resolved = policyOf(question, policy);
  return (response) => gradeWith(question, kind, resolved, response);
}

/** The same, with what it gives for each answer made beforehand where there are only a few. */
export function withTable<Result>(question: Gradable, gradeIt: (response: unknown) => Result): typeof gradeIt {
  const possible =
    question.type === "choice"
      ? question.options.map(({ id }) => id)
      : question.type === "trueFalse"
        ? [true, false]
        : undefined;
  if (possible === undefined) return gradeIt;
  const table = new Map([...possible, null].map((response) => [response as unknown, gradeIt(response)]));
  return (response) => table.get(response) ?? gradeIt(response);
}
