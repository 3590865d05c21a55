import type { Question } from "@mlops/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshProgress, freshQuiz, nextProgress, nextQuiz, quizStanding, standingOf } from "@mlops/quiz/react";
import type { PracticeRules, QuestionAction, QuestionProgress, QuizAction, QuizProgress } from "@mlops/quiz/react";
import { kinds, rightResponses, samples, wrongResponses } from "./react-support.tsx";

const { choice } = samples;
const submit = (response: QuestionProgress["response"]): QuestionAction => ({ type: "submit", response });

function after(question: Question, rules: PracticeRules, ...actions: QuestionAction[]): QuestionProgress {
  return actions.reduce((progress, action) => nextProgress(question, progress, action, rules), freshProgress);
}

describe("the progress with a question", () => {
  it("keeps what the fields say, and grades nothing until it is handed in", () => {
    const progress = after(choice, {}, { type: "change", response: "b" });
    expect(progress).toEqual({ ...freshProgress, response: "b" });
    expect(standingOf(choice, progress, {})).toMatchObject({
      last: undefined,
      grade: { status: "invalid" },
      isDone: false,
    });
  });

  it.each(kinds)("ends a question of type %s with a right answer", (type) => {
    const question = samples[type];
    const { last, grade, isDone } = standingOf(question, after(question, {}, submit(rightResponses[type])), {});
    expect([last?.status, grade.points, isDone]).toEqual(
      type === "essay" ? ["ungraded", 0, true] : ["correct", 2, true],
    );
  });

  it.each(Object.keys(wrongResponses) as (keyof typeof wrongResponses)[])(
    "leaves a question of type %s open after a wrong answer, and free to be tried again at once",
    (type) => {
      const question = samples[type];
      const wrong = after(question, {}, submit(wrongResponses[type]));
      expect(standingOf(question, wrong, {})).toMatchObject({
        last: { status: "incorrect" },
        left: null,
        isDone: false,
      });
      const right = nextProgress(question, wrong, submit(rightResponses[type]), {});
      expect(standingOf(question, right, {})).toMatchObject({
        last: { status: "correct" },
        grade: { points: 2 },
        isDone: true,
      });
    },
  );

  it("counts no answer as no try, and says why", () => {
    const progress = after(choice, { attemptPolicy: { type: "immediate" } }, submit(null));
    expect(progress).toMatchObject({ problem: "unanswered", tries: [] });
    expect(after(choice, {}, submit(null), { type: "change", response: "a" }).problem).toBeUndefined();
    expect(after(choice, {}, submit(null), submit("a"))).toMatchObject({
      problem: undefined,
      tries: [{ response: "a" }],
    });
  });

  it("ends after one try where each answer stands", () => {
    const rules: PracticeRules = { attemptPolicy: { type: "immediate" } };
    const progress = after(choice, rules, submit("a"));
    expect(standingOf(choice, progress, rules)).toMatchObject({ left: 0, isDone: true });
    expect(nextProgress(choice, progress, submit("b"), rules)).toBe(progress);
  });

  it("takes a third of the points for each wrong try, and gives a hint with it, where that is the rule", () => {
    const rules: PracticeRules = { attemptPolicy: { type: "interactive" } };
    const once = after(choice, rules, submit("a"));
    expect(standingOf(choice, once, rules)).toMatchObject({ left: 2, hints: 1, canAskHint: false, isDone: false });
    expect(nextProgress(choice, once, { type: "hint" }, rules)).toBe(once);
    const twice = nextProgress(choice, once, submit("b"), rules);
    expect(standingOf(choice, twice, rules)).toMatchObject({ grade: { points: 1.3333333 }, isDone: true });
    const never = after(choice, rules, submit("a"), submit("c"), submit("a"));
    expect(standingOf(choice, never, rules)).toMatchObject({ left: 0, hints: 2, grade: { points: 0 }, isDone: true });
  });

  it("gives hints one by one, as many as there are", () => {
    const hint: QuestionAction = { type: "hint" };
    expect(standingOf(choice, after(choice, {}, hint), {})).toMatchObject({ hints: 1, canAskHint: true });
    expect(standingOf(choice, after(choice, {}, hint, hint), {})).toMatchObject({ hints: 2, canAskHint: false });
    expect(after(choice, {}, hint, hint, hint).hints).toBe(2);
  });

  it("ends when a learner gives up, with what was earned", () => {
    const progress = after(samples.multi, {}, submit(["a", "c"]), { type: "giveUp" });
    expect(standingOf(samples.multi, progress, {})).toMatchObject({ isDone: true, grade: { points: 1 } });
    expect(nextProgress(samples.multi, progress, submit(["a", "b"]), {})).toBe(progress);
  });

  it("weighs an answer with how sure the learner was when they gave it", () => {
    const rules: PracticeRules = { policy: "cbm" };
    const sure = (certainty: 1 | 2 | 3, response: string): number =>
      standingOf(choice, after(choice, rules, { type: "certainty", certainty }, submit(response)), rules).grade.points;
    expect([sure(1, "b"), sure(3, "b"), sure(2, "a"), sure(3, "a")]).toEqual([2, 6, -4, -12]);
  });

  it("is plain JSON", () => {
    const progress = after(choice, {}, { type: "hint" }, submit("a"), submit(null), { type: "giveUp" });
    expect(nextProgress(choice, JSON.parse(JSON.stringify(progress)) as QuestionProgress, submit("b"), {})).toEqual(
      JSON.parse(JSON.stringify(progress)),
    );
  });

  it("never takes back a try, and stays as it is once it is done, whatever comes", () => {
    const response = fc.constantFrom("a", "b", "c", null, "none");
    const action = fc.oneof(
      fc.record({ type: fc.constant("change"), response }),
      fc.record({ type: fc.constant("submit"), response }),
      fc.record({ type: fc.constantFrom("hint", "giveUp") }),
      fc.record({ type: fc.constant("certainty"), certainty: fc.constantFrom(1, 2, 3) }),
    ) as fc.Arbitrary<QuestionAction>;
    const rules = fc.record({
      attemptPolicy: fc.constantFrom(
        undefined,
        { type: "immediate" } as const,
        { type: "adaptive" } as const,
        { type: "interactive", tries: 2 } as const,
      ),
      policy: fc.constantFrom(undefined, "cbm" as const),
    });
    fc.assert(
      fc.property(rules, fc.array(action, { maxLength: 12 }), (own, actions) => {
        let progress = freshProgress;
        for (const one of actions) {
          const next = nextProgress(choice, progress, one, own);
          const { isDone, grade, hints } = standingOf(choice, next, own);
          expect(next.tries.slice(0, progress.tries.length)).toEqual(progress.tries);
          if (standingOf(choice, progress, own).isDone) expect(next).toBe(progress);
          if (next.gaveUp === true) expect(isDone).toBe(true);
          expect(grade.points).toBeLessThanOrEqual(grade.max);
          expect(hints).toBeLessThanOrEqual(2);
          progress = next;
        }
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) },
    );
  });
});

describe("the progress with a quiz", () => {
  const quiz = { questions: [choice, samples.trueFalse, samples.essay], pass: 0.5 };
  const run = (...actions: QuizAction[]): QuizProgress =>
    actions.reduce((progress, action) => nextQuiz(quiz, progress, action, {}), freshQuiz);
  const done = run(
    { type: "submit", questionId: "q-choice", response: "a" },
    { type: "submit", questionId: "q-choice", response: "b" },
    { type: "submit", questionId: "q-true", response: true },
    { type: "submit", questionId: "q-essay", response: "WORDS" },
  );

  it("adds up the points, and names the questions that were not right at once", () => {
    expect(quizStanding(quiz, done, {})).toEqual({
      points: 4,
      min: 0,
      max: 6,
      fraction: 0.6666667,
      isDone: true,
      weak: ["q-choice"],
    });
  });

  it("says whether that is enough when no person has to grade", () => {
    const graded = { questions: [choice], pass: 0.5 };
    const right = nextQuiz(graded, freshQuiz, { type: "submit", questionId: "q-choice", response: "b" }, {});
    expect(quizStanding(graded, right, {})).toMatchObject({ passed: true, isDone: true });
    expect(quizStanding(graded, freshQuiz, {})).toMatchObject({ passed: false, isDone: false, weak: [] });
  });

  it("starts again from nothing, and counts that", () => {
    expect(nextQuiz(quiz, done, { type: "restart" }, {})).toEqual({ round: 1, questions: {} });
  });

  it.each(["nobody", "constructor", "__proto__"])(
    "does nothing with a question that it does not have: %s",
    (questionId) => {
      expect(nextQuiz(quiz, done, { type: "hint", questionId }, {})).toBe(done);
    },
  );

  it("has questions with the names of an object's own fields", () => {
    const strange = { questions: [{ ...choice, id: "constructor" }] };
    const next = nextQuiz(strange, freshQuiz, { type: "submit", questionId: "constructor", response: "b" }, {});
    expect(quizStanding(strange, next, {})).toMatchObject({ points: 2, isDone: true });
  });
});
