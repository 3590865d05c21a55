import type { GradableCloze } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeCloze } from "./grade.ts";
import { validateCloze } from "./validate.ts";
import type { Filled } from "./validate.ts";

/** A text with gaps to fill in. */
export const cloze: QuestionKind<GradableCloze, Filled> = {
  validate: validateCloze,
  grade: gradeCloze,
  policy: () => "fractions",
};
