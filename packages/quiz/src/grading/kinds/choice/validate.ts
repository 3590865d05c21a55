import type { GradableChoice } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";

/** An answer is the `id` of one of the options; `null` and `undefined` mean that there is none yet. */
export function validateChoice({ options }: GradableChoice, response: unknown): Validation<string> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  if (typeof response !== "string") return { reason: "malformed" };
  return options.some(({ id }) => id === response) ? { response } : { reason: "unknown-option" };
}
