import { describe, expect, it } from "vitest";
import { QuizError } from "@mlops/quiz";
import type { GradableChoice, GradableEssay, GradableMulti, GradableNumeric, GradableText } from "@mlops/quiz";
import { gradeTries } from "@mlops/quiz/attempts";
import type { AttemptPolicy, Try, TriesGrade } from "@mlops/quiz/attempts";
import { named, verdictOf } from "./slim.ts";

/** Moodle's test question: frog is right, toad is worth 0.8. */
const frog = (points: number): GradableText => ({
  type: "text",
  points,
  key: { answers: [{ pattern: "frog" }, { pattern: "toad", weight: 0.8 }] },
});
/** Moodle's test question with one right option; each other one loses a third. */
const single = (points: number): GradableChoice => ({
  type: "choice",
  points,
  options: named("a b c"),
  key: { correct: "a", weights: { b: -0.3333333, c: -0.3333333 } },
});
const tries = (...responses: unknown[]): Try[] => responses.map((response) => ({ response }));
const adaptive: AttemptPolicy = { type: "adaptive", penalty: 0.3333333 };

/** The points after each of some tries. */
function walk(
  question: Parameters<typeof gradeTries>[0],
  policy: AttemptPolicy,
  hints: number,
  responses: unknown[],
): number[] {
  return responses.map(
    (_, index) => gradeTries(question, tries(...responses.slice(0, index + 1)), policy, { hints }).grade.points,
  );
}

describe("adaptive tries, as Moodle's own tests walk through them", () => {
  it.each([
    [
      "a wrong, the same and a right answer",
      frog(6),
      ["hippopotamus", "hippopotamus", "frog", "bumblebee"],
      [0, 0, 4, 4],
    ],
    ["a partly right, a wrong and a right answer", frog(1), ["toad", "bumblebee", "frog"], [0.8, 0.8, 0.8]],
    [
      "an invalid answer in between",
      frog(1),
      ["hippopotamus", "frog", "", "bumblebee"],
      [0, 0.6666667, 0.6666667, 0.6666667],
    ],
    ["an invalid answer before", frog(1), ["", "toad", ""], [0, 0.8, 0.8]],
    ["a wrong answer that loses points, and a right one", single(3), ["b", "a"], [0, 2]],
  ])("%s", (_, question, responses, points) => {
    expect(walk(question, adaptive, 0, responses)).toEqual(points);
  });

  it("cost nothing where there is no penalty", () => {
    expect(walk(frog(1), { type: "adaptive", penalty: 0 }, 0, ["hippopotamus", "frog"])).toEqual([0, 1]);
  });

  it("of a number that is none cost nothing, and the next one a tenth", () => {
    const pi: GradableNumeric = { type: "numeric", points: 1, key: { answers: [{ value: "3.14" }] } };
    const given = ["Pi", "-5", "Pi*2", "3.14"].map((value) => ({ value }));
    expect(walk(pi, { type: "adaptive", penalty: 0.1 }, 0, given)).toEqual([0, 0, 0, 0.9]);
  });

  it("of several options are the same in any order", () => {
    const multi: GradableMulti = { type: "multi", points: 3, options: named("a b c d"), key: { correct: ["a", "c"] } };
    expect(
      walk(multi, adaptive, 0, [
        ["b", "d"],
        ["d", "b"],
        ["c", "a"],
      ]),
    ).toEqual([0, 0, 2]);
    expect(gradeTries(multi, tries(["b", "d"], ["d", "b"]), adaptive).used).toBe(1);
  });
});

describe("adaptive tries", () => {
  it("lose a third of the points each where no penalty is named", () => {
    expect(walk(frog(6), { type: "adaptive" }, 0, ["a", "b", "c", "frog"])).toEqual([0, 0, 0, 0]);
    expect(walk(frog(6), { type: "adaptive" }, 0, ["a", "b", "frog"])).toEqual([0, 0, 2]);
    expect(walk(frog(6), { type: "adaptive" }, 0, ["a", "b", "c", "d", "frog"]).at(-1)).toBe(0);
  });

  it("are counted but for the same again and those that cannot be graded", () => {
    const used = (...responses: unknown[]): unknown => {
      const { used: count, left } = gradeTries(frog(1), tries(...responses), adaptive);
      return [count, left];
    };
    expect(used()).toEqual([0, null]);
    expect(used("a", "a", " a ", "", "A")).toEqual([2, null]);
    expect(used("a", "", "a")).toEqual([1, null]);
    expect(used("a", "b", "a")).toEqual([3, null]);
    expect(used("", null, 7)).toEqual([0, null]);
  });

  it("say what was lost, and which try counts", () => {
    const trace = (...responses: unknown[]): unknown =>
      gradeTries(frog(6), tries(...responses), adaptive).grade.trace.slice(1);
    expect(trace("cat", "frog")).toEqual([
      { step: "policy", policy: "fractions", fraction: 1 },
      { step: "penalty", tries: 1, penalty: 0.3333333, fraction: 0.6666667 },
    ]);
    expect(trace("toad", "cat", "frog")).toEqual([
      { step: "policy", policy: "fractions", fraction: 1 },
      { step: "penalty", tries: 2, penalty: 0.3333333, fraction: 0.3333333 },
      { step: "best", fraction: 0.8 },
    ]);
    expect(trace("frog", "frog!")).toEqual([
      { step: "policy", policy: "fractions", fraction: 0 },
      { step: "best", fraction: 1 },
    ]);
    expect(gradeTries(single(3), tries("b"), adaptive).grade.trace.at(-1)).toEqual({
      step: "bounds",
      from: -0.3333333,
      to: 0,
    });
  });

  it("show the last answer with what the best one earned", () => {
    const { grade } = gradeTries(frog(2), tries("toad", "cat"), adaptive);
    expect(grade).toMatchObject({ status: "partial", fraction: 0.8, points: 1.6, min: 0, max: 2 });
    expect(grade.parts).toEqual([{ id: "answer", status: "incorrect" }]);
    const right = gradeTries(frog(2), tries("frog", "cat"), adaptive).grade;
    expect(right).toMatchObject({ status: "correct", fraction: 1, points: 2 });
  });

  it("count the earliest of equal ones no worse than the last", () => {
    const fifth: AttemptPolicy = { type: "adaptive", penalty: 0.2 };
    const even = gradeTries(frog(2), tries("toad", "frog"), fifth).grade;
    expect(even).toMatchObject({ status: "correct", fraction: 0.8 });
    expect(even.trace.map(({ step }) => step)).toEqual(["parts", "policy", "penalty"]);
    expect(gradeTries(frog(2), tries("toad", "frog", "cat"), fifth).grade).toMatchObject({
      status: "partial",
      fraction: 0.8,
    });
  });

  it("are invalid, for the reason of the last one, while none can be graded", () => {
    const verdict = (...responses: unknown[]): string =>
      verdictOf(gradeTries(frog(1), tries(...responses), adaptive).grade);
    expect(verdict()).toBe("unanswered");
    expect(verdict("")).toBe("unanswered");
    expect(verdict("", 7)).toBe("malformed");
    expect(verdict(7, "")).toBe("unanswered");
  });
});

describe("interactive tries, as Moodle's own tests walk through them", () => {
  const interactive: AttemptPolicy = { type: "interactive", penalty: 0.3333333 };

  it.each([
    ["a wrong and a right answer, of three tries", single(1), 2, ["b", "a"], [0, 0.6666667]],
    ["a wrong answer, of two tries", single(1), 1, ["b"], [0]],
    ["blanks in between", frog(1), 2, ["", "newt", "", "frog"], [0, 0, 0, 0.6666667]],
    ["a right answer at once", frog(3), 2, ["frog"], [3]],
    ["a right answer at last", frog(3), 2, ["a", "b", "frog"], [0, 0, 1]],
  ])("%s", (_, question, hints, responses, points) => {
    expect(walk(question, interactive, hints, responses)).toEqual(points);
  });

  it("count the last one, though an earlier one was better", () => {
    expect(walk(frog(1), interactive, 2, ["toad", "cat"])).toEqual([0.8, 0]);
  });

  it("charge for the same answer again", () => {
    expect(walk(frog(6), interactive, 3, ["a", "a", "frog"])).toEqual([0, 0, 2]);
  });

  const state = (result: TriesGrade): unknown => [result.grade.points, result.used, result.left];

  it("are one more than the hints, or as many as the policy says", () => {
    const after = (hints: number, policy: AttemptPolicy, ...responses: unknown[]): unknown =>
      state(gradeTries(frog(6), tries(...responses), policy, { hints }));
    expect(after(2, interactive)).toEqual([0, 0, 3]);
    expect(after(2, interactive, "a")).toEqual([0, 1, 2]);
    expect(after(2, interactive, "a", "", "b")).toEqual([0, 2, 1]);
    expect(after(2, interactive, "a", "b", "c")).toEqual([0, 3, 0]);
    expect(after(2, interactive, "a", "b", "c", "frog")).toEqual([0, 3, 0]);
    expect(after(0, interactive, "a", "frog")).toEqual([0, 1, 0]);
    expect(after(0, { ...interactive, tries: 2 }, "a")).toEqual([0, 1, 1]);
    expect(after(5, { ...interactive, tries: 1 }, "a", "frog")).toEqual([0, 1, 0]);
    expect(state(gradeTries(frog(6), tries("a", "frog"), interactive))).toEqual([0, 1, 0]);
  });

  it("end with a right answer", () => {
    const result = gradeTries(frog(6), tries("a", "frog", "b"), interactive, { hints: 5 });
    expect(state(result)).toEqual([4, 2, 0]);
    expect(state(gradeTries(frog(6), tries("frog", "b"), interactive, { hints: 5 }))).toEqual([6, 1, 0]);
    expect(gradeTries(frog(6), tries("toad"), interactive, { hints: 5 }).left).toBe(5);
  });

  it("do not end for an answer that cannot be graded", () => {
    expect(state(gradeTries(frog(6), tries("", null, "frog"), interactive))).toEqual([6, 1, 0]);
    expect(state(gradeTries(frog(6), tries("", null), interactive))).toEqual([0, 0, 1]);
  });
});

describe("immediate tries", () => {
  const immediate: AttemptPolicy = { type: "immediate" };

  it("are one, and the first that can be graded stands", () => {
    const first = gradeTries(frog(6), tries("", "toad", "frog"), immediate);
    expect([first.grade.points, first.used, first.left]).toEqual([4.8, 1, 0]);
    const none = gradeTries(frog(6), tries(""), immediate, { hints: 3 });
    expect([none.grade.status, none.used, none.left]).toEqual(["invalid", 0, 1]);
  });

  it("can lose points", () => {
    expect(gradeTries(single(3), tries("b"), immediate).grade).toMatchObject({ points: -1, min: -1 });
  });
});

describe("deferred tries", () => {
  const deferred: AttemptPolicy = { type: "deferred" };

  it("are as many as one likes, and the last one counts, whatever it is", () => {
    const after = (...responses: unknown[]): unknown => {
      const { grade, used, left } = gradeTries(frog(6), tries(...responses), deferred);
      return [verdictOf(grade), grade.points, used, left];
    };
    expect(after("frog", "toad")).toEqual(["partial", 4.8, 1, null]);
    expect(after("cat", "cat", "frog")).toEqual(["correct", 6, 1, null]);
    expect(after("frog", "")).toEqual(["unanswered", 0, 0, null]);
    expect(after("frog", 7)).toEqual(["malformed", 0, 0, null]);
    expect(after("", "frog")).toEqual(["correct", 6, 1, null]);
    expect(after()).toEqual(["unanswered", 0, 0, null]);
  });

  it("can lose points", () => {
    expect(gradeTries(single(3), tries("a", "c"), deferred).grade).toMatchObject({ points: -1, min: -1 });
  });
});

describe("certainty in tries", () => {
  const question: GradableChoice = { type: "choice", points: 1, options: named("a b"), key: { correct: "a" } };
  const given = (response: string, certainty?: 1 | 2 | 3): Try => ({ response, certainty });
  const deferred: AttemptPolicy = { type: "deferred" };

  it("counts with a policy that weighs it, and with no other", () => {
    const points = (
      policy: "cbm" | "exact" | { type: "cbm"; base: "edc" } | undefined,
      certainty?: 1 | 2 | 3,
    ): number => gradeTries(question, [given("b", certainty)], deferred, { policy }).grade.points;
    expect([points("cbm"), points("cbm", 2), points("cbm", 3)]).toEqual([0, -2, -6]);
    expect([points({ type: "cbm", base: "edc" }, 3), points("exact", 3), points(undefined, 3)]).toEqual([-6, 0, 0]);
  });

  it("counts with the question's own policy", () => {
    const own: GradableChoice = { ...question, scoring: "cbm" };
    expect(gradeTries(own, [given("a", 3)], deferred).grade).toMatchObject({ points: 3, min: -6, max: 3 });
    expect(gradeTries(own, [given("a", 3)], deferred, { policy: "exact" }).grade).toMatchObject({ points: 1, max: 1 });
  });

  it("keeps what the policy says of the base", () => {
    const multi: GradableMulti = { type: "multi", points: 1, options: named("a b"), key: { correct: ["a"] } };
    const policy = { type: "cbm", base: "edc" } as const;
    const { grade } = gradeTries(multi, [{ response: ["a", "b"], certainty: 2 }], deferred, { policy });
    expect(grade.points).toBe(1);
  });

  it("is the policy's where the learner does not say", () => {
    const sure = { type: "cbm", certainty: 3 } as const;
    expect(gradeTries(question, [given("a")], deferred, { policy: sure }).grade.points).toBe(3);
    expect(gradeTries(question, [given("a", 2)], deferred, { policy: sure }).grade.points).toBe(2);
  });

  it("is put into no other policy", () => {
    const most: "edc" = JSON.parse('{"type":"most"}');
    const fault = new QuizError("policy-invalid", '{"type":"most"}: there is no such policy');
    expect(() => gradeTries(question, [given("a", 3)], deferred, { policy: most })).toThrow(fault);
  });

  it("makes another answer of the same choice", () => {
    const { used, grade } = gradeTries(question, [given("b", 1), given("b", 2), given("a", 3)], adaptive, {
      policy: "cbm",
    });
    expect(used).toBe(3);
    expect(grade.fraction).toBe(2.3333333);
  });

  it("must be a number that there is", () => {
    const odd: Try[] = JSON.parse('[{"response":"a","certainty":4}]');
    expect(() => gradeTries(question, odd, deferred, { policy: "cbm" })).toThrow(QuizError);
  });
});

describe("tries at an essay", () => {
  it("wait for a person", () => {
    const essay: GradableEssay = { type: "essay", points: 5, key: {} };
    for (const type of ["deferred", "immediate", "adaptive", "interactive"] as const) {
      const { grade, used } = gradeTries(essay, tries("Because."), { type });
      expect([grade.status, grade.points, used]).toEqual(["ungraded", 0, 1]);
    }
    expect(gradeTries(essay, tries("Because.", " Because.\n"), adaptive).used).toBe(1);
    expect(gradeTries(essay, tries("Because.", "Since."), adaptive).used).toBe(2);
  });
});

describe("an attempt policy from data", () => {
  it.each([
    [{ type: "never" }, "there is no such policy"],
    [{}, "there is no such policy"],
    [{ type: "adaptive", penalty: -0.1 }, "penalty must be a number from 0 to 1"],
    [{ type: "adaptive", penalty: 1.1 }, "penalty must be a number from 0 to 1"],
    [{ type: "interactive", penalty: "x" }, "penalty must be a number from 0 to 1"],
    [{ type: "interactive", tries: 0 }, "tries must be a whole number of at least 1"],
    [{ type: "interactive", tries: 1.5 }, "tries must be a whole number of at least 1"],
    [{ type: "interactive", tries: "2" }, "tries must be a whole number of at least 1"],
    [{ type: "interactive", tries: null }, "tries must be a whole number of at least 1"],
  ])("that is %j is refused: %s", (data, why) => {
    const policy: AttemptPolicy = JSON.parse(JSON.stringify(data));
    const fault = new QuizError("policy-invalid", `${JSON.stringify(data)}: ${why}`);
    expect(() => gradeTries(frog(1), [], policy)).toThrow(fault);
    expect(() => gradeTries(frog(1), [], policy)).toThrow(expect.objectContaining({ code: "policy-invalid" }));
  });

  it.each([
    [{ type: "adaptive", penalty: 0 }, 1],
    [{ type: "adaptive", penalty: 1 }, 0],
    [{ type: "interactive", penalty: 1, tries: 2 }, 0],
  ] as const)("may be %j, after which a right second try earns %s", (policy, points) => {
    expect(gradeTries(frog(1), tries("a", "frog"), policy).grade.points).toBe(points);
  });
});
