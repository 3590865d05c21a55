/** The share that a bin without rows is taken to have: the index has no value for 0. */
const leastShare = 0.0001;

/**
 * The population stability index of two histograms over the same bins: Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ) over their shares of
 * rows. 0 for equal shares, else more; the same both ways. Below 0.1 is usually read as no change, above 0.25 as a large
 * one. With few rows it is greater by chance: by about (bins − 1) · (1/n + 1/m).
 *
 * A share under 0.0001, that of an empty bin above all, is taken as 0.0001.
 *
 * Source: N. Siddiqi, Credit Risk Scorecards, Wiley 2006, on population stability; its distribution in B. Yurdakul,
 * Statistical Properties of Population Stability Index, Western Michigan University 2018.
 *
 * @param expected - Rows in each bin, of the reference.
 * @param actual - Rows in each bin, of what is compared with it.
 * @throws TypeError where they have not as many bins, or one of them no rows.
 */
export function populationStabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) {
    throw new TypeError(`The histograms have ${expected.length} and ${actual.length} bins`);
  }
  const [all, others] = [totalOf(expected), totalOf(actual)];
  let index = 0;
  for (let bin = 0; bin < expected.length; bin += 1) {
    const e = Math.max((expected[bin] ?? 0) / all, leastShare);
    const a = Math.max((actual[bin] ?? 0) / others, leastShare);
    index += (a - e) * Math.log(a / e);
  }
  return index;
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0;
    if (!(count >= 0)) throw new TypeError(`A bin has at least 0 rows, not ${count}`);
    total += count;
  }
  if (!(total > 0)) throw new TypeError("A histogram has at least one row");
  return total;
}
