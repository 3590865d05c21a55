import type { Json } from "../json/parse-json.ts";

/** A row to predict for. */
export interface InputRow {
  /** Which one it is, counted from 0. */
  readonly row: number;
  /** Where it begins in its file, counted from 1. */
  readonly line: number;
  /** As it was written. */
  readonly text: string;
  readonly value: Json;
}

/** A row that cannot be read. */
export interface UnreadRow {
  readonly row: number;
  readonly line: number;
  readonly fault: string;
}

/** A row's bytes in a file; `undefined` where they are more than a row may have. */
export interface RowBytes {
  readonly line: number;
  readonly bytes: Buffer | undefined;
}

/** What one row may have in bytes. */
export const mostRowBytes: number = 16 * 1024 * 1024;

/** Gathers the bytes of a row that comes in pieces, and lets go of those that are too many. */
export class RowBuffer {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(most: number = mostRowBytes) {
    this.#most = most;
  }

  /** How many bytes the row has so far. */
  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > this.#most) this.#pieces = [];
    // A piece may be a view of a buffer that is used again.
    else if (piece.length > 0) this.#pieces.push(Uint8Array.from(piece));
  }

  /** The row, after which another begins; `undefined` for one that is too long. */
  take(): Buffer | undefined {
    const bytes = this.#length > this.#most ? undefined : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return bytes;
  }
}
