import type { Analysis } from "./analysis.ts";
import { findFlags } from "./find-flags.ts";
import { findWarnings } from "./find-warnings.ts";
import type { AnalysisInput, AnalysisSettings } from "./input.ts";
import { itemStatistics } from "./item-statistics.ts";
import type { OwnStatistics } from "./item-statistics.ts";
import { finite } from "./moments.ts";
import { readTable } from "./read-table.ts";
import type { Table } from "./read-table.ts";
import { reliabilityOf } from "./reliability.ts";
import { markedSample, wholeSample } from "./sample.ts";
import { resolveSettings } from "./settings.ts";
import { testStatistics } from "./test-statistics.ts";
import { groupsOf } from "./upper-lower.ts";

/**
 * Says how well the items of a test do, and the test as a whole, out of the points of many attempts.
 *
 * Classical test theory: difficulty, discrimination, options, reliability. Pure, and the same for any order of the
 * attempts but for rounding. Takes about as long as it takes to sort the points of each item.
 *
 * @param input - The points; `analysisInput` makes it out of graded answers.
 * @throws AnalysisError when the input contradicts itself; it says in which row and column.
 *
 * @example
 * const { test, items, warnings } = analyse({
 *   items: [{ id: "a", max: 1 }, { id: "b", max: 2 }],
 *   attempts: [{ scores: [1, 2] }, { scores: [0, 1.5] }, { scores: [0, null] }],
 * });
 */
export function analyse(input: AnalysisInput, settings: AnalysisSettings = {}): Analysis {
  const { unanswered, groupShare, limits } = resolveSettings(settings);
  const table = readTable(input);
  const whole = wholeSample(table);
  const allGroups = groupsOf(whole, groupShare);
  const complete = unanswered === "zero" ? whole : markedSample(whole, isComplete(table));
  const reliability = reliabilityOf(table, complete);
  const own = table.columns.map((column) => {
    const sample = unanswered === "zero" ? whole : markedSample(whole, column.isAnswered);
    return itemStatistics(table, column, sample, sample === whole ? allGroups : groupsOf(sample, groupShare));
  });
  const weights = effectiveWeights(own);
  const items = own.map(({ statistics }, index) => {
    const item = {
      ...statistics,
      effectiveWeight: weights[index] ?? null,
      alphaIfDeleted: reliability.alphasWithout[index] ?? null,
    };
    return { ...item, flags: findFlags(item, table.count, limits) };
  });
  const test = testStatistics(table, complete, reliability);
  return { test, items, warnings: findWarnings(test, limits) };
}

function isComplete({ columns, count }: Table): Uint8Array {
  const marks = new Uint8Array(count).fill(1);
  for (const { isAnswered } of columns) {
    for (let row = 0; row < count; row += 1) if (isAnswered[row] === 0) marks[row] = 0;
  }
  return marks;
}

function effectiveWeights(items: readonly OwnStatistics[]): (number | null)[] {
  const roots = items.map(({ totalCovariance: covariance }) =>
    covariance === null || covariance < 0 ? null : Math.sqrt(covariance),
  );
  const sum = roots.reduce<number>((before, root) => before + (root ?? 0), 0);
  return roots.map((root) => (root === null || sum === 0 ? null : finite((100 * root) / sum)));
}
