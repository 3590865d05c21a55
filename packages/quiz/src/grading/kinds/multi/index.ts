import type { GradableMulti } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeMulti } from "./grade.ts";
import { validateMulti } from "./validate.ts";

/** A question of whose options any number may be right. */
export const multi: QuestionKind<GradableMulti, readonly string[]> = {
  validate: validateMulti,
  grade: gradeMulti,
  policy: ({ key }) => (key.weights === undefined ? "exact" : "fractions"),
};
