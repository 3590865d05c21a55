import type { GradableTrueFalse } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";

/** An answer is `true` or `false`, not a word for it. */
export function validateTrueFalse(_question: GradableTrueFalse, response: unknown): Validation<boolean> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  return typeof response === "boolean" ? { response } : { reason: "malformed" };
}
