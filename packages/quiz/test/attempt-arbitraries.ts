import fc from "fast-check";
import type { AttemptCommand, AttemptQuestion, AttemptQuiz, AttemptRules } from "@mlops/quiz/attempts";
import { choice, essay, multi, order, quizOf } from "./attempt-support.ts";

/** How often a property is tried. */
export const numRuns = Number(process.env["MLOPS_RUNS"] ?? 200);

const ids = ["q0", "q1", "q2", "q3", "__proto__"];
const id = fc.constantFrom(...ids);
const optionIds = fc.constantFrom(
  ["a", "b", "c"],
  ["a", "c", "b"],
  ["b", "a"],
  ["c", "d", "a", "b"],
  ["__proto__", "a"],
);

/** A question in one of a few versions, so that edits meet answers to others. */
const question = (one: fc.Arbitrary<string>): fc.Arbitrary<AttemptQuestion> =>
  fc
    .record({
      one,
      kind: fc.constantFrom("choice", "choice", "multi", "order", "essay"),
      options: optionIds,
      written: fc.record({
        version: fc.constantFrom("v1", "v1", "v2", "v3"),
        points: fc.constantFrom(0, 1, 1, 2, 0.5),
        hints: fc.nat(2),
      }),
    })
    .map(({ one: name, kind, options, written }) => {
      if (kind === "essay") return essay(name, written);
      if (kind === "order") return order(name, options, written);
      return kind === "choice"
        ? choice(name, options, written)
        : multi(name, options.slice(0, 2), { options, ...written });
    });

/** A quiz with some of the same few questions, in any order. */
export const quizzes: fc.Arbitrary<AttemptQuiz> = fc
  .shuffledSubarray(ids, { minLength: 1 })
  .chain((some) => fc.tuple(...some.map((one) => question(fc.constant(one)))))
  .chain((questions) =>
    fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }).map((pass) => ({ ...quizOf(...questions), pass })),
  );

const share = fc.constantFrom(0, 0.1, 1 / 3, 1);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Rules under which an attempt starts at 0. */
export const rules: fc.Arbitrary<AttemptRules> = fc.record(
  {
    attemptPolicy: maybe(
      fc.oneof(
        fc.record({ type: fc.constant("deferred" as const) }),
        fc.record({ type: fc.constant("immediate" as const) }),
        fc.record({ type: fc.constant("adaptive" as const), penalty: maybe(share) }),
        fc.record({
          type: fc.constant("interactive" as const),
          penalty: maybe(share),
          tries: maybe(fc.integer({ min: 1, max: 3 })),
        }),
      ),
    ),
    policy: fc.constantFrom<AttemptRules["policy"][]>(undefined, "exact", "edc", "cbm", {
      type: "cbm",
      certainty: 2,
      base: "coverage",
    }),
    timeLimitMs: maybe(fc.integer({ min: 0, max: 60_000 })),
    graceMs: maybe(fc.integer({ min: 0, max: 5000 })),
    pausable: maybe(fc.boolean()),
    navigation: fc.constantFrom<AttemptRules["navigation"][]>(undefined, "free", "sequential"),
    closesAt: maybe(fc.integer({ min: 1, max: 60_000 })),
  },
  { requiredKeys: [] },
);

const response = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "d") },
  { weight: 3, arbitrary: fc.subarray(["a", "b", "c", "d"]) },
  { weight: 2, arbitrary: fc.constantFrom(null, undefined, ["b", "a"], ["a", "b", "c"], "An essay.") },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.anything() },
);

/** Commands as learners and teachers send them, and some that nobody should. */
const commands: fc.Arbitrary<AttemptCommand> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        type: fc.constant("answer" as const),
        questionId: id,
        response,
        certainty: maybe(fc.constantFrom(1 as const, 2 as const, 3 as const)),
        questionVersion: fc.constantFrom(undefined, undefined, "v1", "v2"),
      },
      { requiredKeys: ["type", "questionId", "response"] },
    ),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("submit" as const), questionId: id }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("showHint" as const), questionId: id }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("flag" as const), questionId: id, flagged: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom("pause" as const, "resume" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("finish" as const, "expire" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        type: fc.constant("gradeManually" as const),
        questionId: id,
        points: fc.oneof(fc.constantFrom(0, 0.5, 1, 1 / 3), fc.double()),
        by: fc.constant("teacher"),
        comment: fc.string(),
      },
      { requiredKeys: ["type", "questionId", "points", "by"] },
    ),
  },
);

/** A command, how much later it comes by a clock that is not always right, and the quiz where it was edited before. */
export const steps = fc.record({
  command: commands,
  later: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 4000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -20_000, max: 60_000 }) },
    { weight: 1, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  ),
  edited: fc.option(quizzes, { nil: undefined, freq: 5 }),
});
