import type { GradableMatch } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeMatch } from "./grade.ts";
import { validateMatch } from "./validate.ts";
import type { Pairs } from "./validate.ts";

/** Things to connect. */
export const match: QuestionKind<GradableMatch, Pairs> = {
  validate: validateMatch,
  grade: gradeMatch,
  policy: () => "fractions",
};
