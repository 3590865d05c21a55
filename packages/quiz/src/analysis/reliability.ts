import { deviationsOf, finite, varianceOf } from "./moments.ts";
import type { Table } from "./read-table.ts";
import { restsOf, valuesIn } from "./sample.ts";
import type { Sample } from "./sample.ts";

/** How much of what a test measures is not chance; see `TestStatistics`. */
export interface Reliability {
  readonly alpha: number | null;
  readonly kr20: number | null;
  readonly kr21: number | null;
  /** Cronbach's α without each item, in order. */
  readonly alphasWithout: readonly (number | null)[];
}

/** The coefficients of a table over attempts that have an answer to every item, or count 0 for it. */
export function reliabilityOf(table: Table, sample: Sample): Reliability {
  const items = table.columns.map((column) => {
    const scores = valuesIn(sample, column.scores);
    return {
      variance: varianceOf(deviationsOf(scores)) ?? 0,
      rest: varianceOf(deviationsOf(restsOf(sample, scores), sample.noise)),
    };
  });
  // Added up anew without each: the whole sum less one is nothing but rounding where that one is most of it.
  const sumWithout = (left?: number): number =>
    items.reduce((sum, { variance }, index) => (index === left ? sum : sum + variance), 0);
  return {
    alpha: alphaOf(items.length, sumWithout(), varianceOf(sample.deviations)),
    ...kuderRichardson(table, sample),
    alphasWithout: items.map(({ rest }, index) => alphaOf(items.length - 1, sumWithout(index), rest)),
  };
}

/** Cronbach's α of so many items. */
function alphaOf(items: number, sumOfVariances: number, variance: number | null): number | null {
  // Not finite for a single item, and where totals do not differ.
  return variance === null ? null : finite((items / (items - 1)) * (1 - sumOfVariances / variance));
}

function kuderRichardson(table: Table, sample: Sample): Pick<Reliability, "kr20" | "kr21"> {
  const { deviations, totals } = sample;
  const full = fullScoreOf(table, sample);
  const items = table.columns.length;
  if (full === null) return { kr20: null, kr21: null };
  // With n, as pq is the variance of right and wrong with n.
  const variance = deviations.squares / totals.length / full / full;
  let sum = 0;
  for (const { scores } of table.columns) {
    const p = deviationsOf(valuesIn(sample, scores)).mean / full;
    sum += p * (1 - p);
  }
  const mean = deviations.mean / full;
  const factor = items / (items - 1);
  return {
    kr20: finite(factor * (1 - sum / variance)),
    kr21: finite(factor * (1 - (mean * (items - mean)) / (items * variance))),
  };
}

/** What a right answer earns, where that is the same for every item and every score is that or 0. */
function fullScoreOf({ columns, unit }: Table, sample: Sample): number | null {
  const max = columns[0]?.item.max ?? 0;
  const full = max / unit;
  const isWhole = columns.every(
    ({ item, scores }) => item.max === max && valuesIn(sample, scores).every((score) => score === 0 || score === full),
  );
  return isWhole ? full : null;
}
