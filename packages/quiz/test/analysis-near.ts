/**
 * A value with the numbers of another one in place of its own where they differ by no more than a share of what is
 * expected, or of 1 where that is less. What is then not equal differs by more than rounding.
 */
export function near(actual: unknown, expected: unknown, share = 1e-9, least = 1): unknown {
  if (typeof actual === "number" && typeof expected === "number") {
    return Math.abs(actual - expected) <= share * Math.max(least, Math.abs(expected)) ? expected : actual;
  }
  if (typeof actual !== "object" || actual === null) return actual;
  const others = new Map(Object.entries(expected ?? {}));
  const entries = Object.entries(actual).map(([name, part]) => [name, near(part, others.get(name), share, least)]);
  return Array.isArray(actual) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
