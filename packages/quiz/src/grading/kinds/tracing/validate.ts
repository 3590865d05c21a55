import type { GradableTracing } from "../../gradable.ts";
import type { Validation } from "../../kind.ts";
import { responseLimits } from "../../limits.ts";
import { isWellFormed } from "../../values/is-well-formed.ts";
import { isRecord } from "../../values/read-ids.ts";

/** What a program prints, without white space at the ends of its lines and around it; `null` when it fails. */
export type Traced = string | null;

/** An answer is `{ outcome: "prints", output }`, where nothing may be printed, or `{ outcome: "fails" }`. */
export function validateTracing(_question: GradableTracing, response: unknown): Validation<Traced> {
  if (response === null || response === undefined) return { reason: "unanswered" };
  if (!isRecord(response)) return { reason: "malformed" };
  const { outcome, output } = response;
  if (outcome === "fails" && output === undefined) return { response: null };
  if (outcome !== "prints" || typeof output !== "string") return { reason: "malformed" };
  if (output.length > responseLimits.output) return { reason: "too-long" };
  return isWellFormed(output) ? { response: withoutEnds(output) } : { reason: "malformed" };
}

/** A text whose white space at the ends of lines, and empty lines around it, are taken away. */
export function withoutEnds(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  // Where there is none, both are -1, and nothing is left.
  return lines.slice(first, last + 1).join("\n");
}
