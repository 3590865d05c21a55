/** How far values are from their mean. */
export interface Deviations {
  readonly mean: number;
  /** All 0 where the values do not differ. */
  readonly values: Float64Array;
  /** The sum of their squares; 0 where the values do not differ. */
  readonly squares: number;
}

/** Correlations nearer to 0 are rounding errors. */
const smallestCorrelation = 1e-12;

/**
 * @param noise - Values that differ by no more than this do not differ: the rounding errors of what was added up.
 */
export function deviationsOf(values: Float64Array, noise = 0): Deviations {
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    sum += value;
  }
  const mean = values.length === 0 ? 0 : sum / values.length;
  if (!(most - least > noise)) return { mean, values: new Float64Array(values.length), squares: 0 };
  const deviations = values.map((value) => value - mean);
  let squares = 0;
  for (const deviation of deviations) squares += deviation * deviation;
  return { mean, values: deviations, squares };
}

/** The sum of the products of two lists of deviations. */
export function productsOf(one: Deviations, other: Deviations): number {
  let sum = 0;
  for (let index = 0; index < one.values.length; index += 1) {
    sum += (one.values[index] ?? 0) * (other.values[index] ?? 0);
  }
  return Math.abs(sum) <= smallestCorrelation * Math.sqrt(one.squares) * Math.sqrt(other.squares) ? 0 : sum;
}

/** A sum of products as Pearson's correlation; `null` where one side does not differ. */
export function correlationOf(products: number, squares: number, otherSquares: number): number | null {
  const most = Math.sqrt(squares * otherSquares);
  if (!(most > 0)) return null;
  const correlation = products / most;
  return Math.abs(correlation) <= smallestCorrelation ? 0 : Math.min(Math.max(correlation, -1), 1);
}

/** The variance of a sample, with n − 1; `null` for fewer than two values. */
export function varianceOf({ values, squares }: Deviations): number | null {
  return values.length < 2 ? null : squares / (values.length - 1);
}

/** The number, never `-0`; `null` where there is none, or none that is finite. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value + 0 : null;
}
