import { describe, expect, it } from "vitest";
import { grade, responseLimits } from "@mlops/quiz";
import type { GradableEssay } from "@mlops/quiz";
import { verdictOf } from "../slim.ts";

const question: GradableEssay = { type: "essay", points: 5, key: {} };

describe("grade of an essay question", () => {
  it("leaves it to a person, and gives no points before", () => {
    expect(grade(question, "Because.")).toEqual({
      status: "ungraded",
      fraction: 0,
      points: 0,
      min: 0,
      max: 5,
      parts: [],
      feedback: [],
      trace: [{ step: "manual" }],
    });
  });

  it.each(["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty"] as const)(
    "does so whatever the policy: %s",
    (policy) => {
      expect(grade(question, "Because.", policy)).toEqual(grade(question, "Because."));
    },
  );

  it("can earn three times as much, or lose six times, with certainty", () => {
    const result = grade(question, "Because.", { type: "cbm", certainty: 2 });
    expect(result).toMatchObject({ status: "ungraded", min: -30, max: 15 });
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [" \n ", "unanswered"],
    [["Because."], "malformed"],
    [42, "malformed"],
    ["Because\ud83d", "malformed"],
    ["Because 😀", "ungraded"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });

  it("reads as many characters as its limit, and no more", () => {
    expect(verdictOf(grade(question, "x".repeat(responseLimits.essay)))).toBe("ungraded");
    expect(verdictOf(grade(question, "x".repeat(responseLimits.essay + 1)))).toBe("too-long");
  });
});
