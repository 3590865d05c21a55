import { Columns } from "./columns.ts";
import type { ReferenceData } from "./columns.ts";
import { longestCategory, mostBins, mostCategories } from "./limits.ts";
import type { CategoryReference, FeatureReference, NumericReference, QualityReference } from "./reference.ts";

/** How a reference is made. */
export interface ReferenceOptions {
  /** What the model answers to the rows. Default: nothing is known of it. */
  readonly outputs?: ReferenceData | undefined;
  /**
   * How many bins of about as many rows the values of a number are divided into: 2 to 100.
   *
   * @default 10
   */
  readonly bins?: number | undefined;
}

/**
 * What rows are like, as a reference to hold others against: the rows that a model was trained with. The values of numbers
 * are divided at their quantiles; equal values stay together, so there may be fewer bins. Of texts and truth values the
 * 1,000 most frequent are named. The first 64 features are taken.
 *
 * @param data - Rows as a model is asked for them, or tensors by name.
 * @throws TypeError for no rows, or a number of bins that is out of range.
 *
 * @example
 * const reference = referenceOf(rows, { outputs: rows.map(predict) });
 * writeFileSync("reference.json", JSON.stringify(reference));
 */
export function referenceOf(data: ReferenceData, options: ReferenceOptions = {}): QualityReference {
  const { outputs, bins = 10 } = options;
  if (!(Number.isSafeInteger(bins) && bins >= 2 && bins <= mostBins)) {
    throw new TypeError(`bins is a whole number from 2 to ${mostBins}, not ${bins}`);
  }
  return {
    version: 1,
    features: referencesOf(data, "input", bins),
    ...(outputs !== undefined && { predictions: referencesOf(outputs, "output", bins) }),
  };
}

function referencesOf(
  data: ReferenceData,
  alone: "input" | "output",
  bins: number,
): Readonly<Record<string, FeatureReference>> {
  const columns = new Columns(data, alone);
  if (columns.rowCount === 0) throw new TypeError("A reference takes at least one row");
  return Object.fromEntries(
    [...columns.all].map(([name, { numbers, texts, count }]) => [
      name,
      texts.size > 0
        ? categoriesOf(texts, numbers, columns.rowCount - count)
        : numericOf(Float64Array.from(numbers).toSorted(), columns.rowCount - count, bins),
    ]),
  );
}

function numericOf(sorted: Float64Array, missing: number, bins: number): NumericReference {
  const edges: number[] = [];
  const add = (edge: number): void => {
    if (edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(edge);
  };
  const [least] = sorted;
  if (least !== undefined) {
    const quantiles = Array.from(
      { length: bins - 1 },
      (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / bins) - 1] ?? least,
    );
    // Where the least value has a bin of its own, what is less than all that was seen is not to be counted with it.
    if (quantiles[0] === least && new Set(quantiles).size < mostBins - 1) add(below(least));
    for (const quantile of quantiles) add(quantile);
  }
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && value > (edges[bin] ?? value)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { kind: "numeric", edges, counts, missing };
}

/** A number less than another one, in single precision as well. */
function below(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 22) return value - 0.5;
  const less = value - Math.max(Math.abs(value) * 2 ** -22, 1e-30);
  return Number.isFinite(less) ? less : value;
}

function categoriesOf(
  texts: ReadonlyMap<string, number>,
  numbers: readonly number[],
  missing: number,
): CategoryReference {
  const all = new Map(texts);
  for (const number of numbers) all.set(String(number), (all.get(String(number)) ?? 0) + 1);
  const named = [...all]
    .filter(([text]) => text.length <= longestCategory)
    .toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .slice(0, mostCategories);
  const counts = named.map(([, count]) => count);
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  const other = total - counts.reduce((sum, count) => sum + count, 0);
  return { kind: "categories", categories: named.map(([text]) => text), counts, other, missing };
}
