import type { GradableNumeric } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeNumeric } from "./grade.ts";
import { validateNumeric } from "./validate.ts";

/** A question that is answered with a number. */
export const numeric: QuestionKind<GradableNumeric, string> = {
  validate: validateNumeric,
  grade: gradeNumeric,
  policy: () => "fractions",
};
