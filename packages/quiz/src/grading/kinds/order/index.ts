import type { GradableOrder } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeOrder } from "./grade.ts";
import { validateOrder } from "./validate.ts";

/** Items to put in order. */
export const order: QuestionKind<GradableOrder, readonly string[]> = {
  validate: validateOrder,
  grade: gradeOrder,
  policy: () => "exact",
};
