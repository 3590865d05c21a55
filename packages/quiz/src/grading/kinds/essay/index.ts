import type { GradableEssay } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeEssay } from "./grade.ts";
import { validateEssay } from "./validate.ts";

/** A question that is answered freely. */
export const essay: QuestionKind<GradableEssay, string> = {
  validate: validateEssay,
  grade: gradeEssay,
  policy: () => "exact",
};
