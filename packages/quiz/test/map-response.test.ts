import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableMatch, GradableMulti, GradableNumeric, GradableText, MapResponsePolicy } from "@mlops/quiz";
import { lettersOf, named } from "./slim.ts";

describe("mapResponse, as in QTI", () => {
  /** `choice_multiple.xml` of the QTI examples: which elements form water? */
  const water: GradableMulti = {
    type: "multi",
    points: 2,
    options: named("H He C O N Cl"),
    allowEmpty: true,
    key: { correct: ["H", "O"] },
  };
  const waterPolicy: MapResponsePolicy = {
    type: "mapResponse",
    mapping: { H: 1, O: 1, Cl: -1 },
    defaultValue: -2,
    lowerBound: 0,
    upperBound: 2,
  };

  it.each([
    [["H", "O"], 2, "correct"],
    [["H"], 1, "partial"],
    [["H", "O", "Cl"], 1, "partial"],
    [["H", "O", "He"], 0, "incorrect"],
    [["H", "Cl"], 0, "incorrect"],
    [["N"], 0, "incorrect"],
    [[], 0, "incorrect"],
  ])("maps %j to %s", (chosen, points, status) => {
    expect(grade(water, chosen, waterPolicy)).toMatchObject({ points, fraction: points / 2, status, min: 0, max: 2 });
  });

  it("says what was held within the bounds", () => {
    expect(grade(water, ["H", "O", "He", "N"], waterPolicy).trace.slice(1)).toEqual([
      { step: "policy", policy: "mapResponse", fraction: -1 },
      { step: "bounds", from: -1, to: 0 },
    ]);
  });

  /** `match.xml`: whose play is the character from? */
  const plays: GradableMatch = {
    type: "match",
    points: 3,
    rights: named("M R T"),
    key: {
      pairs: [
        ["C", "R"],
        ["D", "M"],
        ["L", "M"],
        ["P", "T"],
      ],
    },
  };
  const playsPolicy: MapResponsePolicy = {
    type: "mapResponse",
    mapping: { "C R": 1, "D M": 0.5, "L M": 0.5, "P T": 1 },
  };

  it.each([
    ["C R, D M, L M, P T", 3, "correct"],
    ["C R, D M", 1.5, "partial"],
    ["L M", 0.5, "partial"],
    ["C R, D R, L T, P T", 2, "partial"],
    ["C M, P M", 0, "incorrect"],
  ])("maps the pairs %s to %s", (pairs, points, status) => {
    const response = pairs.split(", ").map((pair) => pair.split(" "));
    expect(grade(plays, response, playsPolicy)).toMatchObject({ points, status, min: 0, max: 3 });
  });

  it("maps no pair that is left out", () => {
    const strict: MapResponsePolicy = { ...playsPolicy, defaultValue: -1 };
    expect(grade(plays, [["C", "R"]], strict)).toMatchObject({ points: 1 });
    expect(grade(plays, [["C", "T"]], strict)).toMatchObject({ points: -1, min: -4, max: 3 });
  });

  /** `slider.xml`: a number, with less for what is near. */
  const slider: GradableNumeric = { type: "numeric", points: 2, key: { answers: [{ min: "14", max: "18" }] } };
  const near = { 12: 0.5, 13: 0.5, 19: 0.5, 20: 0.5 };
  const sliderPolicy: MapResponsePolicy = {
    type: "mapResponse",
    mapping: { 14: 1, 15: 1, 16: 1, 17: 1, 18: 1, ...near, "1.25": 0.25, 0: 0.75 },
  };

  it.each([
    ["16", 1],
    ["18.0", 1],
    ["13", 0.5],
    ["+2e1", 0.5],
    ["11", 0],
    ["16.5", 0],
    ["1.250", 0.25],
    ["-0.00", 0.75],
  ])("maps the number %s to %s", (value, share) => {
    expect(grade(slider, { value }, sliderPolicy)).toMatchObject({
      fraction: share,
      points: 2 * share,
      min: 0,
      max: 2,
    });
  });

  it("maps words as they were typed, and truth", () => {
    const words: GradableText = { type: "text", points: 1, key: { answers: [{ pattern: "*" }] } };
    const policy: MapResponsePolicy = { type: "mapResponse", mapping: { Canary: 2, shadow: 1 } };
    expect([" Canary", "canary", "shadow"].map((one) => grade(words, one, policy).fraction)).toEqual([1, 0, 0.5]);
    const truth = { type: "trueFalse", points: 1, key: { correct: true } } as const;
    const truthPolicy: MapResponsePolicy = { type: "mapResponse", mapping: { true: 4, false: 1 } };
    expect([true, false].map((one) => grade(truth, one, truthPolicy).fraction)).toEqual([1, 0.25]);
  });

  it("maps an option by its id", () => {
    const choice = { type: "choice", points: 2, options: named("a b c"), key: { correct: "a" } } as const;
    const policy: MapResponsePolicy = { type: "mapResponse", mapping: { a: 1, b: 0.25, c: -0.5 } };
    const points = ["a", "b", "c"].map((one) => grade(choice, one, policy).points);
    expect(points).toEqual([2, 0.5, -1]);
    expect(grade(choice, "a", policy)).toMatchObject({ min: -1, max: 2 });
  });

  it("gives a value that every object inherits the default", () => {
    const choice = { type: "choice", points: 1, options: named("toString b"), key: { correct: "b" } } as const;
    const policy: MapResponsePolicy = { type: "mapResponse", mapping: { b: 1 } };
    expect(grade(choice, "toString", policy)).toMatchObject({ points: 0 });
    expect(grade(choice, "toString", { ...policy, defaultValue: 0.5 })).toMatchObject({ points: 0.5 });
  });
});

describe("the bounds of mapResponse", () => {
  const question: GradableMulti = {
    type: "multi",
    points: 4,
    options: named("a b c"),
    allowEmpty: true,
    key: { correct: ["a", "b"] },
  };
  const grades = (policy: Omit<MapResponsePolicy, "type">, ...chosen: string[]): unknown[] =>
    chosen.map((letters) => grade(question, lettersOf(letters), { type: "mapResponse", ...policy }).points);
  const range = (policy: Omit<MapResponsePolicy, "type">, chosen: string[] = ["a"]): unknown[] => {
    const { min, max } = grade(question, chosen, { type: "mapResponse", ...policy });
    return [min, max];
  };

  it("are what answers can be mapped to where none are given", () => {
    expect(grades({ mapping: { a: 1, b: 1, c: -1 } }, "ab", "a", "c", "abc")).toEqual([4, 2, -2, 2]);
    expect(range({ mapping: { a: 1, b: 1, c: -1 } })).toEqual([-6, 4]);
    expect(range({ mapping: { a: 1, b: 1 } })).toEqual([0, 4]);
    expect(range({ mapping: { a: 1, b: 1 }, defaultValue: -0.5 })).toEqual([-3, 4]);
  });

  it("let an answer earn more than the key where its values are mapped to more", () => {
    expect(grades({ mapping: { a: 1, b: 1, c: 2 } }, "abc", "c")).toEqual([8, 4]);
    expect(range({ mapping: { a: 1, b: 1, c: 2 } })).toEqual([0, 8]);
    expect(range({ mapping: { a: 1, b: 1, c: 2 }, defaultValue: -1 })).toEqual([-6, 8]);
    expect(range({ mapping: { a: 3, b: -1, c: 2 } })).toEqual([-6, 10]);
    expect(grades({ mapping: { a: 1, b: 1 }, defaultValue: 1 }, "abc")).toEqual([6]);
    expect(grade(question, ["a", "b", "c"], { type: "mapResponse", mapping: { a: 1, b: 1, c: 2 } }).status).toBe(
      "correct",
    );
  });

  it("hold the sum", () => {
    const policy = { mapping: { a: 1, b: 1, c: -3 }, lowerBound: -1, upperBound: 1 };
    expect(grades(policy, "ab", "a", "c", "ac", "")).toEqual([4, 4, -4, -4, 0]);
    expect(range(policy)).toEqual([-4, 4]);
    expect(range({ ...policy, mapping: { a: 1, b: 1, c: 1 } })).toEqual([0, 4]);
    expect(grades({ mapping: { a: 1, b: 1, c: 1 }, upperBound: 2 }, "abc", "a")).toEqual([4, 2]);
  });

  it("earn nothing for choosing nothing, though the lower one be more", () => {
    expect(grades({ mapping: { a: 1, b: 1 }, lowerBound: 1 }, "", "c", "ab")).toEqual([0, 2, 4]);
    expect(range({ mapping: { a: 1, b: 1 }, lowerBound: 1 }, [])).toEqual([0, 4]);
    expect(range({ mapping: { a: 1, b: 1 }, lowerBound: 1 })).toEqual([2, 4]);
  });

  it("of a single value are those of the one that is mapped to most", () => {
    const choice = { type: "choice", points: 4, options: named("a b c"), key: { correct: "a" } } as const;
    const points = (policy: Omit<MapResponsePolicy, "type">): number[] =>
      ["a", "b", "c"].map((id) => grade(choice, id, { type: "mapResponse", ...policy }).points);
    expect(points({ mapping: { a: 2, b: 1 } })).toEqual([4, 2, 0]);
    expect(points({ mapping: { a: 2, b: 1 }, upperBound: 1 })).toEqual([4, 4, 0]);
    expect(points({ mapping: { a: 2, b: 1 }, upperBound: 4 })).toEqual([2, 1, 0]);
    expect(points({ mapping: { a: 1 }, defaultValue: 2 })).toEqual([2, 4, 4]);
    expect(points({ mapping: { a: 1, c: -1 }, lowerBound: -0.5 })).toEqual([4, 0, -2]);
  });
});
