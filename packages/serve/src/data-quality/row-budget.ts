/** How many rows may be looked at: so many in a second, and those of one second at once. */
export class RowBudget {
  readonly #perSecond: number;
  #left: number;
  #countedAt: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#countedAt = now;
  }

  /** Takes as many as there are, up to a number. */
  take(now: number, rows: number): number {
    const seconds = Math.max(0, now - this.#countedAt) / 1000;
    this.#left = Math.min(this.#perSecond, this.#left + seconds * this.#perSecond);
    this.#countedAt = now;
    const taken = Math.min(rows, Math.floor(this.#left));
    this.#left -= taken;
    return taken;
  }
}

/**
 * Some rows of a batch, spread evenly over it.
 *
 * @param chance - From 0 up to 1, where the first of them is.
 */
export function spreadRows(taken: number, rows: number, chance: number): Uint32Array {
  return Uint32Array.from({ length: taken }, (_, index) => Math.floor(((index + chance) * rows) / taken));
}
