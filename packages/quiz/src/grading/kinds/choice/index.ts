import { exact } from "../../fraction.ts";
import type { GradableChoice } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeChoice } from "./grade.ts";
import { validateChoice } from "./validate.ts";

/** A question with one right option. */
export const choice: QuestionKind<GradableChoice, string> = {
  validate: validateChoice,
  grade: gradeChoice,
  policy: ({ key }) => (key.weights === undefined ? "exact" : "fractions"),
  leastWeight: ({ key }) => Math.min(0, ...Object.values(key.weights ?? {}).map((weight) => exact(weight))),
};
