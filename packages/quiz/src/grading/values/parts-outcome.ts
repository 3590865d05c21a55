import type { Part } from "../grade-result.ts";
import type { Outcome } from "../kind.ts";

/** What an answer is whose parts all belong into it and share the points evenly. */
export function partsOutcome(parts: readonly Part[], values?: Outcome["values"]): Outcome {
  const right = parts.filter(({ status }) => status === "correct").length;
  return { parts, wanted: parts.length, weight: right / parts.length, values, feedback: [] };
}
