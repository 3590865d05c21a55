import type { GradableMatch } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { partsOutcome } from "../../values/parts-outcome.ts";
import type { Pairs } from "./validate.ts";

/** Every left is a part. */
export function gradeMatch({ key }: GradableMatch, response: Pairs): Outcome {
  const given = new Map(response);
  const parts = key.pairs.map(([id, right]) => {
    const found = given.get(id);
    return { id, status: found === right ? "correct" : found === undefined ? "missed" : "incorrect" } as const;
  });
  return partsOutcome(parts, { given: valuesOf(response), key: valuesOf(key.pairs) });
}

const valuesOf = (pairs: Pairs): string[] => pairs.map(([left, right]) => `${left} ${right}`);
