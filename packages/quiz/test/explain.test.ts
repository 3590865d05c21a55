import { describe, expect, it } from "vitest";
import { englishPhrases, explain, grade } from "@mlops/quiz";
import type { ExplainPhrases, GradableMulti, GradableText, Grade, InvalidReason, Policy } from "@mlops/quiz";
import { gradeTries } from "@mlops/quiz/attempts";
import { lettersOf, named } from "./slim.ts";

const multi: GradableMulti = { type: "multi", points: 1, options: named("a b c"), key: { correct: ["a", "b"] } };
const words: GradableText = {
  type: "text",
  points: 2,
  key: { answers: [{ pattern: "frog" }, { pattern: "toad", weight: 0.3333333 }] },
};

describe("explain", () => {
  it.each<[string, Policy, string]>([
    ["a", "edc", "Of 3 parts 2 right, 0 wrong and 1 missed. Every decision counted: 67 %. That is 0.67 of 1 points."],
    ["ab", "exact", "Of 3 parts 3 right, 0 wrong and 0 missed. All or nothing: 100 %. That is 1 of 1 points."],
    ["ac", "halves", "Of 3 parts 1 right, 1 wrong and 1 missed. Halved for each error: 0 %. That is 0 of 1 points."],
    [
      "a",
      "coverage",
      "Of 3 parts 2 right, 0 wrong and 1 missed. What was found, times how much of the choice is right: 50 %. That is 0.5 of 1 points.",
    ],
    [
      "c",
      "perOptionPenalty",
      "Of 3 parts 0 right, 1 wrong and 2 missed. Right ones less wrong ones: -50 %. Held within what can be earned: 0 % in place of -50 %. That is 0 of 1 points.",
    ],
    [
      "a",
      "fractions",
      "Of 3 parts 2 right, 0 wrong and 1 missed. The weights added up: 50 %. That is 0.5 of 1 points.",
    ],
    [
      "b",
      { type: "mapResponse", mapping: { a: 2, b: 1 } },
      "Of 3 parts 2 right, 0 wrong and 1 missed. What each value is worth, added up: 33.33333 %. That is 0.3333333 of 1 points.",
    ],
    [
      "c",
      { type: "cbm", certainty: 3 },
      "Of 3 parts 0 right, 1 wrong and 2 missed. All or nothing: 0 %. With a certainty of 3: -600 %. That is -6 of 3 points.",
    ],
  ])("says how choosing %s came to its points by %j", (chosen, policy, sentences) => {
    expect(explain(grade(multi, lettersOf(chosen), policy))).toBe(sentences);
  });

  it("says of an answer without parts whether it is right", () => {
    expect(explain(grade(words, "frog"))).toBe(
      "The answer is right. The weights added up: 100 %. That is 2 of 2 points.",
    );
    const partly = "The answer is not right. The weights added up: 33.33333 %. That is 0.6666667 of 2 points.";
    expect(explain(grade(words, "toad"))).toBe(partly);
  });

  it("says what earlier tries cost, and which counts", () => {
    const tries = (...responses: string[]): Grade =>
      gradeTries(
        words,
        responses.map((response) => ({ response })),
        { type: "adaptive", penalty: 0.1 },
      ).grade;
    expect(explain(tries("cat", "frog"))).toBe(
      "The answer is right. The weights added up: 100 %. Less 10 % for each of 1 earlier try: 90 %. That is 1.8 of 2 points.",
    );
    expect(explain(tries("cat", "newt", "frog"))).toContain("Less 10 % for each of 2 earlier tries: 80 %.");
    expect(explain(tries("frog", "cat"))).toBe(
      "The answer is not right. The weights added up: 0 %. An earlier try counts, which earned 100 %. That is 2 of 2 points.",
    );
  });

  it.each<[InvalidReason, string]>([
    ["unanswered", "There is no answer yet."],
    ["malformed", "The answer is not of the form that this question takes."],
    ["unknown-option", "The answer names something that the question does not have."],
    ["too-many", "The answer has more parts than the question."],
    ["duplicate", "The answer names something twice."],
    ["incomplete", "Not everything is placed yet."],
    ["too-long", "The answer is too long."],
    ["not-a-number", "The answer is not a number."],
    ["unknown-unit", "The answer needs one of the question's units."],
  ])("says nothing of points where an answer is %s", (reason, sentence) => {
    const invalid: Grade = { ...grade(multi, null), reason, trace: [{ step: "invalid", reason }] };
    expect(explain(invalid)).toBe(sentence);
  });

  it("says why an answer that came from outside is none", () => {
    expect(explain(grade(multi, ["a", "a"]))).toBe("The answer names something twice.");
    expect(explain(grade(words, 7))).toBe("The answer is not of the form that this question takes.");
  });

  it("says that a person grades", () => {
    expect(explain(grade({ type: "essay", points: 1, key: {} }, "Because."))).toBe("A person grades this answer.");
  });

  it("speaks other languages", () => {
    const german: ExplainPhrases = {
      ...englishPhrases,
      parts: ({ right, count }) => `${right} von ${count} richtig.`,
      policy: (policy, share) => `${policy}: ${share}`,
      policies: { ...englishPhrases.policies, edc: "Jede Entscheidung zählt" },
      points: (points, max) => `– ${points} von ${max} Punkten.`,
      certainty: (certainty, share) => `Sicher ${certainty}: ${share}`,
    };
    expect(explain(grade(multi, ["a"], "edc"), german)).toBe(
      "2 von 3 richtig. Jede Entscheidung zählt: 67 % – 0.67 von 1 Punkten.",
    );
    expect(explain(grade(multi, ["a"], { type: "cbm", certainty: 2, base: "edc" }), german)).toContain(
      "Sicher 2: 134 %",
    );
  });

  it("has a word for every policy", () => {
    const names = ["cbm", "coverage", "edc", "exact", "fractions", "halves", "mapResponse", "perOptionPenalty"];
    expect(Object.keys(englishPhrases.policies).toSorted()).toEqual(names);
    expect(new Set(Object.values(englishPhrases.policies)).size).toBe(names.length);
    expect(Object.values(englishPhrases.policies)).not.toContain("");
    expect(englishPhrases.policies.cbm).toBe("Weighed with certainty");
  });
});
