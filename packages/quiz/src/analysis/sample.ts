import { deviationsOf } from "./moments.ts";
import type { Deviations } from "./moments.ts";
import type { Table } from "./read-table.ts";

/** Some attempts with their totals. All points are in units of the table. */
export interface Sample {
  /** The places of the attempts. */
  readonly rows: Uint32Array;
  /** As long as `rows`; what is unanswered counts 0. */
  readonly totals: Float64Array;
  readonly deviations: Deviations;
  /** How much of a total, or of a part of it, may be rounding. */
  readonly noise: number;
}

/** Rounding adds up to less than this share of all that was added. */
const rounding = 1e-12;

/** All attempts of a table. */
export function wholeSample({ columns, count }: Table): Sample {
  const totals = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const { scores } of columns) {
    for (let row = 0; row < count; row += 1) {
      const score = scores[row] ?? 0;
      totals[row] = (totals[row] ?? 0) + score;
      sizes[row] = (sizes[row] ?? 0) + Math.abs(score);
    }
  }
  const noise = rounding * sizes.reduce((largest, size) => Math.max(largest, size), 0);
  return { rows: Uint32Array.from(totals.keys()), totals, deviations: deviationsOf(totals, noise), noise };
}

/** The attempts of a sample that some marks have a 1 for; the sample itself when that is all. */
export function markedSample(sample: Sample, marks: Uint8Array): Sample {
  const isMarked = (row: number): boolean => marks[row] === 1;
  if (sample.rows.every(isMarked)) return sample;
  const totals = sample.totals.filter((_total, index) => isMarked(sample.rows[index] ?? 0));
  const { noise } = sample;
  return { rows: sample.rows.filter(isMarked), totals, deviations: deviationsOf(totals, noise), noise };
}

/** Of values for all attempts those for the attempts of a sample. */
export function valuesIn({ rows }: Sample, values: Float64Array): Float64Array {
  return rows.length === values.length ? values : Float64Array.from(rows, (row) => values[row] ?? 0);
}

/** The totals without some scores. */
export function restsOf({ totals }: Sample, scores: Float64Array): Float64Array {
  return totals.map((total, index) => total - (scores[index] ?? 0));
}
