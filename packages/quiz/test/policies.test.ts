import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableChoice, GradableMulti, Policy } from "@mlops/quiz";
import { lettersOf, named } from "./slim.ts";

/** A multi question whose options are letters, and whose right ones are in upper case. */
function multi(letters: string, points = 1): GradableMulti {
  const options = lettersOf(letters).map((id) => ({ id }));
  return {
    type: "multi",
    points,
    options,
    allowEmpty: true,
    key: { correct: lettersOf(letters.replace(/[a-z]/g, "")) },
  };
}
const fraction = (question: GradableMulti, chosen: string, policy: Policy): number =>
  grade(question, lettersOf(chosen), policy).fraction;

describe("fractions, as in Moodle", () => {
  /** `get_grade_options` of Moodle: the shares that an answer can have. */
  const shares: [share: number, parts: number, of: number][] = [
    [0.9, 9, 10],
    [0.8333333, 5, 6],
    [0.8, 4, 5],
    [0.75, 3, 4],
    [0.7, 7, 10],
    [0.6666667, 2, 3],
    [0.6, 3, 5],
    [0.5, 1, 2],
    [0.4, 2, 5],
    [0.3333333, 1, 3],
    [0.3, 3, 10],
    [0.25, 1, 4],
    [0.2, 1, 5],
    [0.1666667, 1, 6],
    [0.1428571, 1, 7],
    [0.125, 1, 8],
    [0.1111111, 1, 9],
    [0.1, 1, 10],
    [0.05, 1, 20],
  ];

  it.each(shares)("%s of the points are exactly %s of %s, won or lost", (share, parts, of) => {
    const key = { correct: "a", weights: { b: share, c: -share } };
    const question: GradableChoice = { type: "choice", points: of, options: named("a b c"), key };
    expect(grade(question, "b")).toMatchObject({ status: "partial", fraction: share, points: parts, max: of });
    expect(grade(question, "c")).toMatchObject({ status: "incorrect", fraction: -share, points: -parts, min: -parts });
  });

  it.each(shares.filter(([, parts]) => parts === 1))(
    "%s of the points, earned %s by %s, are all",
    (share, _, count) => {
      const ids = Array.from({ length: count }, (_unused, index) => `o${index}`);
      const weights = Object.fromEntries(ids.map((id) => [id, share]));
      const options = ids.map((id) => ({ id }));
      const question: GradableMulti = { type: "multi", points: 7, options, key: { correct: ids, weights } };
      const result = grade(question, ids);
      expect(result).toMatchObject({ status: "correct", fraction: 1, points: 7 });
      expect(result.trace.map(({ step }) => step)).toEqual(["parts", "policy"]);
      expect(grade(question, ids.slice(1)).status).toBe(count > 1 ? "partial" : "invalid");
    },
  );

  it("takes 33.33333 % for a third", () => {
    const weights = { A: 0.3333333, B: 0.3333333, C: 0.3333333, d: -1 };
    const question: GradableMulti = { ...multi("ABCd", 3), key: { correct: ["A", "B", "C"], weights } };
    const points = ["A", "AB", "ABC", "ABCd", "d"].map((chosen) => grade(question, lettersOf(chosen)).points);
    expect(points).toEqual([1, 2, 3, 0, 0]);
  });

  it("keeps a share that is no simple fraction", () => {
    const weights = { b: 0.1234567 };
    const question: GradableChoice = {
      type: "choice",
      points: 10,
      options: named("a b"),
      key: { correct: "a", weights },
    };
    expect(grade(question, "b")).toMatchObject({ fraction: 0.1234567, points: 1.234567 });
  });

  it("rounds to seven decimals", () => {
    const weights = { b: 0.12345678, c: 0.00000004 };
    const question: GradableChoice = {
      type: "choice",
      points: 1,
      options: named("a b c"),
      key: { correct: "a", weights },
    };
    expect(grade(question, "b")).toMatchObject({ fraction: 0.1234568, points: 0.1234568 });
    expect(grade(question, "c")).toMatchObject({ fraction: 0, points: 0 });
    expect(grade({ ...question, points: 123456789.12345678 }, "a").points).toBe(123456789.12345678);
  });

  it("takes simple fractions up to thirtieths for what they are, and no others", () => {
    const pointsFor = (share: number, points: number): number =>
      grade({ type: "choice", points, options: named("a b"), key: { correct: "a", weights: { b: share } } }, "b")
        .points;
    expect(pointsFor(0.0344828, 29)).toBe(1);
    expect(pointsFor(0.0333333, 30)).toBe(1);
    expect(pointsFor(0.0322581, 31)).toBe(1.0000011);
  });

  it("gives every right option the same share, and takes as much for a wrong one, where the author has no weights", () => {
    const question = multi("ABcd");
    const given = ["A", "AB", "Ac", "ABc", "ABcd", "c", ""].map((chosen) => fraction(question, chosen, "fractions"));
    expect(given).toEqual([0.5, 1, 0, 0.5, 0, 0, 0]);
  });
});

describe("edc, as in Open edX", () => {
  it.each([
    ["abCD", "C", 0.75],
    ["abCD", "CD", 1],
    ["abCD", "a", 0.25],
    ["abCD", "ab", 0],
    ["abCD", "abCD", 0.5],
    ["abCD", "", 0],
    ["ABcde", "", 0],
    ["ABcde", "A", 0.8],
    ["ABcde", "Ac", 0.6],
    ["ABcde", "cde", 0],
    ["Abc", "Ab", 0.67],
    ["ABCdef", "A", 0.67],
    ["ABCDEFg", "A", 0.29],
    ["abc", "", 1],
    ["abc", "a", 0.67],
  ])("with the options %s gives for %j %s", (letters, chosen, expected) => {
    expect(fraction(multi(letters), chosen, "edc")).toBe(expected);
  });

  it.each([
    ["Aabcdefg", 0.12],
    ["ABCdefgh", 0.38],
    ["ABCDEfgh", 0.62],
    ["ABCDEFGh", 0.88],
  ])("rounds the half of a hundredth to the even one, as Python does: %s", (letters, expected) => {
    const wrong = letters.replace(/[A-Z]/g, "");
    const right = letters.replace(/[a-z]/g, "");
    expect(fraction(multi(letters), `${right}${wrong}`, "edc")).toBe(expected);
  });
});

describe("halves, as in Open edX", () => {
  it.each([
    ["abCD", "CD", 1],
    ["abCD", "C", 0.5],
    ["abCD", "bCD", 0.5],
    ["abCD", "abCD", 0],
    ["abCD", "aC", 0],
    ["abCDe", "CD", 1],
    ["abCDe", "C", 0.5],
    ["abCDe", "bCD", 0.5],
    ["abCDe", "abCD", 0.25],
    ["abCDe", "bC", 0.25],
    ["abCDe", "abe", 0],
    ["abCDe", "abCDe", 0],
    ["abCDe", "", 0],
    ["Ab", "Ab", 0],
    ["Abc", "Ab", 0.5],
    ["Abc", "Abc", 0],
    ["Abcd", "Abc", 0],
    ["Abcde", "Abc", 0.25],
    ["A", "A", 1],
    ["ab", "", 1],
    ["abc", "a", 0.5],
  ])("with the options %s gives for %j %s", (letters, chosen, expected) => {
    expect(fraction(multi(letters), chosen, "halves")).toBe(expected);
  });
});

describe("coverage, as in PrairieLearn", () => {
  it.each([
    ["ABcd", "A", 0.5],
    ["ABcd", "AB", 1],
    ["ABcd", "ABc", 0.6666667],
    ["ABcd", "ABcd", 0.5],
    ["ABcd", "Ac", 0.25],
    ["ABcd", "cd", 0],
    ["ABcd", "", 0],
    ["ABCde", "ABd", 0.4444444],
    ["ABCde", "A", 0.3333333],
    ["ab", "", 1],
    ["ab", "a", 0],
  ])("with the options %s gives for %j %s", (letters, chosen, expected) => {
    expect(fraction(multi(letters), chosen, "coverage")).toBe(expected);
  });
});

describe("perOptionPenalty", () => {
  it.each([
    ["ABcd", "A", undefined, 0.5],
    ["ABcd", "AB", undefined, 1],
    ["ABcd", "ABc", undefined, 0.5],
    ["ABcd", "Ac", undefined, 0],
    ["ABcd", "Acd", undefined, 0],
    ["ABcd", "", undefined, 0],
    ["ABcd", "ABc", 0, 1],
    ["ABcd", "Acd", 0.25, 0.25],
    ["ABcd", "ABc", 2, 0],
    ["ABCd", "AB", 0.5, 0.6666667],
    ["ABCd", "ABd", 0.5, 0.5],
    ["ab", "", 1, 1],
    ["ab", "a", 0, 0],
  ])("with the options %s gives for %j and the penalty %s %s", (letters, chosen, penalty, expected) => {
    expect(fraction(multi(letters), chosen, { type: "perOptionPenalty", penalty })).toBe(expected);
    if (penalty === undefined) expect(fraction(multi(letters), chosen, "perOptionPenalty")).toBe(expected);
  });

  it("without a penalty does not look at what else is chosen", () => {
    const free: Policy = { type: "perOptionPenalty", penalty: 0 };
    expect(grade(multi("ABcd"), ["A"], free).status).toBe("partial");
    expect(grade(multi("ABcd"), ["A", "B", "c", "d"], free).status).toBe("correct");
  });
});

describe("certainty-based marking, as in Moodle", () => {
  /** `question_cbm::adjust_fraction`, from Moodle's own tests. */
  const table: [fraction: number, certainty: 1 | 2 | 3, expected: number][] = [
    [1, 1, 1],
    [1, 2, 2],
    [1, 3, 3],
    [0, 1, 0],
    [0, 2, -2],
    [0, 3, -6],
    [0.5, 1, 0.5],
    [0.5, 2, 1],
    [0.5, 3, 1.5],
    [-0.25, 1, 0],
    [-0.25, 2, -2],
    [-0.25, 3, -6],
  ];
  const ids: Record<string, string> = { "1": "a", "0": "b", "0.5": "c", "-0.25": "d" };
  const weights = { c: 0.5, d: -0.25, e: 0.0000001, f: 0.00000005, g: 0.3333333 };
  const options = named("a b c d e f g");
  const question: GradableChoice = { type: "choice", points: 2, options, key: { correct: "a", weights } };

  it.each(table)("makes of the fraction %s with certainty %s %s", (base, certainty, expected) => {
    const result = grade(question, ids[base], { type: "cbm", certainty });
    expect(result).toMatchObject({ fraction: expected, points: 2 * expected, min: -12, max: 6 });
    expect(result.status).toBe(base === 1 ? "correct" : base > 0 ? "partial" : "incorrect");
    expect(result.trace.at(-1)).toEqual({ step: "certainty", certainty, fraction: expected });
  });

  it("takes a fraction of at most 0.00000005 for wrong", () => {
    expect(grade(question, "e", { type: "cbm", certainty: 3 })).toMatchObject({
      status: "partial",
      fraction: 0.0000003,
    });
    expect(grade(question, "f", { type: "cbm", certainty: 3 })).toMatchObject({ status: "incorrect", fraction: -6 });
  });

  it("multiplies what is exact", () => {
    const result = grade({ ...question, points: 3 }, "g", { type: "cbm", certainty: 2 });
    expect(result).toMatchObject({ fraction: 0.6666667, points: 2 });
  });

  it("takes a learner who does not say for one who is not very sure", () => {
    for (const policy of ["cbm", { type: "cbm" }, { type: "cbm", certainty: undefined }] as const) {
      expect(grade(question, "a", policy)).toEqual(grade(question, "a", { type: "cbm", certainty: 1 }));
    }
    expect(grade({ ...question, scoring: "cbm" }, "b")).toEqual(grade(question, "b", "cbm"));
  });

  it("weighs what the base says, by default what the kind of question decides", () => {
    const chosen = (base?: "exact" | "edc" | { type: "perOptionPenalty"; penalty: number }): unknown =>
      grade(multi("ABcd"), ["A"], { type: "cbm", certainty: 2, base }).fraction;
    expect(chosen()).toBe(-2);
    expect(chosen("exact")).toBe(-2);
    expect(chosen("edc")).toBe(1.5);
    expect(chosen({ type: "perOptionPenalty", penalty: 0 })).toBe(1);
    const scored = { ...multi("ABcd"), scoring: "edc" } as const;
    expect(grade(scored, ["A"], { type: "cbm", certainty: 2 }).fraction).toBe(-2);
  });

  it("has the same bounds for an answer that cannot be graded", () => {
    expect(grade(question, null, "cbm")).toMatchObject({ status: "invalid", points: 0, min: -12, max: 6 });
  });

  it("has no bounds below nought where there is nothing to earn", () => {
    expect(grade({ ...question, points: 0 }, null, "cbm")).toMatchObject({ min: 0, max: 0 });
    expect(grade({ ...question, points: 0 }, "b", { type: "cbm", certainty: 3 })).toMatchObject({ points: 0, min: 0 });
    expect(grade({ ...question, points: 0.1 }, "a", "cbm").max).toBe(0.3);
  });
});

describe("the policy of a grade", () => {
  const question: GradableMulti = { ...multi("ABcd"), scoring: "edc" };

  it("is the caller's, else the question's, else the kind's", () => {
    expect(grade(question, ["A"], "coverage").fraction).toBe(0.5);
    expect(grade(question, ["A"]).fraction).toBe(0.75);
    expect(grade({ ...question, scoring: undefined }, ["A"]).fraction).toBe(0);
    expect(grade(question, ["A"], undefined).fraction).toBe(0.75);
  });

  it("may be a name or an object", () => {
    for (const name of ["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty", "cbm"] as const) {
      for (const chosen of [["A"], ["A", "B"], ["A", "c"], []]) {
        expect(grade(question, chosen, { type: name })).toEqual(grade(question, chosen, name));
      }
    }
  });

  it("is named in the trace, with what it gives before bounds", () => {
    expect(grade(question, ["c", "d"], "perOptionPenalty").trace).toEqual([
      { step: "parts", right: 0, wrong: 2, missed: 2, count: 4 },
      { step: "policy", policy: "perOptionPenalty", fraction: -1 },
      { step: "bounds", from: -1, to: 0 },
    ]);
    expect(grade(question, ["A", "c"], { type: "cbm", certainty: 2, base: "edc" }).trace).toEqual([
      { step: "parts", right: 2, wrong: 1, missed: 1, count: 4 },
      { step: "policy", policy: "edc", fraction: 0.5 },
      { step: "certainty", certainty: 2, fraction: 1 },
    ]);
  });

  it("never pays for choosing nothing where an option is right, whatever its name", () => {
    const names = ["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty"] as const;
    for (const letters of ["Ab", "Abc", "Abcdefgh", "ABCdefgh", "ABCDEFGh", "AB"]) {
      for (const name of names) expect(fraction(multi(letters), "", name)).toBe(0);
      expect(fraction(multi(letters), "", { type: "cbm", certainty: 3, base: "edc" })).toBe(-6);
    }
    for (const name of names) expect(fraction(multi("abc"), "", name)).toBe(1);
  });
});
