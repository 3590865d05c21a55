const places = 1e7;
const largestDenominator = 30;

/** A number to 7 decimals, as Moodle keeps fractions; never `-0`. */
export function round(value: number): number {
  // From here on a double has no 7 decimals.
  if (Math.abs(value) >= 1e8) return value;
  return Math.round(value * places) / places + 0;
}

/**
 * The simple fraction that 7 decimals stand for: `0.3333333` is a third, so three of them are 1.
 *
 * @param decimals - A share of some points, rounded to 7 decimals or as an author wrote it.
 */
export function exact(decimals: number): number {
  return Number.isInteger(decimals) ? decimals : simplest(decimals);
}

function simplest(decimals: number): number {
  for (let denominator = 2; denominator <= largestDenominator; denominator += 1) {
    const simple = Math.round(decimals * denominator) / denominator;
    if (Math.abs(decimals - simple) < 5.1e-8) return simple;
  }
  return decimals;
}

/** A share of some points as points, to 7 decimals. */
export function pointsOf(fraction: number, points: number): number {
  return round(exact(fraction) * points);
}

/** The number, or the bound that it goes beyond. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
