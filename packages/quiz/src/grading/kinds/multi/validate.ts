import type { GradableMulti } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";
import { readIds } from "../../values/read-ids.ts";

/** An answer is a list of the `id`s of different options; an empty one only where the question allows it. */
export function validateMulti(question: GradableMulti, response: unknown): Validation<readonly string[]> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  const read = readIds(response, question.options);
  if ("reason" in read) return read;
  if (read.ids.length === 0 && question.allowEmpty !== true) return { reason: "unanswered" };
  return { response: read.ids.toSorted() };
}
