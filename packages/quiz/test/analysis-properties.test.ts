import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "@mlops/quiz/analysis";
import type { Analysis, AnalysisAttempt, AnalysisInput, AnalysisSettings, ItemStatistics } from "@mlops/quiz/analysis";
import { near } from "./analysis-near.ts";
import { itemsOf, tableOf } from "./analysis-tables.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };

/** Rows of as many scores each. */
const rowsOf = (score: fc.Arbitrary<number | null>): fc.Arbitrary<(number | null)[][]> =>
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 25 }))
    .chain(([items, attempts]) =>
      fc.array(fc.array(score, { minLength: items, maxLength: items }), { minLength: attempts, maxLength: attempts }),
    );

const right = fc.constantFrom(0, 1);
const points = fc.constantFrom(0, 0.3333333, 0.5, 1, 1.5, 2, -0.5);
const settings: fc.Arbitrary<AnalysisSettings> = fc.record({
  unanswered: fc.constantFrom("zero", "omit"),
  groupShare: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
});

/** Items with options, some of several keys, and attempts with any scores and choices that are allowed. */
const inputs: fc.Arbitrary<AnalysisInput> = fc
  .array(
    fc.record({
      max: fc.oneof(fc.constantFrom(0, 1, 3), fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true })),
      keys: fc.option(fc.array(fc.boolean(), { maxLength: 4 }), { nil: undefined }),
    }),
    { maxLength: 5 },
  )
  .chain((drafts) => {
    const items = drafts.map(({ max, keys }, index) => ({
      id: `q${index}`,
      max,
      options: keys?.map((isKey, option) => ({ id: `o${option}`, isKey })),
    }));
    const score = (max: number): fc.Arbitrary<number | null> =>
      fc.oneof(
        fc.constantFrom(null, 0, max),
        fc.double({ min: -Number.MAX_VALUE, max, noNaN: true }),
        fc.double({ min: -max, max, noNaN: true }),
        fc.double({ min: 0, max: Math.min(max, 1e-300), noNaN: true }),
      );
    const chosen = (ids: readonly string[]): fc.Arbitrary<string | string[] | null> =>
      fc.oneof(fc.constant(null), fc.subarray([...ids]), ids.length > 0 ? fc.constantFrom(...ids) : fc.constant(null));
    const attempt: fc.Arbitrary<AnalysisAttempt> = fc.record(
      {
        scores: fc.tuple(...items.map(({ max }) => score(max))),
        choices: fc.tuple(...items.map(({ options }) => chosen(options?.map(({ id }) => id) ?? []))),
      },
      { requiredKeys: ["scores"] },
    );
    const consistent = attempt.map(({ scores, choices }) => ({
      scores,
      choices: choices?.map((choice, column) => (scores[column] === null ? null : choice)),
    }));
    return fc.array(consistent, { maxLength: 40 }).map((attempts) => ({ items, attempts }));
  });

/** Every number in a value, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const correlationsOf = ({
  restCorrelation,
  discriminationIndex,
  discriminativeEfficiency,
  facility,
}: ItemStatistics) => [restCorrelation, discriminationIndex, discriminativeEfficiency, facility];

describe("analyse of whatever fits", () => {
  it("neither throws nor gives anything but plain JSON with finite numbers", () => {
    fc.assert(
      fc.property(inputs, settings, (input, how) => {
        const result = analyse(input, how);
        expect(numbersIn(result).filter((number) => !Number.isFinite(number) || Object.is(number, -0))).toEqual([]);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      runs,
    );
  });

  it("keeps correlations between -1 and 1, alpha at most 1, shares between 0 and 1", () => {
    fc.assert(
      fc.property(inputs, settings, (input, how) => {
        const { test, items } = analyse(input, how);
        expect(test.alpha ?? 0).toBeLessThanOrEqual(1 + 1e-9);
        for (const item of items) {
          const options = item.options ?? [];
          const correlations = [
            item.restCorrelation,
            item.inflatedTotalCorrelation,
            ...options.map((one) => one.restCorrelation),
          ];
          for (const correlation of correlations) expect(Math.abs(correlation ?? 0)).toBeLessThanOrEqual(1);
          expect(item.discriminativeEfficiency ?? 0).toBeLessThanOrEqual(100 + 1e-6);
          for (const { share } of options) expect(share ?? 0).toBeLessThanOrEqual(1);
        }
      }),
      runs,
    );
  });

  it("changes nothing of what it is given", () => {
    fc.assert(
      fc.property(inputs, settings, (input, how) => {
        const before = structuredClone(input);
        analyse(input, how);
        expect(input).toEqual(before);
      }),
      runs,
    );
  });
});

describe("analyse, whatever the attempts", () => {
  it("has no use for their order", () => {
    const shuffled = rowsOf(fc.oneof(points, fc.constant(null))).chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, settings, ([rows, others], how) => {
        const expected = analyse(tableOf(rows, 2), how);
        expect(near(analyse(tableOf(others, 2), how), expected)).toEqual(expected);
      }),
      runs,
    );
  });

  it("gives the same KR-20 and alpha for right and wrong", () => {
    fc.assert(
      fc.property(rowsOf(right), (rows) => {
        const { kr20, alpha } = analyse(tableOf(rows)).test;
        expect(near(kr20, alpha)).toEqual(alpha);
      }),
      runs,
    );
  });

  it("gives the point-biserial correlation (M₁ − M₀)/s · √(pq) with the rest for right and wrong", () => {
    fc.assert(
      fc.property(rowsOf(right), (rows) => {
        const [item] = analyse(tableOf(rows)).items;
        const rests = rows.map((row) => row.slice(1).reduce<number>((sum, score) => sum + (score ?? 0), 0));
        const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
        const [ones, zeros] = [1, 0].map((value) => rests.filter((_rest, row) => rows[row]?.[0] === value));
        const p = (ones?.length ?? 0) / rows.length;
        const s = Math.sqrt(meanOf(rests.map((rest) => (rest - meanOf(rests)) ** 2)));
        const biserial = ((meanOf(ones ?? []) - meanOf(zeros ?? [])) / s) * Math.sqrt(p * (1 - p));
        const isDefined = new Set(rests).size > 1 && p > 0 && p < 1;
        const expected = isDefined ? biserial : null;
        expect(near(item?.restCorrelation ?? null, expected)).toEqual(expected);
      }),
      runs,
    );
  });

  it("gives an item the same correlations and facility for more points", () => {
    fc.assert(
      fc.property(rowsOf(points), fc.constantFrom(0.25, 3, 10, 1000), (rows, factor) => {
        const table = tableOf(rows, 2);
        const [item, ...others] = table.items;
        const scaled = {
          items: [{ id: item?.id ?? "", max: 2 * factor }, ...others],
          attempts: rows.map(([score, ...rest]) => ({ scores: [(score ?? 0) * factor, ...rest] })),
        };
        // Without attempts there are no items.
        const before = analyse(table).items.slice(0, 1).map(correlationsOf);
        expect(near(analyse(scaled).items.slice(0, before.length).map(correlationsOf), before)).toEqual(before);
      }),
      runs,
    );
  });

  it("gives an item that is the same for all no correlations, and the others the same as without it", () => {
    fc.assert(
      fc.property(rowsOf(points), points, (rows, same) => {
        const table = tableOf(rows, 2);
        const wider = {
          items: [...itemsOf(1, 2, 0), ...table.items],
          attempts: rows.map((row) => ({ scores: [same, ...row] })),
        };
        const [constant, ...others] = analyse(wider).items;
        expect(constant).toMatchObject({ restCorrelation: null, inflatedTotalCorrelation: null, upperLower: null });
        expect(constant).toMatchObject({ discriminationIndex: null, discriminativeEfficiency: null });
        const expected = analyse(table).items.map(correlationsOf);
        expect(near(others.map(correlationsOf), expected)).toEqual(expected);
      }),
      runs,
    );
  });

  it("gives the same with and without a rule for missing answers when none is missing", () => {
    fc.assert(
      fc.property(rowsOf(points), (rows) => {
        const omit = analyse(tableOf(rows, 2), { unanswered: "omit" });
        expect(omit).toEqual(analyse(tableOf(rows, 2), { unanswered: "zero" }));
      }),
      runs,
    );
  });

  it("gives the key of a choice the correlation of its item", () => {
    const choices = fc.array(fc.tuple(fc.constantFrom("k", "a", "b", null), points), { maxLength: 40 });
    fc.assert(
      fc.property(choices, (pairs) => {
        const options = ["k", "a", "b"].map((id) => ({ id, isKey: id === "k" }));
        const attempts = pairs.map(([chosen, rest]) => ({
          scores: [chosen === null ? null : Number(chosen === "k"), rest],
          choices: [chosen, null],
        }));
        const { items }: Analysis = analyse({
          items: [
            { id: "q", max: 1, options },
            { id: "r", max: 2 },
          ],
          attempts,
        });
        const expected = items[0]?.restCorrelation;
        expect(near(items[0]?.options?.[0]?.restCorrelation, expected)).toEqual(expected);
      }),
      runs,
    );
  });
});
