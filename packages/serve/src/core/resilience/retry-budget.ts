/** How many calls may be made a second time. */
export interface RetryBudgetOptions {
  /**
   * Retries for each hundred calls: a whole number from 0 to 100.
   *
   * @default 10
   */
  readonly percent: number;
  /**
   * How many retries can be saved up.
   *
   * @default 10
   */
  readonly saved: number;
}

/** What a retry costs. Each call brings as many points as the budget has percent, so that sums are of whole numbers. */
const retryPoints = 100;

/**
 * Keeps retries a share of the calls: each call pays in, each retry is paid for, and what is saved up is bounded. It begins
 * with nothing, so there are never more retries than the share, however short a time is looked at.
 */
export class RetryBudget {
  readonly #percent: number;
  readonly #most: number;
  #points = 0;

  constructor({ percent, saved }: RetryBudgetOptions) {
    this.#percent = percent;
    this.#most = saved * retryPoints;
  }

  /** Counts a call, not a retry. */
  called(): void {
    this.#points = Math.min(this.#most, this.#points + this.#percent);
  }

  /** Takes one retry, where there is one. */
  take(): boolean {
    if (this.#points < retryPoints) return false;
    this.#points -= retryPoints;
    return true;
  }
}
