import { describe, expect, it } from "vitest";
import { split } from "@mlops/schema";
import type { QuizBlock } from "@mlops/schema";
import { compile, compileQuiz, grade, gradeQuiz } from "@mlops/quiz";
import type { Gradable, GradableQuiz, QuizGrade } from "@mlops/quiz";
import { named, text, verdictOf } from "./slim.ts";

type Asked = Gradable & { readonly id: string };

const choice = (id: string, points = 1, weights?: Record<string, number>): Asked => ({
  type: "choice",
  id,
  points,
  options: named("a b c"),
  key: { correct: "a", weights },
});
const truth: Asked = { type: "trueFalse", id: "truth", points: 2, key: { correct: true } };
const essay: Asked = { type: "essay", id: "essay", points: 4, key: {} };
const verdicts = ({ results }: QuizGrade): Record<string, string> =>
  Object.fromEntries(results.map(({ questionId, grade: one }) => [questionId, verdictOf(one)]));

describe.each([
  ["gradeQuiz", gradeQuiz],
  ["compileQuiz", (quiz: GradableQuiz, responses: unknown, policy?: "edc") => compileQuiz(quiz, policy)(responses)],
])("%s", (_, run) => {
  const quiz: GradableQuiz = { questions: [choice("one"), truth, choice("two", 3)], pass: 0.5 };

  it("grades every question, in their order, as grade does", () => {
    const { results } = run(quiz, { two: "a", one: "b", truth: true });
    expect(results).toEqual([
      { questionId: "one", grade: grade(choice("one"), "b") },
      { questionId: "truth", grade: grade(truth, true) },
      { questionId: "two", grade: grade(choice("two", 3), "a") },
    ]);
  });

  it("adds up the points", () => {
    expect(run(quiz, { two: "a", one: "b", truth: true })).toMatchObject({
      points: 5,
      min: 0,
      max: 6,
      fraction: 0.8333333,
    });
    expect(run(quiz, { two: "b", one: "b", truth: false })).toMatchObject({ points: 0, min: 0, max: 6, fraction: 0 });
    expect(run(quiz, { two: "a", one: "a", truth: true })).toMatchObject({ points: 6, fraction: 1 });
  });

  it("takes what is left out for unanswered", () => {
    const result = run(quiz, { two: undefined, truth: null });
    expect(verdicts(result)).toEqual({ one: "unanswered", truth: "unanswered", two: "unanswered" });
    expect(result).toMatchObject({ points: 0, max: 6, fraction: 0, unknown: [] });
  });

  it("names the answers to questions that it does not have", () => {
    const result = run(quiz, { three: "a", one: "a", toString: 1, "": 2 });
    expect(result.unknown).toEqual(["three", "toString", ""]);
    expect(result.points).toBe(1);
  });

  it("gives the same grades for answers in any order, of any kind of object", () => {
    const given = { one: "a", truth: true, two: "b" };
    const expected = run(quiz, given);
    expect(expected.points).toBe(3);
    expect(run(quiz, { two: "b", truth: true, one: "a" })).toEqual(expected);
    expect(run(quiz, Object.assign(Object.create(null), given))).toEqual(expected);
    expect(run(quiz, { ...given, more: 1 })).toEqual({ ...expected, unknown: ["more"] });
  });

  it("takes no answer that an object inherits from another", () => {
    const result = run(quiz, Object.assign(Object.create({ one: "a", truth: true }), { two: "a" }));
    expect(verdicts(result)).toEqual({ one: "unanswered", truth: "unanswered", two: "correct" });
  });

  it("takes no answer from what every object inherits", () => {
    const odd: GradableQuiz = { questions: [choice("toString"), choice("constructor"), choice("__proto__")] };
    const expected = { toString: "unanswered", constructor: "unanswered", ["__proto__"]: "unanswered" };
    expect(verdicts(run(odd, {}))).toEqual(expected);
    expect(run(odd, JSON.parse('{"toString":"a","__proto__":"a"}'))).toMatchObject({ points: 2, unknown: [] });
    const inherited: unknown = Object.create({ one: "a" });
    expect(verdicts(run(quiz, inherited))).toMatchObject({ one: "unanswered" });
  });

  it.each([null, undefined, "one", 7, true, [], ["a"], () => "a", Symbol("a")])(
    "takes %s for no answers at all",
    (responses) => {
      expect(run(quiz, responses)).toEqual(run(quiz, {}));
    },
  );

  it("throws for no answers, and grades none right that cannot be read", () => {
    const throwing: ProxyHandler<object> = {
      ownKeys: () => {
        throw new Error("no keys");
      },
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const getter = {
      one: "a",
      get truth(): boolean {
        throw new TypeError("no value");
      },
    };
    for (const responses of [new Proxy({}, throwing), revoked.proxy, getter]) {
      const result = run(quiz, responses);
      expect(verdicts(result)).toEqual({ one: "malformed", truth: "malformed", two: "malformed" });
      expect(result).toMatchObject({ points: 0, max: 6, fraction: 0 });
    }
  });

  it("still throws for a fault of a key", () => {
    const numeric: Asked = { type: "numeric", id: "n", points: 1, key: { answers: [{ value: "x" }] } };
    expect(() => run({ questions: [numeric] }, { n: { value: "1" } })).toThrow(
      expect.objectContaining({ code: "key-invalid" }),
    );
  });

  it("passes from its share of the points on", () => {
    const half: GradableQuiz = { questions: [choice("one"), choice("two")], pass: 0.5 };
    expect(run(half, { one: "a" }).passed).toBe(true);
    expect(run(half, { one: "b" }).passed).toBe(false);
    expect(run({ ...half, pass: 0.51 }, { one: "a" }).passed).toBe(false);
    const third: GradableQuiz = { questions: [choice("one"), choice("two"), choice("three")], pass: 0.6666667 };
    expect(run(third, { one: "a", two: "a" }).passed).toBe(true);
    expect(run({ ...third, pass: 2 / 3 }, { one: "a", two: "a" }).passed).toBe(true);
    expect(run({ ...third, pass: 1 / 3 }, { one: "a" }).passed).toBe(true);
    expect(run({ ...half, pass: 0 }, {}).passed).toBe(true);
  });

  it("does not say whether it passes without a share, nor while a person has to grade", () => {
    expect(run({ questions: [choice("one")] }, { one: "a" })).not.toHaveProperty("passed");
    const pending: GradableQuiz = { questions: [essay, choice("one")], pass: 0.1 };
    expect(run(pending, { one: "a", essay: "Because." })).not.toHaveProperty("passed");
    expect(run(pending, { one: "a", essay: "" })).toMatchObject({ passed: true, points: 1, max: 5 });
  });

  it("sums exactly what is rounded in each grade", () => {
    const third = { b: 0.3333333, c: -0.3333333 };
    const thirds: GradableQuiz = { questions: ["one", "two", "three"].map((id) => choice(id, 1, third)), pass: 1 };
    const all = (option: string): QuizGrade => run(thirds, { one: option, two: option, three: option });
    expect(all("b")).toMatchObject({ points: 1, min: -1, max: 3, fraction: 0.3333333, passed: false });
    expect(all("c")).toMatchObject({ points: -1, fraction: -0.3333333 });
    expect(all("a")).toMatchObject({ points: 3, fraction: 1, passed: true });
    const small: GradableQuiz = { questions: ["one", "two", "three"].map((id) => choice(id, 0.3333333)), pass: 1 };
    expect(run(small, { one: "a", two: "a", three: "a" })).toMatchObject({
      points: 1,
      max: 1,
      fraction: 1,
      passed: true,
    });
    const tenths: GradableQuiz = { questions: [choice("one", 0.1), choice("two", 0.2)] };
    expect(run(tenths, { one: "a", two: "a" })).toMatchObject({ points: 0.3, max: 0.3, fraction: 1 });
  });

  it("has nothing to give where there is nothing to earn", () => {
    expect(run({ questions: [] }, { one: "a" })).toEqual({
      points: 0,
      min: 0,
      max: 0,
      fraction: 0,
      results: [],
      unknown: ["one"],
    });
    expect(run({ questions: [choice("one", 0)], pass: 0.5 }, { one: "a" })).toMatchObject({
      max: 0,
      fraction: 0,
      passed: false,
    });
  });

  it("uses a policy for all questions", () => {
    const multi: Asked = { type: "multi", id: "m", points: 1, options: named("a b"), key: { correct: ["a"] } };
    expect(run({ questions: [multi] }, { m: ["a", "b"] }, "edc").points).toBe(0.5);
    expect(run({ questions: [multi] }, { m: ["a", "b"] }).points).toBe(0);
  });

  it("takes a block of a lesson as it is, and halves", () => {
    const { position } = text("");
    const question = {
      type: "choice" as const,
      id: "one",
      version: "v",
      prompt: text("?"),
      points: 1,
      options: named("a b").map(({ id }) => ({ id, content: text(id) })),
      key: { correct: "a" },
      position,
    };
    const block: QuizBlock = { kind: "quiz", id: "quiz", questions: [question], unreadable: [], position };
    expect(run(block, { one: "a" })).toEqual(run({ questions: [split(question)] }, { one: "a" }));
    expect(run(block, { one: "a" }).points).toBe(1);
  });
});

describe("compile", () => {
  it("grades each answer that is one of a few but once", () => {
    const option = compile(choice("one"));
    expect(option("a")).toBe(option("a"));
    expect(option("c")).toBe(option("c"));
    expect(option("a")).not.toBe(option("b"));
    const statement = compile(truth);
    expect(statement(true)).toBe(statement(true));
    expect(statement(false)).toBe(statement(false));
  });

  it("keeps no other answers", () => {
    const option = compile(choice("one"));
    for (const response of ["d", null, undefined, true, 7]) expect(option(response)).not.toBe(option(response));
    const words = compile({ type: "text", points: 1, key: { answers: [{ pattern: "a" }] } });
    for (const response of ["a", "b", true]) expect(words(response)).not.toBe(words(response));
    const statement = compile(truth);
    for (const response of [undefined, "true"]) expect(statement(response)).not.toBe(statement(response));
  });
});

describe("compileQuiz", () => {
  it("gives each learner a list of results of their own", () => {
    const gradeAll = compileQuiz({ questions: [choice("one")] });
    const first = gradeAll({ one: "a" });
    gradeAll({ one: "b" });
    expect(first.results[0]?.grade.status).toBe("correct");
    expect(gradeAll({}).results[0]?.grade.status).toBe("invalid");
  });
});
