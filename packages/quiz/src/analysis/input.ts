/** One option of an item. */
export interface AnalysisOption {
  /** Unique in its item. */
  readonly id: string;
  /** Whether it is right, or one of those that are. */
  readonly isKey: boolean;
}

/** One question: a column of the table. */
export interface AnalysisItem {
  /** Unique among the items. */
  readonly id: string;
  /** The most that can be earned, at least 0. */
  readonly max: number;
  /** What there was to choose from; absent where nothing is chosen. */
  readonly options?: readonly AnalysisOption[] | undefined;
}

/** One attempt: a row of the table. */
export interface AnalysisAttempt {
  /** The points for each item, in the order of `items`; `null` where there is no answer. May be below 0. */
  readonly scores: readonly (number | null)[];
  /**
   * What was chosen in each item, in the order of `items`: the `id` of an option, or of several; `null` where nothing
   * was, or where there is nothing to choose. Without it, the attempt is not in the tables of options.
   */
  readonly choices?: readonly (string | readonly string[] | null)[] | undefined;
}

/** What is analysed. Take one attempt of each learner: several of one are not independent. */
export interface AnalysisInput {
  readonly items: readonly AnalysisItem[];
  readonly attempts: readonly AnalysisAttempt[];
}

/** Beyond which numbers an item gets a flag. */
export interface AnalysisLimits {
  /** With fewer attempts there is a warning. Default 30. */
  readonly fewAttempts?: number | undefined;
  /** An item whose item–rest correlation is lower is weak. Default 0.2. */
  readonly weakCorrelation?: number | undefined;
  /** A wrong option whose correlation with the rest is higher draws the better learners. Default 0. */
  readonly distractorCorrelation?: number | undefined;
  /** A wrong option that is chosen by a smaller share of those who answered is dead. Default 0.05. */
  readonly deadShare?: number | undefined;
  /** An item with a higher facility is too easy. Default 0.9. */
  readonly easy?: number | undefined;
  /** An item with a lower facility is too hard. Default 0.3. */
  readonly hard?: number | undefined;
}

/** How to analyse. */
export interface AnalysisSettings {
  /**
   * What an item without an answer counts.
   *
   * - `zero`: no points. All numbers are over all attempts.
   * - `omit`: nothing. An item's numbers are over the attempts with an answer to it, and their totals add up what was
   *   answered; the numbers of the test, and `alphaIfDeleted`, are over the attempts with an answer to every item.
   *
   * Default `zero`.
   */
  readonly unanswered?: "zero" | "omit" | undefined;
  /** Which share of the attempts is the upper group, and the lower: more than 0, at most 0.5. Default 0.27. */
  readonly groupShare?: number | undefined;
  readonly limits?: AnalysisLimits | undefined;
}
