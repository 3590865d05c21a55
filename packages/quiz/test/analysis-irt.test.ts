import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitIrt } from "@mlops/quiz/analysis";
import type { AnalysisInput, IrtFit, IrtItem, IrtSettings } from "@mlops/quiz/analysis";
import { near } from "./analysis-near.ts";
import { lsat6, lsat7, tableOf } from "./analysis-tables.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) };

/** The numbers of items that differ from what is expected by more than `difference`. */
function farOff(
  { items }: IrtFit,
  read: (item: IrtItem) => number | null,
  expected: readonly number[],
  difference: number,
): (number | null)[] {
  const isNear = (value: number | null, wanted: number | undefined): boolean =>
    value !== null && wanted !== undefined && Math.abs(value - wanted) <= difference;
  return items.map(read).filter((value, index) => !isNear(value, expected[index]));
}

/** Numbers from 0 to 1 that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Answers of people whose abilities are normal, to items with these discriminations and difficulties. */
function simulated(count: number, items: readonly (readonly [a: number, b: number])[]): AnalysisInput {
  const next = chance(20260101);
  const rows = Array.from({ length: count }, () => {
    const theta = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    return items.map(([a, b]) => Number(next() < 1 / (1 + Math.exp(-a * (theta - b)))));
  });
  return tableOf(rows);
}

describe("fitIrt with two parameters", () => {
  it("finds the most likely model of section 6 of the LSAT, to four decimals", () => {
    const fit = fitIrt(lsat6(), { model: "2pl" });
    expect(fit).toMatchObject({ model: "2pl", attempts: 1000, parameters: 10, isConverged: true, warnings: [] });
    // The maximum of the same likelihood by Gauss–Hermite quadrature at 15, 21 and 61 points, searched without gradients.
    expect(farOff(fit, ({ a }) => a, [0.8257, 0.7227, 0.8909, 0.6884, 0.6569], 6e-5)).toEqual([]);
    expect(farOff(fit, ({ b }) => b, [-3.3588, -1.3701, -0.2797, -1.8664, -3.1259], 6e-5)).toEqual([]);
  });

  it("gives the likelihood that the R package ltm publishes", () => {
    const fit = fitIrt(lsat6(), { model: "2pl" });
    expect(fit.logLikelihood).toBeCloseTo(-2466.653, 3);
    expect(fit.aic).toBeCloseTo(4953.307, 3);
    expect(fit.bic).toBeCloseTo(4953.307 - 20 + 10 * Math.log(1000), 3);
  });

  it("gives ltm's estimates and errors, as near as ltm comes to the maximum", () => {
    const fit = fitIrt(lsat6(), { model: "2pl" });
    expect(farOff(fit, ({ a }) => a, [0.8254, 0.7229, 0.8905, 0.6886, 0.6575], 7e-4)).toEqual([]);
    expect(farOff(fit, ({ b }) => b, [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], 2.4e-3)).toEqual([]);
    expect(farOff(fit, ({ aSe }) => aSe, [0.2581, 0.1867, 0.2326, 0.1852, 0.21], 3e-4)).toEqual([]);
    expect(farOff(fit, ({ bSe }) => bSe, [0.8669, 0.3073, 0.0997, 0.4341, 0.87], 1.3e-3)).toEqual([]);
  });

  it("gives mirt's estimates of section 7, in slopes and intercepts", () => {
    const other = fitIrt(lsat7(), { model: "2pl" });
    expect(other.logLikelihood).toBeCloseTo(-2658.805, 3);
    expect(farOff(other, ({ a }) => a, [0.988, 1.081, 1.706, 0.765, 0.736], 2e-3)).toEqual([]);
    expect(farOff(other, ({ d }) => d, [1.8561, 0.808, 1.8043, 0.486, 1.8545], 1e-3)).toEqual([]);
  });

  it("comes near to the items that answers were made with", () => {
    const items = [
      [0.8, -1.5],
      [1.5, -0.5],
      [1, 0],
      [2, 0.5],
      [1.2, 1.5],
      [0.6, 1],
    ] as const;
    const made = fitIrt(simulated(5000, items), { model: "2pl" });
    for (const [index, { a, aSe, b, bSe }] of made.items.entries()) {
      expect(Math.abs((a ?? 0) - (items[index]?.[0] ?? 0)) / (aSe ?? 0)).toBeLessThan(3);
      expect(Math.abs((b ?? 0) - (items[index]?.[1] ?? 0)) / (bSe ?? 0)).toBeLessThan(3);
    }
  });
});

describe("fitIrt with one parameter", () => {
  it("gives what ltm publishes as the Rasch model of section 6 of the LSAT", () => {
    const fit = fitIrt(lsat6(), { model: "1pl" });
    expect(fit).toMatchObject({ model: "1pl", parameters: 6, isConverged: true });
    expect(fit.items.map(({ a }) => a?.toFixed(2))).toEqual(["0.76", "0.76", "0.76", "0.76", "0.76"]);
    expect(fit.items.map(({ b }) => b?.toFixed(2))).toEqual(["-3.62", "-1.32", "-0.32", "-1.73", "-2.78"]);
    expect(fit.logLikelihood?.toFixed(1)).toBe("-2466.9");
  });

  it("takes who has more right for abler, whichever items they are", () => {
    const fit = fitIrt(lsat6(), { model: "1pl" });
    const patterns = [
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1],
      [1, 1, 1, 1, 1],
    ];
    const [none, first, last, all] = patterns.map((pattern) => {
      const place = lsat6().attempts.findIndex(({ scores }) => scores.join() === pattern.join());
      return fit.abilities[place]?.theta ?? Number.NaN;
    });
    expect(first).toBeCloseTo(last ?? 0, 10);
    expect(none).toBeLessThan(first ?? -Infinity);
    expect(all).toBeGreaterThan(first ?? Infinity);
    // All right is no infinite ability.
    expect(all).toBeLessThan(1);
  });
});

describe("an item model", () => {
  it("leaves out items that everyone or nobody has right", () => {
    const { items, attempts } = lsat6();
    const wider = {
      items: [{ id: "easy", max: 1 }, ...items, { id: "hard", max: 3 }],
      attempts: attempts.map(({ scores }) => ({ scores: [1, ...scores, 0] })),
    };
    const fit = fitIrt(wider, { model: "2pl" });
    const none = { a: null, aSe: null, b: null, bSe: null, d: null };
    const [easy, ...others] = fit.items;
    expect([easy, others.pop()]).toEqual([
      { id: "easy", ...none },
      { id: "hard", ...none },
    ]);
    expect(others).toEqual(fitIrt(lsat6(), { model: "2pl" }).items);
  });

  it("takes items of any points for right or wrong", () => {
    const { items, attempts } = lsat6();
    const threefold = {
      items: items.map((item) => ({ ...item, max: 0.3 })),
      attempts: attempts.map(({ scores }) => ({ scores: scores.map((score) => (score === 1 ? 0.1 + 0.2 : 0)) })),
    };
    expect(fitIrt(threefold, { model: "1pl" })).toEqual(fitIrt(lsat6(), { model: "1pl" }));
  });

  it.each([0.5, -1, 0.9999])("refuses an answer that earned %d of 1 point, and says where", (score) => {
    const input = tableOf([
      [1, 0],
      [0, score],
    ]);
    expect(() => fitIrt(input, { model: "1pl" })).toThrow(
      expect.objectContaining({ code: "score-partial", row: 1, column: 1 }),
    );
  });

  it("takes a missing answer for a wrong one, or for none when told so", () => {
    const { attempts } = simulated(400, [
      [1, 0],
      [1, 0.5],
      [1.5, -0.5],
    ]);
    const rows = attempts.map(({ scores }, row) => scores.map((score, column) => (row % 4 === column ? null : score)));
    const zeros = tableOf(rows.map((row) => row.map((score) => score ?? 0)));
    expect(fitIrt(tableOf(rows), { model: "1pl" })).toEqual(fitIrt(zeros, { model: "1pl" }));
    const omit = fitIrt(tableOf(rows), { model: "1pl", unanswered: "omit" });
    // Answers that are missing by chance make errors larger, and not items harder.
    expect(farOff(omit, ({ b }) => b, [0, 0.5, -0.5], 0.4)).toEqual([]);
    expect(fitIrt(zeros, { model: "1pl" }).items[0]?.b).toBeGreaterThan((omit.items[0]?.b ?? 0) + 0.3);
  });

  it.each<[model: IrtSettings["model"], count: number, codes: string[]]>([
    ["1pl", 99, ["few-attempts"]],
    ["1pl", 100, []],
    ["2pl", 249, ["few-attempts"]],
    ["2pl", 250, []],
  ])("as %s of %i attempts has the warnings %j", (model, count, codes) => {
    const { warnings } = fitIrt(
      simulated(count, [
        [1, 0],
        [1, 0.5],
        [1.5, -0.5],
      ]),
      { model },
    );
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  it("says that it was not found when there are too few steps, and gives no errors", () => {
    const fit = fitIrt(lsat6(), { model: "2pl", maxSteps: 3 });
    expect(fit).toMatchObject({ isConverged: false, steps: 3 });
    expect(fit.items[0]).toMatchObject({ aSe: null, bSe: null });
  });

  it.each<[settings: string, message: string]>([
    ['{ "model": "3pl" }', 'model is "1pl" or "2pl", not "3pl"'],
    ['{ "model": "1pl", "maxSteps": -1 }', "maxSteps is at least 0, not -1"],
    ['{ "model": "1pl", "unanswered": "skip" }', 'unanswered is "zero" or "omit", not "skip"'],
    ['{ "model": "1pl", "fewAttempts": "few" }', "limits.fewAttempts is a number, not few"],
  ])("refuses the settings %s", (settings, message) => {
    expect(() => fitIrt(lsat6(), JSON.parse(settings))).toThrow(
      expect.objectContaining({ name: "AnalysisError", code: "settings-invalid", message }),
    );
  });

  it("is nothing without attempts or without items", () => {
    const nothing = { parameters: 0, logLikelihood: 0, aic: 0, isConverged: true, abilities: [] };
    expect(fitIrt({ items: [], attempts: [] }, { model: "2pl" })).toMatchObject({ ...nothing, items: [] });
    expect(fitIrt({ items: [{ id: "q", max: 1 }], attempts: [] }, { model: "1pl" })).toMatchObject(nothing);
  });

  it("has finite numbers, and with two parameters is at least as likely as with one, whatever the answers", () => {
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((items) =>
        fc.array(fc.array(fc.constantFrom(0, 1), { minLength: items, maxLength: items }), { maxLength: 30 }),
      );
    fc.assert(
      fc.property(rows, fc.constantFrom("zero", "omit"), (answers, unanswered) => {
        const [one, two] = (["1pl", "2pl"] as const).map((model) =>
          fitIrt(tableOf(answers), { model, unanswered, maxSteps: 60 }),
        );
        const numbers = JSON.stringify([one, two], (_name, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? "not finite" : value,
        );
        expect(numbers).not.toContain("not finite");
        if (one?.isConverged === true && two?.isConverged === true) {
          expect(two.logLikelihood).toBeGreaterThanOrEqual((one.logLikelihood ?? 0) - 1e-6);
        }
      }),
      runs,
    );
  });

  it("does not depend on the order of the attempts", () => {
    const { items, attempts } = lsat6();
    const { abilities, ...fit } = fitIrt({ items, attempts: attempts.toReversed() }, { model: "2pl" });
    const { abilities: expectedAbilities, ...expected } = fitIrt(lsat6(), { model: "2pl" });
    expect(near({ ...fit, steps: 0 }, { ...expected, steps: 0 }, 1e-5)).toEqual({ ...expected, steps: 0 });
    expect(near(abilities.toReversed(), expectedAbilities, 1e-5)).toEqual(expectedAbilities);
  });
});
