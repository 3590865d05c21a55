import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableMulti } from "@mlops/quiz";
import { named, partsOf, text, verdictOf } from "../slim.ts";

const question: GradableMulti = { type: "multi", points: 4, options: named("a b c d e"), key: { correct: ["b", "d"] } };

describe("grade of a multi question", () => {
  it("is all or nothing", () => {
    expect(grade(question, ["b", "d"])).toMatchObject({ status: "correct", fraction: 1, points: 4, min: 0, max: 4 });
    expect(grade(question, ["b"])).toMatchObject({ status: "incorrect", fraction: 0, points: 0, min: 0, max: 4 });
    expect(grade(question, ["a", "b", "d"])).toMatchObject({ status: "incorrect", fraction: 0, points: 0 });
  });

  it("says of every option whether it was rightly chosen or not chosen", () => {
    const { parts } = grade(question, ["d", "a"]);
    expect(parts.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
    const expected = { a: "incorrect", b: "missed", c: "avoided", d: "correct", e: "avoided" };
    expect(partsOf(grade(question, ["d", "a"]))).toEqual(expected);
  });

  it("counts them in the trace", () => {
    const [counted, policy] = grade(question, ["d", "a"]).trace;
    expect(counted).toEqual({ step: "parts", right: 3, wrong: 1, missed: 1, count: 5 });
    expect(policy).toEqual({ step: "policy", policy: "exact", fraction: 0 });
  });

  it("does not care for the order of what was chosen", () => {
    expect(grade(question, ["d", "b"])).toEqual(grade(question, ["b", "d"]));
    expect(grade(question, ["e", "a"])).toEqual(grade(question, ["a", "e"]));
  });

  it("shows the feedback of the chosen options, in the order of the options", () => {
    const feedback = { a: text("A"), b: text("B"), d: text("D") };
    const withFeedback: GradableMulti = { ...question, key: { correct: ["b", "d"], feedback } };
    expect(grade(withFeedback, ["d", "c", "a"]).feedback).toEqual([
      { part: "a", content: text("A") },
      { part: "d", content: text("D") },
    ]);
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [[], "unanswered"],
    ["b", "malformed"],
    [{ 0: "b", length: 1 }, "malformed"],
    [["b", 4], "malformed"],
    [["b", null], "malformed"],
    [["b", "f"], "unknown-option"],
    [["b", "B"], "unknown-option"],
    [["b", "b"], "duplicate"],
    [["a", "b", "c", "d", "e"], "incorrect"],
    [["a", "b", "c", "d", "e", "e"], "too-many"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });

  describe("that lets one choose nothing", () => {
    const empty: GradableMulti = { ...question, allowEmpty: true };
    const none: GradableMulti = { ...empty, key: { correct: [] } };

    it("takes an empty choice for an answer, which earns nothing where an option is right", () => {
      expect(grade(empty, [])).toMatchObject({ status: "incorrect", points: 0 });
      expect(partsOf(grade(empty, []))).toMatchObject({ a: "avoided", b: "missed" });
    });

    it("takes an empty choice for right where no option is", () => {
      expect(grade(none, [])).toMatchObject({ status: "correct", points: 4 });
      expect(grade(none, ["a"])).toMatchObject({ status: "incorrect", points: 0 });
    });

    it("takes a share for each that is chosen where no option is right", () => {
      expect(grade(none, ["a"], "fractions").trace.slice(1)).toEqual([
        { step: "policy", policy: "fractions", fraction: 0 },
      ]);
      expect(grade(none, ["a", "b"], "fractions").trace.slice(1)).toEqual([
        { step: "policy", policy: "fractions", fraction: -1 },
        { step: "bounds", from: -1, to: 0 },
      ]);
      const weighted: GradableMulti = { ...none, key: { correct: [], weights: { a: -0.25 } } };
      expect(grade(weighted, ["a"])).toMatchObject({ status: "partial", fraction: 0.75 });
      expect(grade(weighted, ["b"])).toMatchObject({ status: "incorrect", fraction: 0 });
    });

    it("still tells no answer from the empty one", () => {
      expect(verdictOf(grade(none, null))).toBe("unanswered");
    });
  });

  describe("with weights", () => {
    const weights = { b: 0.3333333, d: 0.6666667, a: -0.5 };
    const weighted: GradableMulti = { ...question, points: 3, key: { correct: ["b", "d"], weights } };

    it("adds them up", () => {
      expect(grade(weighted, ["b"])).toMatchObject({ status: "partial", fraction: 0.3333333, points: 1 });
      expect(grade(weighted, ["b", "d"])).toMatchObject({ status: "correct", fraction: 1, points: 3 });
      expect(grade(weighted, ["a", "d"])).toMatchObject({ status: "partial", fraction: 0.1666667, points: 0.5 });
    });

    it("gives an option without one nothing where it is wrong, and its even share where it is right", () => {
      expect(grade(weighted, ["b", "c"])).toMatchObject({ points: 1 });
      const half: GradableMulti = { ...question, key: { correct: ["b", "d"], weights: { a: -0.25 } } };
      expect(grade(half, ["b"])).toMatchObject({ fraction: 0.5 });
      expect(grade(half, ["a", "b"])).toMatchObject({ fraction: 0.25 });
    });

    it("never goes below nothing", () => {
      const result = grade(weighted, ["a"]);
      expect(result).toMatchObject({ status: "incorrect", fraction: 0, points: 0, min: 0, max: 3 });
      expect(result.trace.slice(1)).toEqual([
        { step: "policy", policy: "fractions", fraction: -0.5 },
        { step: "bounds", from: -0.5, to: 0 },
      ]);
    });

    it("never goes beyond all", () => {
      const rich: GradableMulti = { ...question, key: { correct: ["b", "d"], weights: { b: 1, d: 0.5 } } };
      const result = grade(rich, ["b", "d"]);
      expect(result).toMatchObject({ status: "correct", fraction: 1, points: 4 });
      expect(result.trace.at(-1)).toEqual({ step: "bounds", from: 1.5, to: 1 });
    });

    it("takes for all or nothing what has weights only when asked to", () => {
      expect(grade(weighted, ["b"], "exact")).toMatchObject({ status: "incorrect", points: 0 });
      expect(grade({ ...weighted, scoring: "exact" }, ["b"])).toMatchObject({ status: "incorrect", points: 0 });
    });
  });
});
