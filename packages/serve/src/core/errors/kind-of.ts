/** The kind of a value, never the value: an answer must not carry a caller's data back. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value === "bigint") return "an integer beyond 2^53";
  if (typeof value !== "number") return typeof value;
  if (Number.isFinite(value)) return Number.isInteger(value) ? "integer" : "number";
  return Number.isNaN(value) ? "NaN" : "a number too large for a double";
}
