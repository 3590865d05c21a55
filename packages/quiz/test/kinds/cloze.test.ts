import { describe, expect, it } from "vitest";
import { QuizError, grade, responseLimits } from "@mlops/quiz";
import type { GradableCloze } from "@mlops/quiz";
import { partsOf, verdictOf } from "../slim.ts";

const question: GradableCloze = {
  type: "cloze",
  points: 3,
  gaps: [
    { id: "word", kind: "text" },
    { id: "share", kind: "number" },
    { id: "way", kind: "choice", choices: ["canary", "shadow"] },
  ],
  key: {
    gaps: [
      { id: "word", patterns: ["mod?l", "mod*l"] },
      { id: "share", number: { value: "0.3", tolerance: { kind: "absolute", amount: "0.1" } } },
      { id: "way", choice: "canary" },
    ],
  },
};
const fill = (values: Record<string, unknown>): unknown[] =>
  Object.entries(values).map(([id, value]) => ({ id, value }));
const verdict = (values: Record<string, unknown>): string => verdictOf(grade(question, fill(values)));

describe("grade of a cloze question", () => {
  it("gives all the points for all gaps, in any order", () => {
    const result = grade(question, fill({ way: "canary", word: "Model", share: "0.2" }));
    expect(result).toMatchObject({ status: "correct", fraction: 1, points: 3, min: 0, max: 3 });
    expect(grade(question, fill({ word: "Model", share: "0.2", way: "canary" }))).toEqual(result);
  });

  it("gives each right gap its even share", () => {
    expect(grade(question, fill({ word: "model" }))).toMatchObject({
      status: "partial",
      fraction: 0.3333333,
      points: 1,
    });
    expect(grade(question, fill({ word: "code" }))).toMatchObject({ status: "incorrect", fraction: 0, points: 0 });
    expect(grade(question, fill({ word: "model" }), "exact")).toMatchObject({ status: "incorrect", points: 0 });
  });

  it("says of every gap, in the order of the prompt, how it came out", () => {
    const result = grade(question, fill({ way: "shadow", share: "0.40", word: " " }));
    expect(result.parts.map(({ id }) => id)).toEqual(["word", "share", "way"]);
    expect(partsOf(result)).toEqual({ word: "missed", share: "correct", way: "incorrect" });
    expect(result.trace[0]).toEqual({ step: "parts", right: 1, wrong: 1, missed: 1, count: 3 });
  });

  it.each([
    [{ share: "0.4" }, "partial"],
    [{ share: "0.4000001" }, "incorrect"],
    [{ share: "4e-1" }, "partial"],
    [{ share: "+.3" }, "partial"],
    [{ word: "MODEL" }, "partial"],
    [{ word: "mod?l" }, "partial"],
    [{ word: "mode" }, "incorrect"],
    [{ way: "canary" }, "partial"],
    [{ way: "shadow" }, "incorrect"],
    [{ way: "" }, "unanswered"],
    [{ word: "", share: " ", way: "" }, "unanswered"],
    [{ word: "model", share: "" }, "partial"],
    [{ share: "a third" }, "not-a-number"],
    [{ share: 0.3 }, "malformed"],
    [{ word: 0 }, "malformed"],
    [{ word: "\ud800" }, "malformed"],
    [{ way: 0 }, "malformed"],
    [{ way: ["canary"] }, "malformed"],
    [{ way: "Canary" }, "unknown-option"],
    [{ way: " canary" }, "unknown-option"],
    [{ where: "model" }, "unknown-option"],
    [{ word: undefined }, "malformed"],
    [{ share: null }, "malformed"],
    [{ way: null }, "malformed"],
  ])("finds %j %s", (values, expected) => {
    expect(verdict(values)).toBe(expected);
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [[], "unanswered"],
    [{ word: "model" }, "malformed"],
    ["model", "malformed"],
    [["model"], "malformed"],
    [[["word", "model"]], "malformed"],
    [[null], "malformed"],
    [[{ value: "model" }], "malformed"],
    [[{ id: 0, value: "model" }], "malformed"],
    [[{ id: "word" }], "malformed"],
    [
      [
        { id: "word", value: "model" },
        { id: "word", value: "model" },
      ],
      "duplicate",
    ],
    [
      [
        { id: "word", value: "" },
        { id: "word", value: "model" },
      ],
      "duplicate",
    ],
    [Array.from({ length: 4 }, (_, index) => ({ id: `gap${index}`, value: "" })), "too-many"],
  ])("finds %j %s", (response, expected) => {
    expect(verdictOf(grade(question, response))).toBe(expected);
  });

  it("reads as many characters in a gap as its limit, and no more", () => {
    expect(verdict({ word: "x".repeat(responseLimits.text) })).toBe("incorrect");
    expect(verdict({ word: "x".repeat(responseLimits.text + 1) })).toBe("too-long");
    expect(verdict({ share: "3".repeat(responseLimits.number) })).toBe("incorrect");
    expect(verdict({ share: "3".repeat(responseLimits.number + 1) })).toBe("too-long");
  });

  it("tells upper from lower case where the author wants it, in words alone", () => {
    const sensitive: GradableCloze = { ...question, caseSensitive: true };
    expect(verdictOf(grade(sensitive, fill({ word: "Model" })))).toBe("incorrect");
    expect(verdictOf(grade(sensitive, fill({ word: "model", share: "3E-1", way: "canary" })))).toBe("correct");
  });

  it("finds nothing right in a choice that names none", () => {
    const odd: GradableCloze = {
      ...question,
      gaps: [{ id: "way", kind: "choice" }],
      key: { gaps: [{ id: "way", choice: "x" }] },
    };
    expect(verdictOf(grade(odd, fill({ way: "x" })))).toBe("unknown-option");
  });

  it("throws for a number of the key that is none", () => {
    const key = { gaps: [{ id: "share", number: { value: "some" } }] };
    const odd: GradableCloze = { ...question, key };
    const fault = new QuizError("key-invalid", 'The key has "some" for a number');
    expect(() => grade(odd, fill({ share: "1" }))).toThrow(fault);
  });
});
