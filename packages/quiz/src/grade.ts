import type { Gradable } from "./gradable.ts";
import type { Grade } from "./grade-result.ts";
import { kinds } from "./registry.ts";

/**
 * Grades one answer to one question.
 *
 * Pure: the same arguments give the same grade, in a browser and on a server. An answer that is missing or is none of
 * the possible ones is `invalid`, which is not the same as `incorrect`; no answer makes this throw.
 *
 * @param question - A whole question, or just the fields that grading needs.
 * @param response - The answer as it came from outside, for a choice question the `id` of an option, or `null`.
 * @throws TypeError when the question is of a kind that this version does not know.
 *
 * @example
 * const result = grade(question, "7cd212");
 * if (result.status === "correct") celebrate(result.points);
 */
export function grade(question: Gradable, response: unknown): Grade {
  if (!Object.hasOwn(kinds, question.type)) {
    throw new TypeError(`There is no grader for questions of the type ${JSON.stringify(question.type)}`);
  }
  const kind = kinds[question.type];
  const max = question.points;
  const validation = kind.validate(question, response);
  if ("reason" in validation) return { status: "invalid", reason: validation.reason, fraction: 0, points: 0, max };
  const fraction = kind.grade(question, validation.response);
  return { status: fraction === 1 ? "correct" : "incorrect", fraction, points: fraction * max, max };
}
