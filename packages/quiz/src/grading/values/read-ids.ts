import type { InvalidReason } from "../grade-result.ts";

interface Named {
  readonly id: string;
}

/** A list of different ids out of some; or why it is none. */
export function readIds(value: unknown, known: readonly Named[]): { ids: string[] } | { reason: InvalidReason } {
  if (!Array.isArray(value)) return { reason: "malformed" };
  if (value.length > known.length) return { reason: "too-many" };
  const ids: string[] = [];
  for (const id of value as unknown[]) {
    if (typeof id !== "string") return { reason: "malformed" };
    if (!known.some((one) => one.id === id)) return { reason: "unknown-option" };
    if (ids.includes(id)) return { reason: "duplicate" };
    ids.push(id);
  }
  return { ids };
}

/** Whether a value is an object whose fields can be looked at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
