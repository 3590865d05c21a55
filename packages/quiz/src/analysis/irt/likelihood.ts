import { abilities, logPrior } from "./ability-grid.ts";
import type { Patterns } from "./patterns.ts";

/** The items of a model in the slope–intercept form P = 1/(1 + e^−(aθ + d)). */
export interface Curves {
  readonly slopes: Float64Array;
  readonly intercepts: Float64Array;
}

/** A logarithm of a likelihood, with how it changes with each slope and intercept. */
export interface Likelihood {
  readonly log: number;
  readonly slopes: Float64Array;
  readonly intercepts: Float64Array;
}

/** How able those with one pattern are. */
export interface Ability {
  /** The mean of what is likely: EAP, which is finite for all right and all wrong as well. */
  readonly theta: number;
  /** The standard deviation of what is likely. */
  readonly se: number;
}

/**
 * The marginal likelihood of patterns for a standard normal ability (Bock and Aitkin 1981), and its gradient.
 *
 * The likelihood of a pattern at θ is e to the sum of aθ + d over its right items and of log(1 − P) over all answered
 * ones, and the second sum is nearly the same for all patterns. So a pattern takes as long as there are items and
 * abilities, not one times the other.
 */
export function likelihoodOf(patterns: Patterns, curves: Curves): Likelihood {
  const wrong = logWrong(curves);
  const slopes = new Float64Array(patterns.items);
  const intercepts = new Float64Array(patterns.items);
  const people = new Float64Array(abilities.length);
  const unasked = wrong.items.map(() => new Float64Array(abilities.length));
  let log = 0;
  for (const { count, right, missing } of patterns.list) {
    const { shares, logSum } = posteriorOf(curves, wrong, right, missing);
    log += count * logSum;
    let theta = 0;
    for (let q = 0; q < shares.length; q += 1) {
      const share = count * (shares[q] ?? 0);
      theta += share * (abilities[q] ?? 0);
      people[q] = (people[q] ?? 0) + share;
    }
    for (const item of missing) {
      for (let q = 0; q < shares.length; q += 1) add(unasked[item], q, count * (shares[q] ?? 0));
    }
    for (const item of right) {
      add(slopes, item, theta);
      add(intercepts, item, count);
    }
  }
  for (const [item, logs] of wrong.items.entries()) {
    for (let q = 0; q < logs.length; q += 1) {
      const asked = (people[q] ?? 0) - (unasked[item]?.[q] ?? 0);
      const expected = asked * -Math.expm1(logs[q] ?? 0);
      add(slopes, item, -expected * (abilities[q] ?? 0));
      add(intercepts, item, -expected);
    }
  }
  return { log, slopes, intercepts };
}

/** How able those with each pattern are, in order. */
export function abilitiesOf({ list }: Patterns, curves: Curves): Ability[] {
  const wrong = logWrong(curves);
  return list.map(({ right, missing }) => {
    const { shares } = posteriorOf(curves, wrong, right, missing);
    let [theta, variance] = [0, 0];
    for (const [q, share] of shares.entries()) theta += share * (abilities[q] ?? 0);
    for (const [q, share] of shares.entries()) variance += share * ((abilities[q] ?? 0) - theta) ** 2;
    return { theta: theta + 0, se: Math.sqrt(variance) };
  });
}

/** How likely wrong answers are at each ability, as logarithms. */
interface LogWrong {
  readonly items: readonly Float64Array[];
  /** The sum over all items, with how frequent the ability is. */
  readonly all: Float64Array;
}

function logWrong({ slopes, intercepts }: Curves): LogWrong {
  const all = logPrior.slice();
  const items = Array.from(slopes, (slope, item) =>
    abilities.map((ability, q) => {
      const logit = slope * ability + (intercepts[item] ?? 0);
      const log = -(Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))));
      add(all, q, log);
      return log;
    }),
  );
  return { items, all };
}

/** How likely each ability is for who has a pattern; the shares add up to 1. */
function posteriorOf(
  { slopes, intercepts }: Curves,
  wrong: LogWrong,
  right: Uint32Array,
  missing: Uint32Array,
): { shares: Float64Array; logSum: number } {
  let [slope, intercept] = [0, 0];
  for (const item of right) {
    slope += slopes[item] ?? 0;
    intercept += intercepts[item] ?? 0;
  }
  const shares = wrong.all.slice();
  for (const item of missing) {
    for (let q = 0; q < shares.length; q += 1) add(shares, q, -(wrong.items[item]?.[q] ?? 0));
  }
  let most = -Infinity;
  for (let q = 0; q < shares.length; q += 1) {
    const log = (shares[q] ?? 0) + slope * (abilities[q] ?? 0) + intercept;
    shares[q] = log;
    if (log > most) most = log;
  }
  let sum = 0;
  for (let q = 0; q < shares.length; q += 1) {
    const share = Math.exp((shares[q] ?? 0) - most);
    shares[q] = share;
    sum += share;
  }
  for (let q = 0; q < shares.length; q += 1) shares[q] = (shares[q] ?? 0) / sum;
  return { shares, logSum: most + Math.log(sum) };
}

function add(sums: Float64Array | undefined, index: number, amount: number): void {
  if (sums !== undefined) sums[index] = (sums[index] ?? 0) + amount;
}
