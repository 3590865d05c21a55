import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChoiceQuestion } from "@mlops/schema";
import { QuizError, grade } from "@mlops/quiz";
import { runs, text } from "../slim.ts";

function choice(optionIds: readonly string[], correct: string, points = 1): ChoiceQuestion {
  const options = optionIds.map((id) => ({ id, content: text(id) }));
  const { position } = text("");
  return { type: "choice", id: "q", version: "v", prompt: text("?"), points, position, options, key: { correct } };
}

const question = choice(["aaa", "bbb", "ccc"], "bbb", 2);

describe("grade of a choice question", () => {
  it("gives all the points for the right option", () => {
    expect(grade(question, "bbb")).toMatchObject({ status: "correct", fraction: 1, points: 2, max: 2 });
  });

  it("gives none for another option", () => {
    expect(grade(question, "aaa")).toMatchObject({ status: "incorrect", fraction: 0, points: 0, max: 2 });
  });

  it.each([null, undefined])("takes %s for no answer, which is not a wrong one", (response) => {
    const expected = { status: "invalid", reason: "unanswered", fraction: 0, points: 0, max: 2 };
    expect(grade(question, response)).toMatchObject(expected);
  });

  it.each(["", "ddd", "1", "BBB", "bbb ", "ｂｂｂ", "__proto__", "\ud800", "b".repeat(1_000_000)])(
    "finds no option in %j",
    (response) => {
      expect(grade(question, response)).toMatchObject({ status: "invalid", reason: "unknown-option", points: 0 });
    },
  );

  const disguised = { toString: () => "bbb", valueOf: () => "bbb", toJSON: () => "bbb" };
  it.each([
    1,
    0,
    -0,
    Number.NaN,
    1e308,
    1n,
    true,
    ["bbb"],
    [1],
    {},
    disguised,
    new String("bbb"),
    Symbol("bbb"),
    () => "bbb",
  ])("refuses %s, which is no id", (response) => {
    expect(grade(question, response)).toMatchObject({ status: "invalid", reason: "malformed", points: 0 });
  });

  it("is all or nothing, but where options have weights", () => {
    const [, exact] = grade(question, "bbb").trace;
    expect(exact).toEqual({ step: "policy", policy: "exact", fraction: 1 });
    const [, fractions] = grade({ ...question, key: { correct: "bbb", weights: {} } }, "bbb").trace;
    expect(fractions).toEqual({ step: "policy", policy: "fractions", fraction: 1 });
  });

  it("says what was chosen and whether it is right", () => {
    expect(grade(question, "bbb").parts).toEqual([{ id: "bbb", status: "correct" }]);
    expect(grade(question, "aaa").parts).toEqual([{ id: "aaa", status: "incorrect" }]);
    expect(grade(question, null).parts).toEqual([]);
  });

  it("shows the feedback of the chosen option alone", () => {
    const feedback = { aaa: text("No."), bbb: text("Yes.") };
    const withFeedback = { ...question, key: { correct: "bbb", feedback } };
    expect(grade(withFeedback, "aaa").feedback).toEqual([{ part: "aaa", content: text("No.") }]);
    expect(grade(withFeedback, "bbb").feedback).toEqual([{ part: "bbb", content: text("Yes.") }]);
    expect(grade(withFeedback, "ccc").feedback).toEqual([]);
    expect(grade(withFeedback, "ddd").feedback).toEqual([]);
  });

  it("takes no feedback and no weight from what every object inherits", () => {
    const odd = { type: "choice", points: 1, options: [{ id: "toString" }, { id: "b" }] } as const;
    const result = grade({ ...odd, key: { correct: "b", feedback: {}, weights: {} } }, "toString");
    expect(result).toMatchObject({ status: "incorrect", points: 0, feedback: [] });
  });

  it("gives another option what the author says it is worth, also less than nothing", () => {
    const weighted = { ...question, key: { correct: "bbb", weights: { aaa: 0.5, ccc: -0.3333333 } } };
    expect(grade(weighted, "aaa")).toMatchObject({ status: "partial", fraction: 0.5, points: 1 });
    expect(grade(weighted, "aaa").parts).toEqual([{ id: "aaa", status: "partial" }]);
    expect(grade(weighted, "bbb")).toMatchObject({ status: "correct", fraction: 1, points: 2 });
    const loss = { status: "incorrect", fraction: -0.3333333, points: -0.6666667, min: -0.6666667, max: 2 };
    expect(grade(weighted, "ccc")).toMatchObject(loss);
    expect(grade(weighted, "ccc").parts).toEqual([{ id: "ccc", status: "incorrect" }]);
  });

  it("can lose what the worst option loses, whatever the answer is, or nothing", () => {
    const weighted = { ...question, points: 3, key: { correct: "bbb", weights: { aaa: -0.3333333, ccc: -0.25 } } };
    for (const response of ["aaa", "bbb", "ccc", null, "ddd"]) {
      expect(grade(weighted, response)).toMatchObject({ min: -1, max: 3 });
      expect(grade(question, response)).toMatchObject({ min: 0, max: 2 });
      expect(grade(weighted, response, "exact")).toMatchObject({ min: 0, max: 3 });
    }
    expect(grade(weighted, "aaa").trace.map(({ step }) => step)).toEqual(["parts", "policy"]);
    const kind = { ...question, key: { correct: "bbb", weights: { aaa: 0.5 } } };
    expect(grade(kind, "ccc")).toMatchObject({ points: 0, min: 0 });
  });

  it("is correct for the key alone, within the points, and the same each time, whatever the question", () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 8 });
    const cases = ids.chain((options) =>
      fc.record({
        options: fc.constant(options),
        correct: fc.constantFrom(...options),
        response: fc.oneof(fc.constantFrom(...options), fc.anything()),
        points: fc.integer({ min: 0, max: 1000 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ options, correct, response, points }) => {
        const result = grade(choice(options, correct, points), response);
        expect(result.status === "correct").toBe(response === correct);
        expect(result.points).toBeGreaterThanOrEqual(0);
        expect(result.points).toBeLessThanOrEqual(result.max);
        expect(grade(choice(options, correct, points), response)).toEqual(result);
      }),
      runs,
    );
  });

  it("does not depend on the order of the options", () => {
    expect(grade(choice(["ccc", "bbb", "aaa"], "bbb", 2), "bbb")).toEqual(grade(question, "bbb"));
  });

  it("needs no more of a question than its options' ids, its key and its points", () => {
    const slim = { type: "choice", points: 3, options: [{ id: "a" }, { id: "b" }], key: { correct: "a" } } as const;
    expect(grade(slim, "a")).toMatchObject({ status: "correct", fraction: 1, points: 3, max: 3 });
  });

  it("leaves a frozen question as it was", () => {
    const frozen = structuredClone(question);
    Object.freeze(frozen.options);
    Object.freeze(frozen);
    expect(grade(frozen, "bbb").status).toBe("correct");
  });
});

describe("grade of an unknown kind of question", () => {
  it.each(["essays", "toString", "__proto__"])("throws an error that names the type %j", (type) => {
    const odd: ChoiceQuestion = Object.assign(structuredClone(question), { type });
    expect(() => grade(odd, "bbb")).toThrow(
      new QuizError("question-type-unknown", `There is no grader for questions of the type "${type}"`),
    );
  });
});
