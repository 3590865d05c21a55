import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableTrueFalse } from "@mlops/quiz";
import { text, verdictOf } from "../slim.ts";

describe.each([true, false])("grade of a statement that is %s", (correct) => {
  const question: GradableTrueFalse = { type: "trueFalse", points: 2, key: { correct } };

  it("gives all the points for saying so, and none for the opposite", () => {
    expect(grade(question, correct)).toMatchObject({ status: "correct", fraction: 1, points: 2, min: 0, max: 2 });
    expect(grade(question, !correct)).toMatchObject({ status: "incorrect", fraction: 0, points: 0, min: 0, max: 2 });
  });

  it("names the part after what was said", () => {
    expect(grade(question, true).parts).toEqual([{ id: "true", status: correct ? "correct" : "incorrect" }]);
    expect(grade(question, false).parts).toEqual([{ id: "false", status: correct ? "incorrect" : "correct" }]);
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    ["true", "malformed"],
    ["false", "malformed"],
    [1, "malformed"],
    [0, "malformed"],
    [[], "malformed"],
    [new Boolean(correct), "malformed"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });

  it("shows the feedback for what was said", () => {
    const feedback = { true: text("yes"), false: text("no") };
    const both: GradableTrueFalse = { ...question, key: { correct, feedback } };
    expect(grade(both, true).feedback).toEqual([{ part: "true", content: text("yes") }]);
    expect(grade(both, false).feedback).toEqual([{ part: "false", content: text("no") }]);
    const one: GradableTrueFalse = { ...question, key: { correct, feedback: { true: text("yes") } } };
    expect(grade(one, false).feedback).toEqual([]);
    expect(grade(question, true).feedback).toEqual([]);
  });
});
