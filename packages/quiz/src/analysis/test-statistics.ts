import type { TestStatistics } from "./analysis.ts";
import { finite, varianceOf } from "./moments.ts";
import type { Deviations } from "./moments.ts";
import type { Table } from "./read-table.ts";
import type { Reliability } from "./reliability.ts";
import type { Sample } from "./sample.ts";

/** The numbers of a test over some attempts. */
export function testStatistics(
  { columns, unit }: Table,
  { totals, deviations }: Sample,
  { alpha, kr20, kr21 }: Reliability,
): TestStatistics {
  const attempts = totals.length;
  const variance = varianceOf(deviations);
  const sd = variance === null ? null : finite(Math.sqrt(variance) * unit);
  // Never below 0 but by rounding: the variance of a sum is at most k times the sum of the variances.
  const error = alpha === null ? null : Math.sqrt(Math.max(1 - alpha, 0));
  return {
    items: columns.length,
    attempts,
    max: finite(columns.reduce((sum, { item }) => sum + item.max, 0)),
    mean: attempts === 0 ? null : finite(deviations.mean * unit),
    sd,
    median: attempts === 0 ? null : finite(medianOf(totals) * unit),
    ...shapeOf(deviations),
    alpha,
    kr20,
    kr21,
    sem: sd === null || error === null ? null : finite(sd * error),
    cic: alpha === null ? null : finite(100 * alpha),
    errorRatio: error === null ? null : finite(100 * error),
  };
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Skewness and kurtosis out of k-statistics. */
function shapeOf({ values, squares }: Deviations): Pick<TestStatistics, "skewness" | "kurtosis"> {
  const n = values.length;
  let [cubes, fourths] = [0, 0];
  for (const value of values) {
    const square = value * value;
    cubes += square * value;
    fourths += square * square;
  }
  const [m2, m3, m4] = [squares / n, cubes / n, fourths / n];
  const k2 = squares / (n - 1);
  const k3 = (n * n * m3) / ((n - 1) * (n - 2));
  const k4 = (n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2)) / ((n - 1) * (n - 2) * (n - 3));
  // Not finite for fewer than three and four values, and where they do not differ.
  return { skewness: finite(k3 / k2 ** 1.5), kurtosis: finite(k4 / k2 ** 2) };
}
