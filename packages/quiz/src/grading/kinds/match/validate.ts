import type { GradableMatch } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";

/** Pairs of a left and its right, in the order of the lefts. */
export type Pairs = readonly (readonly [left: string, right: string])[];

/** An answer is a list of `[left, right]`, a left at most once and a right as often as one likes. */
export function validateMatch({ key, rights }: GradableMatch, response: unknown): Validation<Pairs> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  if (!Array.isArray(response)) return { reason: "malformed" };
  if (response.length > key.pairs.length) return { reason: "too-many" };
  const given = new Map<string, string>();
  for (const pair of response as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return { reason: "malformed" };
    const [left, right] = pair as unknown[];
    if (typeof left !== "string" || typeof right !== "string") return { reason: "malformed" };
    if (!key.pairs.some(([id]) => id === left) || !rights.some(({ id }) => id === right))
      return { reason: "unknown-option" };
    if (given.has(left)) return { reason: "duplicate" };
    given.set(left, right);
  }
  if (given.size === 0) return { reason: "unanswered" };
  const inOrder = key.pairs.flatMap(([left]): Pairs => {
    const right = given.get(left);
    return right === undefined ? [] : [[left, right]];
  });
  return { response: inOrder };
}
