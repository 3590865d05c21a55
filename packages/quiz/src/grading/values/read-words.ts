import type { InvalidReason } from "../grade-result.ts";
import { isWellFormed } from "./is-well-formed.ts";

/** A text of bounded length without white space around it, in Unicode form NFC; or why it is none. */
export function readWords(value: unknown, limit: number): { words: string } | { reason: InvalidReason } {
  if (typeof value !== "string") return { reason: "malformed" };
  if (value.length > limit) return { reason: "too-long" };
  if (!isWellFormed(value)) return { reason: "malformed" };
  return { words: value.trim().normalize("NFC") };
}
