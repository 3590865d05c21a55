import type { GradableText } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { foreseenOutcome } from "../../values/foreseen.ts";
import { matchesPattern } from "../../values/matches-pattern.ts";

/** The first pattern that fits counts. */
export function gradeText({ key, caseSensitive }: GradableText, response: string): Outcome {
  const fitting = key.answers.find(({ pattern }) => matchesPattern(pattern, response, caseSensitive === true));
  return foreseenOutcome(fitting, key.otherwise, response);
}
