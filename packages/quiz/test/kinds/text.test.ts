import { describe, expect, it } from "vitest";
import { grade, responseLimits } from "@mlops/quiz";
import type { GradableText } from "@mlops/quiz";
import { text, verdictOf } from "../slim.ts";

const accepting = (...patterns: string[]): GradableText => ({
  type: "text",
  points: 2,
  key: { answers: patterns.map((pattern) => ({ pattern })) },
});
const sensitive = (...patterns: string[]): GradableText => ({ ...accepting(...patterns), caseSensitive: true });
const isRight = (question: GradableText, words: string): boolean => grade(question, words).status === "correct";

describe("grade of a text question", () => {
  const question = accepting("canary");

  it("gives all the points for the words, and none for others", () => {
    expect(grade(question, "canary")).toMatchObject({ status: "correct", fraction: 1, points: 2, min: 0, max: 2 });
    expect(grade(question, "shadow")).toMatchObject({ status: "incorrect", fraction: 0, points: 0, min: 0, max: 2 });
    expect(grade(question, "canary").parts).toEqual([{ id: "answer", status: "correct" }]);
    expect(grade(question, "shadow").parts).toEqual([{ id: "answer", status: "incorrect" }]);
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    ["", "unanswered"],
    [" \n\t\u00a0\ufeff", "unanswered"],
    [" canary\n", "correct"],
    ["canar y", "incorrect"],
    [0, "malformed"],
    [["canary"], "malformed"],
    [{ toString: () => "canary" }, "malformed"],
    ["canary\ud800", "malformed"],
    ["\udfff", "malformed"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });

  it("reads as many characters as its limit, and no more", () => {
    expect(verdictOf(grade(accepting("x*"), "x".repeat(responseLimits.text)))).toBe("correct");
    expect(verdictOf(grade(accepting("x*"), "x".repeat(responseLimits.text + 1)))).toBe("too-long");
  });
});

describe("a pattern", () => {
  it.each([
    ["*", ["x", "*", "\\", "a b"], []],
    ["a*", ["a", "ab", "a*", "a b"], ["ba", "b"]],
    ["*a", ["a", "ba", "aa"], ["ab", "b"]],
    ["a*a", ["aa", "aba", "aaa"], ["a", "ab"]],
    ["*b*", ["b", "abc", "bb"], ["a"]],
    ["a*b*c", ["abc", "a-b-c", "abbcc", "abcbc"], ["acb", "ac", "ab", "bc", "cba"]],
    ["ab*ba", ["abba", "ab-ba"], ["aba", "ab", "ba"]],
    ["a**b", ["ab", "a-b"], ["a"]],
    ["a*bc*bc", ["abcbc", "abc-bc"], ["abc", "abbc"]],
    ["2 \\* 3", ["2 * 3"], ["2 x 3", "2 \\* 3", "2  3"]],
    ["\\**", ["*", "*x"], ["x", "x*", "\\"]],
    ["*\\*", ["*", "x*"], ["x", "*x"]],
    ["a\\b", ["a\\b"], ["ab", "a\\\\b"]],
    ["\\", ["\\"], ["x"]],
    ["a\\", ["a\\"], ["a"]],
    ["\\\\", ["\\\\"], ["\\"]],
    ["\\\\*", ["\\*"], ["\\", "\\\\", "\\x"]],
    ["\\n", ["\\n"], ["n"]],
    ["a.c", ["a.c"], ["abc"]],
    ["[a-z]+(x|y)?$^", ["[a-z]+(x|y)?$^"], ["ax"]],
    ["", [], ["x"]],
  ])("%s takes %j and not %j", (pattern, right, wrong) => {
    for (const question of [accepting(pattern), sensitive(pattern)]) {
      expect(right.filter((words) => isRight(question, words))).toEqual(right);
      expect(wrong.filter((words) => isRight(question, words))).toEqual([]);
    }
  });

  it("searches a long answer for many pieces without going back", () => {
    const hard = accepting(`${"*a".repeat(900)}*b`);
    const started = performance.now();
    expect(isRight(hard, "a".repeat(responseLimits.text))).toBe(false);
    expect(isRight(hard, `${"a".repeat(responseLimits.text - 1)}b`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([
    ["Canary", "cANARY"],
    ["straße", "STRASSE"],
    ["STRASSE", "straße"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["résumé", "RÉSUMÉ"],
    ["İ", "i\u0307"],
    ["ﬁne", "FINE"],
  ])("%s and %s are one but where case matters", (pattern, words) => {
    expect(isRight(accepting(pattern), words)).toBe(true);
    expect(isRight(sensitive(pattern), words)).toBe(false);
    expect(isRight(sensitive(pattern), pattern)).toBe(true);
  });

  it.each([
    ["é", "e\u0301"],
    ["Å", "\u212b"],
    ["가", "\u1100\u1161"],
    ["ǰ", "J\u030c"],
  ])("in form NFC takes %j for %j", (pattern, words) => {
    expect(isRight(accepting(pattern), words)).toBe(true);
  });

  it("does not take for one what only looks alike", () => {
    expect(isRight(accepting("1"), "１")).toBe(false);
    expect(isRight(accepting("a"), "а")).toBe(false);
    expect(isRight(sensitive("é"), "e\u0301")).toBe(true);
    expect(isRight(accepting("i"), "ı")).toBe(true);
  });
});

describe("several patterns", () => {
  const question: GradableText = {
    type: "text",
    points: 3,
    key: {
      answers: [
        { pattern: "blue", feedback: text("Yes.") },
        { pattern: "bl*", weight: 0.6666667, feedback: text("Nearly.") },
        { pattern: "b*", weight: 0, feedback: text("No.") },
      ],
      otherwise: text("Not at all."),
    },
  };

  it.each([
    ["blue", "correct", 3, "Yes."],
    ["black", "partial", 2, "Nearly."],
    ["brown", "incorrect", 0, "No."],
    ["green", "incorrect", 0, "Not at all."],
  ])("give %s the status %s, %s points and the feedback %j", (words, status, points, feedback) => {
    const expected = { status, points, feedback: [{ part: "answer", content: text(feedback) }] };
    expect(grade(question, words)).toMatchObject(expected);
  });

  it("count what is worth a part for wrong where parts are counted", () => {
    const [parts] = grade(question, "black").trace;
    expect(parts).toEqual({ step: "parts", right: 0, wrong: 1, missed: 0, count: 1 });
  });

  it("say nothing where the author does not", () => {
    expect(grade(accepting("a"), "a").feedback).toEqual([]);
    expect(grade(accepting("a"), "b").feedback).toEqual([]);
    expect(grade(question, "").feedback).toEqual([]);
  });
});
