/** How long is waited between tries. */
export interface BackoffOptions {
  /** The longest wait before the second try, in milliseconds; it doubles with each. */
  readonly firstMs: number;
  /** The longest wait of all, in milliseconds. */
  readonly mostMs: number;
}

/**
 * How long to wait before another try, in milliseconds: any time up to one that doubles, so that those who failed together
 * do not come back together (full jitter, M. Brooker, "Exponential Backoff And Jitter").
 *
 * @param tried - How many tries there were, from 1.
 * @param random - Numbers from 0 to 1.
 */
export function backoffMs(tried: number, random: () => number, { firstMs, mostMs }: BackoffOptions): number {
  return random() * Math.min(mostMs, firstMs * 2 ** (tried - 1));
}
