import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { split } from "@mlops/schema";
import { compile, compileQuiz, explain, grade, gradeQuiz } from "@mlops/quiz";
import type { GradableChoice, GradableMulti, Grade, Policy } from "@mlops/quiz";
import { answered, policies, types } from "./arbitrary-question.ts";
import { runs } from "./slim.ts";

const anyAnswered = answered(...types);
const anyPolicy = fc.option(policies, { nil: undefined });

/** The same, and everything in it, so that nothing can change it. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) frozen(one);
  }
  return value;
}

describe("grade", () => {
  it("of the halves is that of the whole", () => {
    fc.assert(
      fc.property(anyAnswered, fc.anything(), anyPolicy, ({ question, response }, other, policy) => {
        const halves = split(question);
        expect(grade(halves, response, policy)).toEqual(grade(question, response, policy));
        expect(grade(halves, other, policy)).toEqual(grade(question, other, policy));
        expect(compile(halves, policy)(response)).toEqual(grade(question, response, policy));
      }),
      runs,
    );
  });

  it("is within its bounds, and its points are its share of the question's", () => {
    fc.assert(
      fc.property(anyAnswered, anyPolicy, ({ question, response }, policy) => {
        const { status, fraction, points, min, max } = grade(question, response, policy);
        expect(status).not.toBe("invalid");
        expect(points).toBeGreaterThanOrEqual(min);
        expect(points).toBeLessThanOrEqual(max);
        expect(min).toBeLessThanOrEqual(0);
        expect(max).toBeGreaterThanOrEqual(question.points);
        expect(Math.abs(points - fraction * question.points)).toBeLessThanOrEqual(5.1e-8 * (1 + question.points));
        for (const number of [fraction, points, min, max]) {
          expect(Object.is(number, -0)).toBe(false);
          expect(Math.abs(number) >= 1e8 || Number(number.toFixed(7)) === number).toBe(true);
        }
      }),
      runs,
    );
  });

  it("has the same bounds for every answer, also for none", () => {
    fc.assert(
      fc.property(anyAnswered, anyPolicy, ({ question, response }, policy) => {
        const { min, max } = grade(question, response, policy);
        expect(grade(question, null, policy)).toMatchObject({ min, max });
      }),
      runs,
    );
  });

  it("is correct, with all the points, for what is right, by every policy", () => {
    fc.assert(
      fc.property(anyAnswered, anyPolicy, ({ question, right }, policy) => {
        const { status, points, max } = grade(question, right, policy);
        if (question.type === "essay") expect(status).toBe("invalid");
        else
          expect({ status, points: points >= question.points, within: points <= max }).toEqual({
            status: "correct",
            points: true,
            within: true,
          });
      }),
      runs,
    );
  });

  it("says the same of an answer by its status, its share, its parts and its trace", () => {
    fc.assert(
      fc.property(anyAnswered, anyPolicy, ({ question, response }, policy) => {
        const { status, fraction, parts, trace } = grade(question, response, policy);
        const right = parts.filter((part) => part.status === "correct" || part.status === "avoided").length;
        const wrong = parts.filter((part) => part.status === "incorrect" || part.status === "partial").length;
        const [first] = trace;
        if (first?.step !== "parts") expect(status).toBe("ungraded");
        else expect(first).toMatchObject({ right, wrong, missed: parts.length - right - wrong, count: parts.length });
        if (status === "incorrect") expect(fraction).toBeLessThanOrEqual(0);
        if (status === "correct") expect(fraction).toBeGreaterThanOrEqual(1);
        if (status === "partial") expect(fraction).toBeGreaterThan(0);
        const last = trace.findLast((step) => step.step !== "parts");
        expect(last).toMatchObject(
          last?.step === "manual" ? {} : last?.step === "bounds" ? { to: fraction } : { fraction },
        );
        expect(explain(grade(question, response, policy))).not.toMatch(/undefined|NaN|\[object/);
      }),
      runs,
    );
  });

  it("is plain JSON, the same each time, and changes nothing", () => {
    fc.assert(
      fc.property(anyAnswered, anyPolicy, ({ question, response }, policy) => {
        const first = grade(frozen(question), frozen(response), frozen(policy));
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(grade(structuredClone(question), structuredClone(response), policy)).toEqual(first);
      }),
      runs,
    );
  });

  it("does not care for the order of what was chosen, connected or filled in", () => {
    const lists = answered("multi", "match", "cloze").chain(({ question, response }) => {
      const list: unknown[] = Array.isArray(response) ? response : [];
      return fc.record({
        question: fc.constant(question),
        response: fc.constant(list),
        mixed: fc.shuffledSubarray(list, { minLength: list.length }),
      });
    });
    fc.assert(
      fc.property(lists, anyPolicy, ({ question, response, mixed }, policy) => {
        expect(grade(question, mixed, policy)).toEqual(grade(question, response, policy));
      }),
      runs,
    );
  });

  it("gives nothing, of any policy, for choosing nothing where an option is right", () => {
    fc.assert(
      fc.property(answered("multi"), policies, ({ question }, policy) => {
        if (question.type !== "multi" || question.key.correct.length === 0) return;
        const result = grade({ ...question, allowEmpty: true }, [], policy);
        expect(result.points).toBeLessThanOrEqual(0);
        expect(result.status).toBe("incorrect");
      }),
      runs,
    );
  });
});

describe("a prepared grader", () => {
  it("gives the grades of grade", () => {
    fc.assert(
      fc.property(anyAnswered, fc.anything(), anyPolicy, ({ question, response, right }, other, policy) => {
        const gradeIt = compile(question, policy);
        for (const one of [response, right, other, null, undefined, response]) {
          expect(gradeIt(one)).toEqual(grade(question, one, policy));
        }
      }),
      runs,
    );
  });

  it("of a quiz gives the grades of gradeQuiz, which are those of grade", () => {
    const quizzes = fc.uniqueArray(anyAnswered, { maxLength: 5, selector: ({ question }) => question.id });
    const pass = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(quizzes, pass, anyPolicy, fc.boolean(), (list, share, policy, isHalved) => {
        const questions = list.map(({ question }) => (isHalved ? split(question) : question));
        const responses = Object.fromEntries(list.slice(1).map(({ question, response }) => [question.id, response]));
        const quiz = { questions, pass: share };
        const result = gradeQuiz(quiz, responses, policy);
        expect(compileQuiz(quiz, policy)(responses)).toEqual(result);
        const grades = list.map(({ question, response }, index) =>
          grade(question, index === 0 ? null : response, policy),
        );
        expect(result.results.map((one) => one.grade)).toEqual(grades);
        const sum = (of: (one: Grade) => number): number => grades.reduce((total, one) => total + of(one), 0);
        const near = 1e-7 * (list.length + 1) * 10;
        const drift = 1e-15 * sum(({ max }) => max);
        expect(Math.abs(result.points - sum(({ points }) => points))).toBeLessThanOrEqual(near + drift);
        expect(Math.abs(result.max - sum(({ max }) => max))).toBeLessThanOrEqual(near + drift);
        expect(result.points).toBeLessThanOrEqual(result.max);
        expect(result.points).toBeGreaterThanOrEqual(result.min);
        expect(result.fraction).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it("of a quiz adds up equal shares to exactly the whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 50 }), (parts, points) => {
        const share = Number((1 / parts).toFixed(7));
        const options = [{ id: "a" }, { id: "b" }];
        const question: GradableChoice = {
          type: "choice",
          points,
          options,
          key: { correct: "a", weights: { b: share } },
        };
        const questions = Array.from({ length: parts }, (_, index) => ({ ...question, id: `q${index}` }));
        const responses = Object.fromEntries(questions.map(({ id }) => [id, "b"]));
        expect(gradeQuiz({ questions }, responses)).toMatchObject({ points, max: parts * points, fraction: share });
      }),
      runs,
    );
  });
});

describe("choosing more", () => {
  const letters = fc.uniqueArray(fc.stringMatching(/^[a-z]$/), { minLength: 2, maxLength: 8 });
  const cases = letters.chain((ids) =>
    fc.record({
      ids: fc.constant(ids),
      correct: fc.subarray(ids, { minLength: 1 }),
      chosen: fc.subarray(ids),
    }),
  );
  const unweighted: fc.Arbitrary<Policy> = fc.oneof(
    fc.constantFrom("exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty"),
    fc.record({ type: fc.constant("perOptionPenalty" as const), penalty: fc.constantFrom(0, 0.1, 0.5, 1, 2.5) }),
  );
  const question = (ids: readonly string[], correct: readonly string[]): GradableMulti => ({
    type: "multi",
    points: 1,
    options: ids.map((id) => ({ id })),
    allowEmpty: true,
    key: { correct: [...correct] },
  });

  it("of what is right never lowers the points", () => {
    fc.assert(
      fc.property(cases, unweighted, ({ ids, correct, chosen }, policy) => {
        const multi = question(ids, correct);
        const before = grade(multi, chosen, policy).points;
        for (const id of correct.filter((one) => !chosen.includes(one))) {
          expect(grade(multi, [...chosen, id], policy).points).toBeGreaterThanOrEqual(before);
        }
      }),
      runs,
    );
  });

  it("of what is wrong never raises the points, but that of the first option at all", () => {
    fc.assert(
      fc.property(cases, unweighted, ({ ids, correct, chosen }, policy) => {
        if (chosen.length === 0) return;
        const multi = question(ids, correct);
        const before = grade(multi, chosen, policy).points;
        for (const id of ids.filter((one) => !correct.includes(one) && !chosen.includes(one))) {
          expect(grade(multi, [...chosen, id], policy).points).toBeLessThanOrEqual(before);
        }
      }),
      runs,
    );
  });

  it("of all options never pays all, but where all are right", () => {
    fc.assert(
      fc.property(cases, unweighted, ({ ids, correct }, policy) => {
        const { points, status } = grade(question(ids, correct), ids, policy);
        const isFree = typeof policy === "object" && policy.type === "perOptionPenalty" && policy.penalty === 0;
        expect(status === "correct").toBe(correct.length === ids.length || isFree);
        expect(points === 1).toBe(status === "correct");
      }),
      runs,
    );
  });
});
