import type { FeatureQuality } from "../core/quality-observer.ts";
import { slots } from "./feature.ts";
import type { Feature } from "./feature.ts";
import { populationStabilityIndex } from "./psi.ts";

/**
 * What the counters of a feature say.
 *
 * @param minimumRows - How many rows an index takes.
 */
export function qualityOf(feature: Feature, counters: Float64Array, minimumRows: number): FeatureQuality {
  const at = (slot: number): number => counters[slot] ?? 0;
  let rows = 0;
  for (let slot = slots.missing; slot < counters.length - 1; slot += 1) rows += at(slot);
  const psi = indexOf(feature, counters, minimumRows);
  return {
    name: feature.name,
    rows,
    missing: at(slots.missing),
    nonFinite: at(slots.nonFinite),
    outOfRange: at(counters.length - 1),
    unseen: at(slots.unseen),
    mistyped: at(slots.mistyped),
    ...(psi !== undefined && { psi }),
  };
}

/** The index over the bins of the reference and one more for rows without a value; categories have one for all others. */
function indexOf({ reference }: Feature, counters: Float64Array, minimumRows: number): number | undefined {
  if (reference === undefined) return undefined;
  const missing = (counters[slots.missing] ?? 0) + (counters[slots.nonFinite] ?? 0);
  const bins = counters.slice(slots.first, -1);
  const isNumeric = reference.kind === "numeric";
  const actual = isNumeric ? [...bins, missing] : [...bins, counters[slots.unseen] ?? 0, missing];
  const expected = isNumeric
    ? [...reference.counts, reference.missing]
    : [...reference.counts, reference.other, reference.missing];
  const rows = actual.reduce((total, count) => total + count, 0);
  return rows < minimumRows ? undefined : populationStabilityIndex(expected, actual);
}
