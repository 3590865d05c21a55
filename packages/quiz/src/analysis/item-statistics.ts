import type { ItemStatistics } from "./analysis.ts";
import { correlationOf, deviationsOf, finite, productsOf, varianceOf } from "./moments.ts";
import type { Deviations } from "./moments.ts";
import { optionStatistics } from "./option-statistics.ts";
import type { Column, Table } from "./read-table.ts";
import { restsOf, valuesIn } from "./sample.ts";
import type { Sample } from "./sample.ts";
import { upperLower } from "./upper-lower.ts";
import type { Groups } from "./upper-lower.ts";

/** The numbers of an item, without what depends on those of other items. */
export interface OwnStatistics {
  readonly statistics: Omit<ItemStatistics, "flags" | "effectiveWeight" | "alphaIfDeleted">;
  /** The covariance of the points for the item with the totals, in units of the table. */
  readonly totalCovariance: number | null;
}

/** The numbers of one item over some attempts. */
export function itemStatistics(table: Table, column: Column, sample: Sample, groups: Groups | null): OwnStatistics {
  const { id, max } = column.item;
  const { unit } = table;
  const scores = valuesIn(sample, column.scores);
  const own = deviationsOf(scores);
  const rest = deviationsOf(restsOf(sample, scores), sample.noise);
  const total = sample.deviations;
  const attempts = scores.length;
  const variance = varianceOf(own);
  const mean = attempts === 0 ? null : own.mean * unit;
  const sd = variance === null ? null : Math.sqrt(variance) * unit;
  const products = productsOf(own, rest);
  const totalProducts = productsOf(own, total);
  const restCorrelation = correlationOf(products, own.squares, rest.squares);
  const options = optionStatistics(table, column, sample);
  const statistics = {
    id,
    max,
    attempts,
    answered: column.isAnswered.reduce((sum, answer) => sum + answer, 0),
    mean: finite(mean),
    sd: finite(sd),
    facility: mean === null ? null : finite(mean / max),
    facilitySd: sd === null ? null : finite(sd / max),
    restCorrelation,
    inflatedTotalCorrelation: correlationOf(totalProducts, own.squares, total.squares),
    upperLower: groups === null || own.squares === 0 ? null : upperLower(groups, scores, max / unit),
    discriminationIndex: restCorrelation === null ? null : 100 * restCorrelation,
    discriminativeEfficiency: efficiencyOf(products, own, rest),
    ...(options === undefined ? {} : { options }),
  };
  return { statistics, totalCovariance: attempts < 2 ? null : totalProducts / (attempts - 1) };
}

function efficiencyOf(products: number, own: Deviations, rest: Deviations): number | null {
  const most = productsOf(sorted(own), sorted(rest));
  return most > 0 ? finite((100 * products) / most) : null;
}

function sorted(deviations: Deviations): Deviations {
  return { ...deviations, values: deviations.values.toSorted() };
}
