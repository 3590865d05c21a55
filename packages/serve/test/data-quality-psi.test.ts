import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { populationStabilityIndex } from "@mlops/serve/data-quality";

/**
 * Made with numpy 2.4 and scipy 1.17. Without an empty bin the index is the sum of both relative entropies:
 *
 *     e, a = np.array(e) / np.sum(e), np.array(a) / np.sum(a)
 *     scipy.stats.entropy(a, e) + scipy.stats.entropy(e, a)
 */
const full: readonly [expected: number[], actual: number[], index: number][] = [
  [[50, 30, 20], [40, 30, 30], 0.0628608659422374],
  [Array.from({ length: 10 }, () => 100), [80, 120, 95, 105, 60, 140, 100, 100, 90, 110], 0.04450834082505788],
  [[900, 50, 30, 20], [500, 250, 150, 100], 0.8788898309344877],
  [[7, 11, 13], [1300, 1100, 700], 0.23962808067337693],
];

/** The same after `e, a = np.maximum(e, 1e-4), np.maximum(a, 1e-4)`: `np.sum((a - e) * np.log(a / e))`. */
const withEmptyBins: typeof full = [
  [[100, 0], [90, 10], 0.7006208039360982],
  [[0, 500, 500], [0, 480, 520], 0.0016008541534707314],
  [[1000, 0, 0], [0, 0, 1000], 18.41883867587797],
  [[99_990, 10], [99_999, 1], 8.100445529982628e-9],
];

/** Two histograms over the same bins, each with a row at least. */
const histograms = fc
  .integer({ min: 1, max: 100 })
  .chain((bins) => {
    const counts = fc.array(fc.nat(10_000), { minLength: bins, maxLength: bins });
    return fc.tuple(counts, counts, fc.nat(bins - 1), fc.nat(bins - 1));
  })
  .map(([one, other, some, more]) => [one.with(some, (one[some] ?? 0) + 1), other.with(more, (other[more] ?? 0) + 1)]);

describe("the population stability index", () => {
  it.each([...full, ...withEmptyBins])("of %j and %j is that of numpy and scipy", (expected, actual, index) => {
    expect(populationStabilityIndex(expected, actual)).toBeCloseTo(index, 12);
  });

  it("is never below 0, the same both ways, and 0 for equal shares", () => {
    fc.assert(
      fc.property(histograms, fc.integer({ min: 1, max: 1000 }), ([one = [], other = []], times) => {
        const index = populationStabilityIndex(one, other);
        expect(index).toBeGreaterThanOrEqual(0);
        expect(populationStabilityIndex(other, one)).toBeCloseTo(index, 10);
        const more = one.map((count) => count * times);
        expect(populationStabilityIndex(one, more)).toBeCloseTo(0, 12);
      }),
    );
  });

  it("does not depend on the order of the bins", () => {
    fc.assert(
      fc.property(histograms, ([one = [], other = []]) => {
        const index = populationStabilityIndex(one, other);
        expect(populationStabilityIndex(one.toReversed(), other.toReversed())).toBeCloseTo(index, 10);
      }),
    );
  });

  it("is refused for histograms of different bins, without rows, or with counts that are none", () => {
    expect(() => populationStabilityIndex([1, 2], [1])).toThrow("The histograms have 2 and 1 bins");
    expect(() => populationStabilityIndex([0, 0], [1, 1])).toThrow("A histogram has at least one row");
    expect(() => populationStabilityIndex([], [])).toThrow("A histogram has at least one row");
    expect(() => populationStabilityIndex([1, 1], [2, -1])).toThrow("A bin has at least 0 rows, not -1");
    expect(() => populationStabilityIndex([1, 1], [2, Number.NaN])).toThrow("A bin has at least 0 rows, not NaN");
  });
});
