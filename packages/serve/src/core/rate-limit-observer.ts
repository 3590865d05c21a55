/** One look at a budget. */
export interface RateLimitEvent {
  /** `requests`: what a caller may ask. `failures`: how often an address may fail to authenticate. */
  readonly budget: "requests" | "failures";
  readonly isAllowed: boolean;
  /** Who answered: the store, or this process in its place because the store does not answer. */
  readonly by: "store" | "local";
}

/** Is told what limits do; must not throw. */
export interface RateLimitObserver {
  taken?(event: RateLimitEvent): void;
  /** The store has stopped answering (`false`), or answers again (`true`). */
  storeChanged?(isUp: boolean): void;
}
