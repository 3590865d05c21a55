import type { GradableText } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeText } from "./grade.ts";
import { validateText } from "./validate.ts";

/** A question that is answered with a few words. */
export const text: QuestionKind<GradableText, string> = {
  validate: validateText,
  grade: gradeText,
  policy: () => "fractions",
};
