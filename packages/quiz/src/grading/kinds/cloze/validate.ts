import type { Gap } from "@mlops/schema";
import type { GradableCloze } from "../../gradable.ts";
import type { InvalidReason } from "../../grade-result.ts";
import type { Validation } from "../../kind.ts";
import { responseLimits } from "../../limits.ts";
import { writeDecimal } from "../../values/decimal.ts";
import { isRecord } from "../../values/read-ids.ts";
import { readNumber } from "../../values/read-number.ts";
import { readWords } from "../../values/read-words.ts";

/** What was filled in, by the `id` of the gap; empty gaps are left out. In the order of the gaps. */
export type Filled = readonly (readonly [gap: string, value: string])[];

/** An answer is a list of `{ id, value }`, a gap at most once. A gap that is left out or empty is not filled in. */
export function validateCloze({ gaps }: GradableCloze, response: unknown): Validation<Filled> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  if (!Array.isArray(response)) return { reason: "malformed" };
  if (response.length > gaps.length) return { reason: "too-many" };
  const given = new Map<string, string>();
  for (const filled of response as unknown[]) {
    if (!isRecord(filled) || typeof filled["id"] !== "string") return { reason: "malformed" };
    const { id, value } = filled;
    const gap = gaps.find((one) => one.id === id);
    if (gap === undefined) return { reason: "unknown-option" };
    if (given.has(gap.id)) return { reason: "duplicate" };
    const read = readGap(gap, value);
    if ("reason" in read) return read;
    given.set(gap.id, read.words);
  }
  const inOrder = gaps.flatMap(({ id }): Filled => {
    const words = given.get(id) ?? "";
    return words === "" ? [] : [[id, words]];
  });
  return inOrder.length === 0 ? { reason: "unanswered" } : { response: inOrder };
}

function readGap({ kind, choices }: Readonly<Gap>, value: unknown): { words: string } | { reason: InvalidReason } {
  if (kind === "number") {
    const read = readNumber(value);
    if ("reason" in read) return read;
    return { words: read.number === undefined ? "" : writeDecimal(read.number) };
  }
  if (kind === "text" || value === "") return readWords(value, responseLimits.text);
  if (typeof value !== "string") return { reason: "malformed" };
  return choices?.includes(value) === true ? { words: value } : { reason: "unknown-option" };
}
