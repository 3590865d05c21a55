import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableMatch } from "@mlops/quiz";
import { named, partsOf, verdictOf } from "../slim.ts";

/** Two lefts share a right, and one right belongs to none. */
const question: GradableMatch = {
  type: "match",
  points: 3,
  rights: named("bird fish stone"),
  key: {
    pairs: [
      ["canary", "bird"],
      ["trout", "fish"],
      ["gull", "bird"],
    ],
  },
};
const right = [
  ["gull", "bird"],
  ["canary", "bird"],
  ["trout", "fish"],
];

describe("grade of a match question", () => {
  it("gives all the points for all pairs, in any order", () => {
    expect(grade(question, right)).toMatchObject({ status: "correct", fraction: 1, points: 3, min: 0, max: 3 });
    expect(grade(question, right.toReversed())).toEqual(grade(question, right));
  });

  it("gives each right pair its even share", () => {
    expect(grade(question, [["canary", "bird"]])).toMatchObject({ status: "partial", fraction: 0.3333333, points: 1 });
    expect(grade(question, [["canary", "stone"]])).toMatchObject({ status: "incorrect", fraction: 0, points: 0 });
    expect(grade(question, [["canary", "bird"]], "exact")).toMatchObject({ status: "incorrect", points: 0 });
  });

  it("says of every left, in the order of the lefts, how it came out", () => {
    const result = grade(question, [
      ["gull", "stone"],
      ["canary", "bird"],
    ]);
    expect(result.parts.map(({ id }) => id)).toEqual(["canary", "trout", "gull"]);
    expect(partsOf(result)).toEqual({ canary: "correct", trout: "missed", gull: "incorrect" });
    expect(result.trace[0]).toEqual({ step: "parts", right: 1, wrong: 1, missed: 1, count: 3 });
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [[], "unanswered"],
    ["canary", "malformed"],
    [{ canary: "bird" }, "malformed"],
    [["canary", "bird"], "malformed"],
    [[["canary"]], "malformed"],
    [[["canary", "bird", "fish"]], "malformed"],
    [[["canary", 0]], "malformed"],
    [[[0, "bird"]], "malformed"],
    [[{ 0: "canary", 1: "bird", length: 2 }], "malformed"],
    [[["crow", "bird"]], "unknown-option"],
    [[["canary", "worm"]], "unknown-option"],
    [[["bird", "canary"]], "unknown-option"],
    [
      [
        ["canary", "bird"],
        ["canary", "bird"],
      ],
      "duplicate",
    ],
    [[...right, ["gull", "fish"]], "too-many"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });
});
