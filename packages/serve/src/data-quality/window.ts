import { outOfRange, slots } from "./feature.ts";
import type { Feature } from "./feature.ts";

/** How much of the past is counted. */
export interface WindowOptions {
  /** Rows at most. */
  readonly rows: number;
  /** Milliseconds at most. */
  readonly milliseconds: number;
}

/** Into how many parts the rows and the time of a window are divided: the oldest goes as a whole. */
const mostParts = 10;

interface Part {
  /** When its first row came; `undefined` while it has none. */
  openedAt: number | undefined;
  rows: number;
  skipped: number;
  readonly refused: Map<string, number>;
  readonly counts: Uint32Array;
}

/** What is in a window at a moment. */
export interface WindowTotals {
  readonly rows: number;
  readonly skipped: number;
  readonly refused: Readonly<Record<string, number>>;
  /** The counters of all features, one after the other. */
  readonly counts: Float64Array;
}

/**
 * Counts of the last rows, in a ring of parts: whenever one is full, or has lasted its share of the time, the next one
 * begins, and the oldest are forgotten as far as there would be too many rows. Its memory does not grow.
 */
export class Window {
  readonly #features: readonly Feature[];
  /** Where the counters of each feature begin. */
  readonly #bases: Uint32Array;
  readonly #parts: Part[];
  readonly #rows: number;
  readonly #partRows: number;
  readonly #milliseconds: number;
  readonly #partMilliseconds: number;
  #current = 0;

  constructor(features: readonly Feature[], { rows, milliseconds }: WindowOptions) {
    const parts = Math.min(mostParts, rows);
    this.#features = features;
    this.#bases = new Uint32Array(features.length);
    let size = 0;
    for (const [index, { width }] of features.entries()) {
      this.#bases[index] = size;
      size += width;
    }
    this.#rows = rows;
    this.#partRows = Math.floor(rows / parts);
    this.#milliseconds = milliseconds;
    this.#partMilliseconds = milliseconds / mostParts;
    // As many as are full, as many as have lasted their time, and the one that is begun.
    this.#parts = Array.from({ length: parts + mostParts + 1 }, () => ({
      openedAt: undefined,
      rows: 0,
      skipped: 0,
      refused: new Map(),
      counts: new Uint32Array(size),
    }));
  }

  /**
   * Counts a row.
   *
   * @param marks - Holds one mark for each feature from a place on.
   * @param refusal - The code of the fault that it was refused for.
   */
  add(now: number, marks: Uint16Array, from: number, refusal?: string): void {
    const part = this.#partAt(now);
    part.rows += 1;
    if (refusal !== undefined) part.refused.set(refusal, (part.refused.get(refusal) ?? 0) + 1);
    const { counts } = part;
    for (let index = 0; index < this.#features.length; index += 1) {
      const mark = marks[from + index] ?? slots.untold;
      const base = this.#bases[index] ?? 0;
      const at = base + (mark & ~outOfRange);
      counts[at] = (counts[at] ?? 0) + 1;
      if ((mark & outOfRange) === 0) continue;
      const last = base + (this.#features[index]?.width ?? 1) - 1;
      counts[last] = (counts[last] ?? 0) + 1;
    }
  }

  /** Counts rows that were not looked at. */
  skip(now: number, rows: number): void {
    this.#partAt(now).skipped += rows;
  }

  /** What there is of the time before now. */
  totals(now: number): WindowTotals {
    const counts = new Float64Array(this.#parts[0]?.counts.length ?? 0);
    const refused = new Map<string, number>();
    let [rows, skipped] = [0, 0];
    for (const part of this.#parts) {
      if (part.openedAt === undefined || now - part.openedAt >= this.#milliseconds) continue;
      rows += part.rows;
      skipped += part.skipped;
      for (const [code, count] of part.refused) refused.set(code, (refused.get(code) ?? 0) + count);
      for (let at = 0; at < counts.length; at += 1) counts[at] = (counts[at] ?? 0) + (part.counts[at] ?? 0);
    }
    return { rows, skipped, refused: Object.fromEntries(refused), counts };
  }

  /** The counters of one feature among all. */
  countersOf(index: number, counts: Float64Array): Float64Array {
    const base = this.#bases[index] ?? 0;
    return counts.subarray(base, base + (this.#features[index]?.width ?? 0));
  }

  #partAt(now: number): Part {
    const current = this.#part(this.#current);
    const isOver = current.openedAt !== undefined && now - current.openedAt >= this.#partMilliseconds;
    if (current.rows < this.#partRows && !isOver) {
      current.openedAt ??= now;
      return current;
    }
    this.#current = (this.#current + 1) % this.#parts.length;
    const next = this.#part(this.#current);
    empty(next);
    next.openedAt = now;
    this.#makeRoom();
    return next;
  }

  /** Forgets the oldest parts, so that one more that is full does not make too many rows. */
  #makeRoom(): void {
    let rows = this.#partRows;
    for (let back = 1; back < this.#parts.length; back += 1) {
      const part = this.#part((this.#current - back + this.#parts.length) % this.#parts.length);
      rows += part.rows;
      if (rows > this.#rows && part.openedAt !== undefined) empty(part);
    }
  }

  #part(index: number): Part {
    const part = this.#parts[index];
    if (part === undefined) throw new RangeError("A window has a part for each of its places");
    return part;
  }
}

function empty(part: Part): void {
  part.openedAt = undefined;
  part.rows = 0;
  part.skipped = 0;
  part.refused.clear();
  part.counts.fill(0);
}
