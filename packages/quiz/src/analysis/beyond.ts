/** Numbers that differ by less are the same: their last digits depend on the order of the attempts. */
const tolerance = 1e-9;

/** Whether a number is more than a limit, and not by rounding alone. */
export function isAbove(value: number | null, limit: number): value is number {
  return value !== null && value > limit + tolerance;
}

/** Whether a number is less than a limit, and not by rounding alone. */
export function isBelow(value: number | null, limit: number): value is number {
  return value !== null && value < limit - tolerance;
}
