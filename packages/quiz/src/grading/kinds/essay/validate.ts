import type { GradableEssay } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";
import { responseLimits } from "../../limits.ts";
import { readWords } from "../../values/read-words.ts";

/** An answer is a text with something other than white space in it. */
export function validateEssay(_question: GradableEssay, response: unknown): Validation<string> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  const read = readWords(response, responseLimits.essay);
  if ("reason" in read) return read;
  return read.words === "" ? { reason: "unanswered" } : { response: read.words };
}
