import type { GradableTracing } from "../../gradable.ts";
import type { QuestionKind } from "../../kind.ts";
import { gradeTracing } from "./grade.ts";
import { validateTracing } from "./validate.ts";
import type { Traced } from "./validate.ts";

/** "What does this program print?" */
export const tracing: QuestionKind<GradableTracing, Traced> = {
  validate: validateTracing,
  grade: gradeTracing,
  policy: () => "exact",
};
