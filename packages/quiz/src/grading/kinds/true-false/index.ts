import type { GradableTrueFalse } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeTrueFalse } from "./grade.ts";
import { validateTrueFalse } from "./validate.ts";

/** A statement that is true or false. */
export const trueFalse: QuestionKind<GradableTrueFalse, boolean> = {
  validate: validateTrueFalse,
  grade: gradeTrueFalse,
  policy: () => "exact",
};
