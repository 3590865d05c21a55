import { seededRandom, shuffled } from "./random.ts";

/** One row to learn from: its features and the index of its label. */
export interface Example {
  features: readonly number[];
  label: number;
}

/** Rows to learn from, and rows to judge by that were not learnt from. */
export interface Split {
  train: Example[];
  heldOut: Example[];
}

/** Holds out the same share of every label, chosen by the seed. */
export function stratifiedSplit(examples: readonly Example[], heldOutShare: number, seed: number): Split {
  const random = seededRandom(seed);
  const labels = [...new Set(examples.map((example) => example.label))].toSorted((one, other) => one - other);
  const split: Split = { train: [], heldOut: [] };
  for (const label of labels) {
    const rows = shuffled(
      examples.filter((example) => example.label === label),
      random,
    );
    const heldOutCount = Math.round(rows.length * heldOutShare);
    split.heldOut.push(...rows.slice(0, heldOutCount));
    split.train.push(...rows.slice(heldOutCount));
  }
  return split;
}
