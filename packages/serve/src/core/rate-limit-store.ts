/** How much of something a caller may use; all three are whole numbers of at least 1. */
export interface RateLimitPolicy {
  /** The units that come back in each period. */
  readonly limit: number;
  /** The period in milliseconds. */
  readonly periodMs: number;
  /** The units of a budget that nothing was taken from. */
  readonly burst: number;
}

/** What came of a take. */
export interface RateLimitTake {
  readonly isAllowed: boolean;
  /**
   * How much of the budget is in use now, in 1/`limit` milliseconds: a unit adds `periodMs`, each millisecond takes off
   * `limit`, and `burst * periodMs` is the most. So it is a whole number, and nothing is lost to rounding.
   */
  readonly debt: number;
}

/** Where budgets are kept; `testRateLimitStore` of `@mlops/serve/testing` says whether one fits. */
export interface RateLimitStore {
  /**
   * Takes units of a key's budget, all of them or none, in one step that no other take of this key can come between.
   *
   * @param key - At most 200 characters of printable ASCII. It is only ever used with one policy.
   * @param cost - Whole units, at least 0. With 0, it is only looked.
   * @param now - Whole milliseconds on the caller's clock. A store that several processes share goes by its own clock.
   */
  take(key: string, cost: number, policy: RateLimitPolicy, now: number): RateLimitTake | Promise<RateLimitTake>;
}
