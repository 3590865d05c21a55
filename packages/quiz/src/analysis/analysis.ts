import type { ItemFlag } from "./item-flag.ts";

/** What the attempts say about one option of an item. */
export interface OptionStatistics {
  readonly id: string;
  readonly isKey: boolean;
  /** How many chose it. */
  readonly count: number;
  /** Which share of those who answered chose it, from 0 to 1; `null` where nobody answered. */
  readonly share: number | null;
  /** The mean total, in points, of those who chose it; `null` where nobody did. */
  readonly meanTotal: number | null;
  /**
   * Pearson's correlation of choosing it (1) or not (0) with the points for the rest of the test: positive for a good
   * key, negative for a good distractor. `null` where everyone or nobody chose it.
   */
  readonly restCorrelation: number | null;
}

/** How the best and the least attempts did in an item. */
export interface UpperLower {
  /** `upper` − `lower`. */
  readonly d: number;
  /** The facility in the upper group. */
  readonly upper: number;
  /** The facility in the lower group. */
  readonly lower: number;
  /** How many attempts each group has. */
  readonly size: number;
}

/**
 * What the attempts say about one item. Plain JSON.
 *
 * A number that is not defined is `null`, never `NaN`: one that needs differences where there are none, that needs more
 * attempts or items, or that is beyond what a number can be. Variances are those of samples, with n − 1.
 */
export interface ItemStatistics {
  readonly id: string;
  readonly max: number;
  /** How many attempts the numbers are over. */
  readonly attempts: number;
  /** How many attempts have an answer. */
  readonly answered: number;
  /** In points. */
  readonly mean: number | null;
  /** In points. */
  readonly sd: number | null;
  /** The difficulty index p: the mean as a share of `max`. `null` where `max` is 0. */
  readonly facility: number | null;
  /** The standard deviation as a share of `max`. */
  readonly facilitySd: number | null;
  /**
   * Pearson's correlation of the points for the item with those for the rest of the test, the corrected one: for right
   * and wrong the point-biserial r = (M₁ − M₀)/s · √(pq).
   */
  readonly restCorrelation: number | null;
  /**
   * The same with the points for the whole test, of which the item is a part. That inflates it, the more the fewer items
   * there are. Only to compare with reports that do so.
   */
  readonly inflatedTotalCorrelation: number | null;
  /**
   * Discrimination by upper and lower groups (Kelley 1939: 27 % each), by the total. Of attempts with the same total at
   * the edge of a group, each is in it with the share that fills the group, so that their order has no say.
   */
  readonly upperLower: UpperLower | null;
  /**
   * Moodle's discrimination index in percent: 100 · cov(x, T − x) / √(var x · var(T − x)), which is 100 times
   * `restCorrelation`.
   */
  readonly discriminationIndex: number | null;
  /**
   * Moodle's discriminative efficiency in percent: 100 · cov(x, T − x) / cov of both sorted, that is of the most that
   * there could be with the same points.
   */
  readonly discriminativeEfficiency: number | null;
  /**
   * Moodle's effective weight in percent: 100 · √cov(x, T) / Σ√cov(x, T), the sum over the items where that is at least
   * 0. `null` for the others.
   */
  readonly effectiveWeight: number | null;
  /** Cronbach's α of the test without this item. */
  readonly alphaIfDeleted: number | null;
  /** In the order of the item's options; absent where it has none. */
  readonly options?: readonly OptionStatistics[] | undefined;
  /** What is remarkable; `flagMessage` says each in words. */
  readonly flags: readonly ItemFlag[];
}

/** What the attempts say about the test as a whole. Plain JSON; what is not defined is `null`, as in an item. */
export interface TestStatistics {
  /** How many items there are: k. */
  readonly items: number;
  /** How many attempts the numbers are over: n. */
  readonly attempts: number;
  /** The most that can be earned, in points. */
  readonly max: number | null;
  /** Of the totals, in points. */
  readonly mean: number | null;
  /** Of the totals, in points, with n − 1. */
  readonly sd: number | null;
  /** Of the totals, in points; of two in the middle their mean. */
  readonly median: number | null;
  /**
   * How lopsided the totals are, k₃/k₂^1.5 with k₂ = n·m₂/(n − 1) and k₃ = n²·m₃/((n − 1)(n − 2)), where mᵢ are the
   * moments about the mean (Moodle's quiz statistics). Needs 3 attempts.
   */
  readonly skewness: number | null;
  /**
   * How heavy the tails of the totals are, 0 for a normal distribution: k₄/k₂² with
   * k₄ = n²·((n + 1)·m₄ − 3(n − 1)·m₂²)/((n − 1)(n − 2)(n − 3)) (Moodle's quiz statistics). Needs 4 attempts.
   */
  readonly kurtosis: number | null;
  /** Cronbach's α = k/(k − 1) · (1 − Σs²/s_T²) (Cronbach 1951). At most 1; below 0 where items contradict each other. */
  readonly alpha: number | null;
  /**
   * KR-20 = k/(k − 1) · (1 − Σpq/σ²) with the variance of a population, σ², as pq is one (Kuder and Richardson 1937).
   * Only where every item has the same `max` and earns all or nothing; then it is α.
   */
  readonly kr20: number | null;
  /** KR-21 = k/(k − 1) · (1 − M(k − M)/(k·σ²)), which takes all items for equally hard. Only where there is a KR-20. */
  readonly kr21: number | null;
  /** The standard error of measurement in points, s_T·√(1 − α). */
  readonly sem: number | null;
  /** Moodle's coefficient of internal consistency in percent, 100 · α. */
  readonly cic: number | null;
  /** Moodle's error ratio in percent, 100·√(1 − α): how much of the standard deviation is chance. */
  readonly errorRatio: number | null;
}

/** Why numbers should be read with care: a union discriminated by `code`. */
export type AnalysisWarning =
  /** Fewer attempts than `limits.fewAttempts`: all of it may be chance. */
  | {
      readonly code: "few-attempts";
      readonly attempts: number;
      readonly limit: number;
      /** In English. */
      readonly message: string;
    }
  /** Every attempt has the same total: nothing is said about who knows more. */
  | { readonly code: "no-variance"; readonly message: string }
  /** Cronbach's α is below 0: the items contradict each other, or a key is wrong. */
  | { readonly code: "negative-alpha"; readonly alpha: number; readonly message: string };

/** What attempts say about a test and its items. Plain JSON. */
export interface Analysis {
  readonly test: TestStatistics;
  /** In the order of the input. */
  readonly items: readonly ItemStatistics[];
  /** Why the numbers should be read with care. Show them wherever you show the numbers. */
  readonly warnings: readonly AnalysisWarning[];
}
