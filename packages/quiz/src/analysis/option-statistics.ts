import type { OptionStatistics } from "./analysis.ts";
import { correlationOf, deviationsOf, finite } from "./moments.ts";
import type { Column, Table } from "./read-table.ts";
import { markedSample, restsOf, valuesIn } from "./sample.ts";
import type { Sample } from "./sample.ts";

/** The table of options of an item; `undefined` where it has none. */
export function optionStatistics(
  { unit, count, hasChoices }: Table,
  { item, scores, isAnswered, picks }: Column,
  sample: Sample,
): OptionStatistics[] | undefined {
  const { options } = item;
  if (options === undefined || picks === undefined) return undefined;
  const chosen = markedSample(sample, hasChoices);
  const rest = deviationsOf(restsOf(chosen, valuesIn(chosen, scores)), chosen.noise);
  const indexes = new Int32Array(count).fill(-1);
  for (const [index, row] of chosen.rows.entries()) indexes[row] = index;
  const sums = options.map(() => ({ count: 0, totals: 0, rests: 0 }));
  for (const [pick, row] of picks.rows.entries()) {
    const index = indexes[row] ?? -1;
    const sum = sums[picks.options[pick] ?? -1];
    if (index < 0 || sum === undefined) continue;
    sum.count += 1;
    sum.totals += chosen.totals[index] ?? 0;
    sum.rests += rest.values[index] ?? 0;
  }
  const all = chosen.rows.length;
  const answered = chosen.rows.reduce((number, row) => number + (isAnswered[row] ?? 0), 0);
  return options.map(({ id, isKey }, index): OptionStatistics => {
    const sum = sums[index] ?? { count: 0, totals: 0, rests: 0 };
    return {
      id,
      isKey,
      count: sum.count,
      share: answered === 0 ? null : sum.count / answered,
      meanTotal: sum.count === 0 ? null : finite((sum.totals / sum.count) * unit),
      // Deviations add up to 0, so those of who chose it are the products with 0 and 1 less their mean.
      restCorrelation: correlationOf(sum.rests, (sum.count * (all - sum.count)) / all, rest.squares),
    };
  });
}
