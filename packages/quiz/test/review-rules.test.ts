import { defaultRatingRules, outcomesOf, parseRatingRules, ratingOf, ReviewError } from "@mlops/quiz/review";
import type { Outcome, Rating, RatingRule } from "@mlops/quiz/review";
import { foldAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent } from "@mlops/quiz/attempts";
import { grade } from "@mlops/quiz";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };

const outcomes: fc.Arbitrary<Outcome> = fc.record(
  {
    status: fc.constantFrom("correct", "partial", "incorrect", "invalid", "ungraded"),
    fraction: fc.double({ min: -2, max: 2, noNaN: true }),
    hinted: fc.boolean(),
    certainty: fc.constantFrom(1, 2, 3),
  },
  { requiredKeys: ["status", "fraction"] },
);

describe("the default rules", () => {
  it.each<[string, Outcome, Rating | null]>([
    ["wrong", { status: "incorrect", fraction: 0 }, "again"],
    ["wrong after a hint", { status: "incorrect", fraction: 0, hinted: true }, "again"],
    ["wrong and quite certain", { status: "incorrect", fraction: -1, certainty: 3 }, "again"],
    ["partly right", { status: "partial", fraction: 0.5 }, "hard"],
    ["partly right and quite certain", { status: "partial", fraction: 0.5, certainty: 3 }, "hard"],
    ["right after a hint", { status: "correct", fraction: 1, hinted: true }, "hard"],
    ["right after a hint and quite certain", { status: "correct", fraction: 1, hinted: true, certainty: 3 }, "hard"],
    ["right", { status: "correct", fraction: 1 }, "good"],
    ["right and fairly certain", { status: "correct", fraction: 1, certainty: 2 }, "good"],
    ["right and not very certain", { status: "correct", fraction: 1, certainty: 1 }, "good"],
    ["right and quite certain", { status: "correct", fraction: 1, certainty: 3 }, "easy"],
    ["unanswered", { status: "invalid", fraction: 0, certainty: 3 }, null],
    ["waiting for a person", { status: "ungraded", fraction: 0, hinted: true }, null],
  ])("rate %s", (_, outcome, rating) => {
    expect(ratingOf(outcome)).toBe(rating);
  });

  it("can be read from JSON", () => {
    const copy: unknown = JSON.parse(JSON.stringify(defaultRatingRules));
    expect(parseRatingRules(copy)).toEqual(defaultRatingRules);
  });

  it("take a grade as it is", () => {
    const question = { type: "trueFalse", points: 1, key: { correct: true } } as const;
    expect(ratingOf(grade(question, true))).toBe("good");
    expect(ratingOf({ ...grade(question, true), hinted: true })).toBe("hard");
    expect(ratingOf(grade(question, false))).toBe("again");
    expect(ratingOf(grade(question, null))).toBeNull();
  });
});

describe("other rules", () => {
  it("win when they stand before the default ones", () => {
    const rules: RatingRule[] = [
      { when: { status: ["partial"], below: 0.5 }, rating: "again" },
      { when: { status: ["partial"], atLeast: 0.8 }, rating: "good" },
      ...defaultRatingRules,
    ];
    const partial = (fraction: number): Rating | null => ratingOf({ status: "partial", fraction }, rules);
    expect([0.49, 0.5, 0.79, 0.8].map(partial)).toEqual(["again", "hard", "hard", "good"]);
  });

  it("are refused when an outcome between two bounds has none", () => {
    const rules: RatingRule[] = [
      { when: { atLeast: 0.75 }, rating: "good" },
      { when: { below: 0.5 }, rating: "again" },
    ];
    expect(() => ratingOf({ status: "correct", fraction: 1 }, rules)).toThrow(
      expect.objectContaining({ name: "ReviewError", code: "mapping-incomplete", place: "rules" }),
    );
    expect(ratingOf({ status: "correct", fraction: 1 }, [...rules, { when: {}, rating: null }])).toBe("good");
  });

  it.each<[string, RatingRule[]]>([
    ["of one status", [{ when: { status: ["correct", "partial", "incorrect", "invalid"] }, rating: "good" }]],
    ["after a hint", [{ when: { hinted: false }, rating: "good" }]],
    ["without a hint", [{ when: { hinted: true }, rating: "hard" }]],
    ["without certainty", [{ when: { certainty: [1, 2, 3] }, rating: "good" }]],
    ["below all bounds", [{ when: { atLeast: -1 }, rating: "good" }]],
    ["of just the bound", [{ when: { below: 1 }, rating: "good" }]],
  ])("are refused when one %s has none", (_, rules) => {
    expect(() => parseRatingRules(rules)).toThrow(expect.objectContaining({ code: "mapping-incomplete" }));
    expect(parseRatingRules([...rules, { when: {}, rating: "again" }])).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ["no list", {}, "rules"],
    ["an empty list", [], "rules"],
    ["a rule that is none", ["good"], "rules[0]"],
    ["a rule without a condition", [{ rating: "good" }], "rules[0]"],
    ["an unknown rating", [{ when: {}, rating: "great" }], "rules[0].rating"],
    ["a rating that is missing", [{ when: {} }], "rules[0].rating"],
    [
      "an unknown status",
      [...defaultRatingRules, { when: { status: ["right"] }, rating: "good" }],
      "rules[6].when.status",
    ],
    ["a status that is no list", [{ when: { status: "correct" }, rating: "good" }], "rules[0].when.status"],
    ["a certainty beyond 3", [{ when: { certainty: [4] }, rating: "easy" }], "rules[0].when.certainty"],
    ["a hint that is no boolean", [{ when: { hinted: 1 }, rating: "hard" }], "rules[0].when.hinted"],
    ["a bound that is no number", [{ when: { atLeast: Number.NaN }, rating: "hard" }], "rules[0].when.atLeast"],
    ["an upper bound that is no number", [{ when: { below: "1" }, rating: "hard" }], "rules[0].when.below"],
  ])("are refused with the place: %s", (_, rules, place) => {
    expect(() => parseRatingRules(rules)).toThrow(ReviewError);
    expect(() => parseRatingRules(rules)).toThrow(expect.objectContaining({ place }));
  });

  it("that are accepted fit every outcome, so that the rating is that of a rule", () => {
    const bounds = fc.option(fc.constantFrom(-0.5, 0, 0.3, 0.5, 0.9, 1), { nil: undefined });
    const rules = fc.array(
      fc.record({
        when: fc.record({
          status: fc.option(fc.subarray(["correct", "partial", "incorrect", "invalid", "ungraded"] as const), {
            nil: undefined,
          }),
          hinted: fc.option(fc.boolean(), { nil: undefined }),
          certainty: fc.option(fc.subarray([1, 2, 3] as const), { nil: undefined }),
          atLeast: bounds,
          below: bounds,
        }),
        rating: fc.constantFrom("again", "hard", "good", "easy"),
      }),
      { maxLength: 4 },
    );
    const isAccepted = (table: readonly RatingRule[]): boolean => {
      try {
        parseRatingRules(table);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(rules, fc.boolean(), outcomes, (table, isClosed, outcome) => {
        const whole: RatingRule[] = isClosed ? [...table, { when: {}, rating: "good" }] : table;
        expect(isClosed && !isAccepted(whole)).toBe(false);
        if (isAccepted(whole)) expect(ratingOf(outcome, whole)).not.toBeNull();
      }),
      runs,
    );
  });
});

describe("the outcomes of an attempt", () => {
  const questions = ["a", "b", "c"].map((id) => ({ id, version: `${id}1` }));
  const score = (questionId: string, status: "correct" | "incorrect" | "invalid", fraction: number) => ({
    questionId,
    status,
    fraction,
    points: fraction,
    min: 0,
    max: 1,
  });
  const log: AttemptEvent[] = [
    {
      seq: 0,
      at: 1,
      type: "started",
      attemptId: "t",
      quizId: "q",
      quizVersion: "v",
      learnerId: "l",
      number: 1,
      seed: "s",
      rules: {},
      questions,
    },
    { seq: 1, at: 2, type: "hintShown", questionId: "a", index: 0 },
    { seq: 2, at: 3, type: "answered", questionId: "a", questionVersion: "a1", response: "x" },
    { seq: 3, at: 4, type: "answered", questionId: "b", questionVersion: "b2", response: "x", certainty: 3 },
    { seq: 4, at: 5, type: "submitted", questionId: null },
    {
      seq: 5,
      at: 6,
      type: "finished",
      quizVersion: "v",
      notices: [],
      score: {
        points: 2,
        min: 0,
        max: 3,
        fraction: 0.6666667,
        questions: [score("a", "correct", 1), score("b", "correct", 1), score("c", "invalid", 0)],
      },
    },
  ];
  const stateOf = (events: readonly AttemptEvent[]) => {
    const folded = foldAttempt(events);
    if (!("state" in folded)) throw new Error(folded.fault.message);
    return folded.state;
  };

  it("know about hints, certainty and the version that was answered", () => {
    expect(outcomesOf(stateOf(log))).toEqual([
      { cardId: "a", questionVersion: "a1", status: "correct", fraction: 1, hinted: true },
      { cardId: "b", questionVersion: "b2", status: "correct", fraction: 1, hinted: false, certainty: 3 },
      { cardId: "c", status: "invalid", fraction: 0, hinted: false },
    ]);
    expect(outcomesOf(stateOf(log)).map((outcome) => ratingOf(outcome))).toEqual(["hard", "easy", null]);
  });

  it("are none before it is finished", () => {
    expect(outcomesOf(stateOf(log.slice(0, -1)))).toEqual([]);
  });
});
