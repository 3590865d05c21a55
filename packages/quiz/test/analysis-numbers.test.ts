import { describe, expect, it } from "vitest";
import { analyse } from "@mlops/quiz/analysis";
import type { Analysis, AnalysisInput } from "@mlops/quiz/analysis";
import { itemsOf, tableOf } from "./analysis-tables.ts";

// Totals 3 2 2 1 1 0: their mean is 9/6, the sum of the squared deviations 5.5, the variance 1.1 or, with n, 11/12.
const rows = [
  [1, 1, 1],
  [1, 1, 0],
  [1, 0, 1],
  [1, 0, 0],
  [0, 0, 1],
  [0, 0, 0],
];

describe("analyse of six attempts at three items, worked out by hand", () => {
  const worked = (): Analysis => analyse(tableOf(rows));

  it("gives mean, median and standard deviation of the totals", () => {
    const { test } = worked();
    expect(test).toMatchObject({ items: 3, attempts: 6, max: 3, mean: 1.5, median: 1.5, skewness: 0 });
    expect(test.sd).toBeCloseTo(Math.sqrt(1.1), 12);
  });

  it("gives the kurtosis of k-statistics", () => {
    const { test } = worked();
    // m2 = 11/12, m4 = (2 · 1.5⁴ + 4 · 0.5⁴)/6 = 83/48; k4 = 36 · (7 · 83/48 − 15 · 121/144)/60 = −0.3; k2 = 1.1
    expect(test.kurtosis).toBeCloseTo(-0.3 / 1.21, 12);
  });

  it("gives KR-20, KR-21 and alpha", () => {
    const { test } = worked();
    // Σpq = 2/9 + 2/9 + 1/4 = 25/36; 3/2 · (1 − 25/36 · 12/11) = 4/11
    expect(test.kr20).toBeCloseTo(4 / 11, 12);
    expect(test.alpha).toBeCloseTo(4 / 11, 12);
    expect(test.cic).toBeCloseTo(400 / 11, 10);
    // 3/2 · (1 − 1.5 · 1.5/(3 · 11/12)) = 3/11
    expect(test.kr21).toBeCloseTo(3 / 11, 12);
  });

  it("gives the standard error of measurement and the error ratio", () => {
    const { test } = worked();
    // √1.1 · √(1 − 4/11) = √0.7
    expect(test.sem).toBeCloseTo(Math.sqrt(0.7), 12);
    expect(test.errorRatio).toBeCloseTo(100 * Math.sqrt(7 / 11), 10);
  });

  it("gives facility, mean and standard deviation of an item", () => {
    const {
      items: [, second],
    } = worked();
    expect(second).toMatchObject({ id: "2", max: 1, attempts: 6, answered: 6, mean: 1 / 3, facility: 1 / 3 });
    // Σ(x − 1/3)² = 4/3, divided by 5
    expect(second?.sd).toBeCloseTo(Math.sqrt(4 / 15), 12);
    expect(second?.facilitySd).toBeCloseTo(Math.sqrt(4 / 15), 12);
  });

  it("gives the correlations with the rest and with the whole", () => {
    const {
      items: [, second],
    } = worked();
    // Rest 2 1 2 1 1 0: squares 17/6, products 3 − 2 · 7/6 = 2/3. Whole: squares 5.5, products 5 − 2 · 9/6 = 2.
    expect(second?.restCorrelation).toBeCloseTo(2 / 3 / Math.sqrt((4 / 3) * (17 / 6)), 12);
    expect(second?.inflatedTotalCorrelation).toBeCloseTo(2 / Math.sqrt((4 / 3) * 5.5), 12);
  });

  it("gives Moodle's indices", () => {
    const {
      items: [first, second, third],
    } = worked();
    expect(second?.discriminationIndex).toBeCloseTo((100 * 2) / Math.sqrt(34), 10);
    // Both sorted: 0 0 0 0 1 1 and 0 1 1 1 2 2, products 4 − 2 · 7/6 = 5/3; (2/3)/(5/3) = 2/5
    expect(second?.discriminativeEfficiency).toBeCloseTo(40, 10);
    // Products with the whole: 2, 2 and 1.5
    expect(first?.effectiveWeight).toBeCloseTo((100 * Math.SQRT2) / (2 * Math.SQRT2 + Math.sqrt(1.5)), 10);
    expect(third?.effectiveWeight).toBeCloseTo((100 * Math.sqrt(1.5)) / (2 * Math.SQRT2 + Math.sqrt(1.5)), 10);
  });

  it("shares the places in the upper and lower group among attempts with the same total", () => {
    const {
      items: [first, second, third],
    } = worked();
    // 27 % of 6 are 2: the 3 and half of each 2, the 0 and half of each 1.
    expect(first?.upperLower).toEqual({ d: 0.75, upper: 1, lower: 0.25, size: 2 });
    expect(second?.upperLower).toEqual({ d: 0.75, upper: 0.75, lower: 0, size: 2 });
    expect(third?.upperLower).toEqual({ d: 0.5, upper: 0.75, lower: 0.25, size: 2 });
  });

  it("gives the alpha without an item", () => {
    const {
      items: [, , third],
    } = worked();
    // Without the third, totals 2 2 1 1 0 0 with squares 4; 2 · (1 − (4/3 + 4/3)/4) = 2/3
    expect(third?.alphaIfDeleted).toBeCloseTo(2 / 3, 12);
  });

  it("warns that there are few attempts", () => {
    const { warnings } = worked();
    expect(warnings).toEqual([
      {
        code: "few-attempts",
        attempts: 6,
        limit: 30,
        message: "There are 6 attempts, fewer than 30: all of these numbers may be chance.",
      },
    ]);
  });
});

describe("analyse of items with several points", () => {
  // Totals 5 4 2 0: mean 2.75, squares 14.75. First item 3 2 2 0: squares 4.75. Second 2 2 0 0: squares 4.
  const input = {
    items: [
      { id: "essay", max: 4 },
      { id: "short", max: 2 },
    ],
    attempts: [
      [3, 2],
      [2, 2],
      [2, 0],
      [0, 0],
    ].map((scores) => ({ scores })),
  };

  it("measures facility and its deviation by what can be earned", () => {
    const { test, items } = analyse(input);
    expect(items[0]).toMatchObject({ mean: 1.75, facility: 1.75 / 4 });
    expect(items[0]?.facilitySd).toBeCloseTo(Math.sqrt(4.75 / 3) / 4, 12);
    expect(test.max).toBe(6);
  });

  it("gives the totals in points", () => {
    const { test } = analyse(input);
    expect(test).toMatchObject({ max: 6, mean: 2.75, median: 3 });
    expect(test.sd).toBeCloseTo(Math.sqrt(14.75 / 3), 12);
  });

  it("gives alpha, and no KR-20 or KR-21", () => {
    const { test } = analyse(input);
    expect(test.alpha).toBeCloseTo(2 * (1 - (4.75 + 4) / 14.75), 12);
    expect(test).toMatchObject({ kr20: null, kr21: null });
  });

  it("has no alpha without one of two items", () => {
    const { items } = analyse(input);
    expect(items.map(({ alphaIfDeleted }) => alphaIfDeleted)).toEqual([null, null]);
  });
});

describe("KR-20", () => {
  it("is there for two items", () => {
    // Totals 2 1 0: σ² = 2/3; p = 2/3 and 1/3; 2 · (1 − 4/9 · 3/2) = 2/3
    expect(
      analyse(
        tableOf([
          [1, 1],
          [1, 0],
          [0, 0],
        ]),
      ).test.kr20,
    ).toBeCloseTo(2 / 3, 12);
  });

  it("is there when all items have the same points, whatever these are", () => {
    const threefold = rows.map((row) => row.map((score) => 3 * score));
    const { kr20, kr21 } = analyse(tableOf(threefold, 3)).test;
    expect(kr20).toBeCloseTo(4 / 11, 12);
    expect(kr21).toBeCloseTo(3 / 11, 12);
  });

  it.each<[why: string, input: AnalysisInput]>([
    ["a part of the points was earned", tableOf([...rows, [0.5, 1, 1]])],
    ["points were lost", tableOf([...rows, [-1, 1, 1]])],
    ["nobody could earn all", tableOf(rows, 2)],
    ["items have different points", { ...tableOf(rows), items: [...itemsOf(2), { id: "3", max: 2 }] }],
    ["there is one item", tableOf(rows.map(([score]) => [score ?? 0]))],
  ])("is not there when %s", (_why, input) => {
    expect(analyse(input).test).toMatchObject({ kr20: null, kr21: null });
  });
});

describe("an item without an answer", () => {
  const input = tableOf([
    [1, 1, 1],
    [1, null, 1],
    [0, 1, null],
    [0, 0, 0],
  ]);

  it("counts no points unless told otherwise", () => {
    const zeros = tableOf([
      [1, 1, 1],
      [1, 0, 1],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    const expected = analyse(zeros);
    const answered = [4, 3, 3];
    const items = expected.items.map((item, index) => ({ ...item, answered: answered[index] }));
    expect(analyse(input)).toEqual({ ...expected, items });
    expect(analyse(input, { unanswered: "zero" })).toEqual(analyse(input));
  });

  it("is left out of that item's numbers when told so", () => {
    const { items } = analyse(input, { unanswered: "omit" });
    expect(items.map(({ attempts }) => attempts)).toEqual([4, 3, 3]);
    expect(items.map(({ facility }) => facility)).toEqual([1 / 2, 2 / 3, 2 / 3]);
    // Of the first, third and fourth: 1 1 0, with a rest of 2 0 0.
    expect(items[1]?.restCorrelation).toBeCloseTo(0.5, 12);
  });

  it("is left out of what its item weighs when told so", () => {
    const { items } = analyse(input, { unanswered: "omit" });
    // Covariances with the totals: 1 1 0 0 with 3 2 1 0 has 2/3, 1 1 0 with 3 1 0 has (4 − 8/3)/2, and with 3 2 0 (5 − 10/3)/2.
    const roots = [2 / 3, 2 / 3, 5 / 6].map(Math.sqrt);
    const sum = roots.reduce((before, root) => before + root, 0);
    for (const [index, root] of roots.entries())
      expect(items[index]?.effectiveWeight).toBeCloseTo((100 * root) / sum, 10);
  });

  it("leaves its attempt out of the test's numbers when told so", () => {
    const { test, items } = analyse(input, { unanswered: "omit" });
    // The first and the last attempt: totals 3 and 0.
    expect(test).toMatchObject({ attempts: 2, mean: 1.5, median: 1.5, alpha: 1, sem: 0 });
    expect(items.map(({ alphaIfDeleted }) => alphaIfDeleted)).toEqual([1, 1, 1]);
  });
});

describe("what is not defined", () => {
  const nothing = {
    ...{ mean: null, sd: null, median: null, skewness: null, kurtosis: null },
    ...{ alpha: null, kr20: null, kr21: null, sem: null, cic: null, errorRatio: null },
  };

  it("is null without attempts", () => {
    const { test, items, warnings } = analyse({ items: itemsOf(2), attempts: [] });
    expect(test).toEqual({ items: 2, attempts: 0, max: 2, ...nothing });
    expect(items[0]).toEqual({
      ...{ id: "1", max: 1, attempts: 0, answered: 0, mean: null, sd: null, facility: null, facilitySd: null },
      ...{ restCorrelation: null, inflatedTotalCorrelation: null, upperLower: null, discriminationIndex: null },
      ...{ discriminativeEfficiency: null, effectiveWeight: null, alphaIfDeleted: null, flags: [] },
    });
    expect(warnings.map(({ code }) => code)).toEqual(["few-attempts"]);
  });

  it("is null for a single attempt, but for the means", () => {
    const { test, items } = analyse(tableOf([[1, 0]]));
    expect(test).toEqual({ items: 2, attempts: 1, max: 2, ...nothing, mean: 1, median: 1 });
    expect(items[0]).toMatchObject({ mean: 1, facility: 1, sd: null, effectiveWeight: null, upperLower: null });
  });

  it.each([
    [2, null, null],
    [3, 0, null],
    [4, 0, 1.5],
  ])(
    "is null as skewness before 3 and as kurtosis before 4 attempts: with %i %s and %s",
    (count, skewness, kurtosis) => {
      const totals = [[0], [1], [0.5], [0.5]].slice(0, count);
      const { test } = analyse(tableOf(totals));
      expect(test.skewness).toBe(skewness);
      // m2 = 1/8, m4 = 1/32; k4 = 16 · (5/32 − 9/64)/6 = 1/24; k2 = 1/6; together 1.5
      expect(test.kurtosis).toBe(kurtosis);
    },
  );

  it("is there as a weight from two attempts on", () => {
    const { items } = analyse(
      tableOf([
        [1, 1],
        [0, 0],
      ]),
    );
    expect(items.map(({ effectiveWeight }) => effectiveWeight)).toEqual([50, 50]);
  });

  it("is null for a test of one item, of which the rest is nothing", () => {
    const { test, items } = analyse(tableOf([[1], [0], [1]]));
    expect(test).toMatchObject({ alpha: null, sem: null, cic: null, errorRatio: null });
    expect(items[0]).toMatchObject({ restCorrelation: null, discriminationIndex: null, inflatedTotalCorrelation: 1 });
  });

  it("is null where nobody differs, with a warning", () => {
    const { test, items, warnings } = analyse(tableOf([...Array(30).keys()].map(() => [1, 0])));
    expect(test).toMatchObject({ sd: 0, skewness: null, kurtosis: null, alpha: null, kr20: null, sem: null });
    expect(items[0]).toMatchObject({ sd: 0, restCorrelation: null, upperLower: null, effectiveWeight: null });
    expect(warnings.map(({ code }) => code)).toEqual(["no-variance"]);
  });

  it("is null where totals differ by rounding alone", () => {
    const attempts = [{ scores: [0.1, 0.2, 0.3] }, { scores: [0.3, 0.2, 0.1] }, { scores: [0.2, 0.3, 0.1] }];
    expect(0.1 + 0.2 + 0.3).not.toBe(0.3 + 0.2 + 0.1);
    const { test, items } = analyse({ items: itemsOf(3), attempts });
    expect(test).toMatchObject({ sd: 0, alpha: null });
    expect(items[0]).toMatchObject({ inflatedTotalCorrelation: null, upperLower: null });
    expect(items[0]?.restCorrelation).toBeCloseTo(-1, 12);
  });

  it("is null where large totals differ by rounding alone, and not where they differ at all", () => {
    const attempts = [
      [1000.7, 2000.1, 3000.2],
      [3000.2, 2000.1, 1000.7],
      [2000.1, 3000.2, 1000.7],
    ];
    const totals = attempts.map((scores) => scores.reduce((sum, score) => sum + score, 0));
    expect(new Set(totals).size).toBeGreaterThan(1);
    expect(analyse(tableOf(attempts, 4000)).test).toMatchObject({ sd: 0, alpha: null, skewness: null });
    const apart = attempts.map(([first, ...others], row) => [(first ?? 0) + row * 1e-6, ...others]);
    expect(analyse(tableOf(apart, 4000)).test.sd).toBeCloseTo(1e-6, 9);
  });

  it("is null without anything to earn", () => {
    const { items } = analyse(
      tableOf(
        [
          [0, 0],
          [-1, 0],
          [-1, 0],
        ],
        0,
      ),
    );
    expect(items[0]).toMatchObject({ facility: null, facilitySd: null, upperLower: null, mean: -2 / 3 });
  });

  it("takes a test without items", () => {
    const { test, items } = analyse({ items: [], attempts: [{ scores: [] }, { scores: [] }] });
    expect(test).toMatchObject({ items: 0, attempts: 2, max: 0, mean: 0, sd: 0, alpha: null, kr20: null });
    expect(items).toEqual([]);
  });
});

describe("a negative alpha", () => {
  it("is given as it is, with a warning", () => {
    const rowsAgainst = [...Array(30).keys()].map((index) =>
      index % 2 === 0 ? [1, 0, 1] : [0, 1, index % 3 === 0 ? 1 : 0],
    );
    const { test, warnings } = analyse(tableOf(rowsAgainst));
    expect(test.alpha).toBeLessThan(0);
    expect(warnings).toEqual([{ code: "negative-alpha", alpha: test.alpha, message: expect.any(String) }]);
  });
});
