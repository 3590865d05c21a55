import type { Curves, Likelihood } from "./likelihood.ts";

/** Where the numbers of a model stand in one list: its slopes, or the one of all items, and then its intercepts. */
export interface Parameters {
  readonly count: number;
  readonly slopeOf: (item: number) => number;
  readonly interceptOf: (item: number) => number;
  /** The numbers as curves. */
  readonly curvesAt: (at: Float64Array) => Curves;
  /** The changes of a likelihood as such a list. */
  readonly gradientOf: (likelihood: Likelihood) => Float64Array;
}

/** The numbers of a model of so many items. */
export function parametersOf(model: "1pl" | "2pl", items: number): Parameters {
  const slopes = model === "1pl" ? Math.min(items, 1) : items;
  const slopeOf = (item: number): number => (model === "1pl" ? 0 : item);
  return {
    count: slopes + items,
    slopeOf,
    interceptOf: (item) => slopes + item,
    curvesAt: (at) => ({
      slopes: Float64Array.from({ length: items }, (_slope, item) => at[slopeOf(item)] ?? 0),
      intercepts: at.slice(slopes),
    }),
    gradientOf: (likelihood) => {
      const gradient = new Float64Array(slopes + items);
      for (const [item, change] of likelihood.slopes.entries()) {
        gradient[slopeOf(item)] = (gradient[slopeOf(item)] ?? 0) + change;
      }
      gradient.set(likelihood.intercepts, slopes);
      return gradient;
    },
  };
}
