import type { GapKey } from "@mlops/schema";
import type { GradableCloze } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { acceptsNumber, ofKey } from "../../values/accepts-number.ts";
import { matchesPattern } from "../../values/matches-pattern.ts";
import { partsOutcome } from "../../values/parts-outcome.ts";
import type { Filled } from "./validate.ts";

/** Every gap is a part. */
export function gradeCloze({ key, caseSensitive }: GradableCloze, response: Filled): Outcome {
  const filled = new Map(response);
  const parts = key.gaps.map((gap) => {
    const words = filled.get(gap.id);
    const status = words === undefined ? "missed" : fits(gap, words, caseSensitive === true) ? "correct" : "incorrect";
    return { id: gap.id, status } as const;
  });
  return partsOutcome(parts);
}

function fits(gap: GapKey, words: string, caseSensitive: boolean): boolean {
  if ("choice" in gap) return gap.choice === words;
  if ("number" in gap) return acceptsNumber(gap.number, ofKey(words));
  return gap.patterns.some((pattern) => matchesPattern(pattern, words, caseSensitive));
}
