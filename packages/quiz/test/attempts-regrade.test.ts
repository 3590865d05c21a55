import { describe, expect, it } from "vitest";
import { alignAttempt, foldAttempt, parseEvents, quizVersion, replay } from "@mlops/quiz/attempts";
import type { AttemptQuestion, AttemptQuiz, Regrade } from "@mlops/quiz/attempts";
import { choice, essay, frozen, multi, order, quizOf, shortOf, stateOf, walk } from "./attempt-support.ts";
import type { Walk } from "./attempt-support.ts";

const quiz = quizOf(choice("q1"), choice("q2"), choice("q3", ["a", "b", "c"], { points: 2 }));

/** An attempt with the first question right and the second wrong. */
function attempt(of: AttemptQuiz = quiz): Walk {
  const steps = walk(of);
  steps.answer("q1", "a");
  steps.answer("q2", "b");
  return steps;
}

function handedIn(of: AttemptQuiz = quiz): Walk {
  const steps = attempt(of);
  steps.run({ type: "finish" }, 1000);
  return steps;
}

function regradeOf(steps: Walk, by: AttemptQuiz, now = 2000): Regrade {
  const regrade = replay(frozen([...steps.log()]), frozen(by), now);
  if ("fault" in regrade) throw new Error(regrade.fault.message);
  return regrade;
}

/** The same quiz with other questions in the place of some. */
const edited = (...questions: readonly AttemptQuestion[]): AttemptQuiz => ({
  ...quiz,
  questions: quiz.questions.map((one) => questions.find((other) => idOf(other) === idOf(one)) ?? one),
});
const idOf = (question: AttemptQuestion): string => ("type" in question ? question.id : question.public.id);

/** The second question, whose right answer is now the one that was given. */
const mended = edited({ ...choice("q2"), key: { correct: "b", version: "k2" } } as AttemptQuestion);

describe("grading again", () => {
  it("is tried first, changing nothing, and says the same each time", () => {
    const steps = handedIn();
    const before = JSON.stringify(steps.log());
    const first = regradeOf(steps, mended);
    expect(regradeOf(steps, mended)).toEqual(first);
    expect(JSON.stringify(steps.log())).toBe(before);
    expect(steps.state().score).toEqual(first.before);
  });

  it("lists exactly the questions whose result changes after a key was mended", () => {
    const { before, after, changes, notices } = regradeOf(handedIn(), mended);
    const common = { questionId: "q2", min: 0, max: 1 };
    expect(changes).toEqual([
      {
        questionId: "q2",
        before: { ...common, status: "incorrect", fraction: 0, points: 0 },
        after: { ...common, status: "correct", fraction: 1, points: 1 },
      },
    ]);
    expect([before?.points, after.points, notices]).toEqual([1, 2, []]);
  });

  it("becomes so when its event is appended, which leaves the attempt finished", () => {
    const steps = handedIn();
    const { event, after } = regradeOf(steps, mended);
    if (event === undefined) throw new Error("There is no event");
    expect(event).toEqual({
      type: "regraded",
      seq: 4 + 1,
      at: 2000,
      quizVersion: quizVersion(mended),
      notices: [],
      score: after,
    });
    const log = [...steps.log(), event];
    expect(parseEvents(JSON.parse(JSON.stringify(log)))).toEqual({ events: log });
    expect(stateOf(log)).toEqual({
      ...steps.state(),
      version: 6,
      lastAt: 2000,
      quizVersion: quizVersion(mended),
      score: after,
    });
    expect(replay(log, mended, 3000)).toMatchObject({ before: after, changes: [], event: { seq: 6 } });
    expect(replay(log, quiz, 3000)).toMatchObject({ changes: [{ questionId: "q2", before: { points: 1 } }] });
  });

  it("changes nothing where nothing that counts was changed", () => {
    const better = edited({
      ...choice("q2"),
      hints: ["A hint."],
      key: { correct: "a", feedback: {} },
    } as AttemptQuestion);
    for (const same of [
      quiz,
      better,
      { ...quiz, questions: quiz.questions.map((one) => ({ ...one, explanation: "So." })) },
    ]) {
      expect(regradeOf(handedIn(), same)).toMatchObject({ changes: [], notices: [] });
      expect(quizVersion(same)).toBe(quizVersion(quiz));
    }
    const turned = { ...quiz, questions: quiz.questions.toReversed() };
    expect(regradeOf(handedIn(), turned)).toMatchObject({ changes: [], notices: [], after: { points: 1 } });
    expect(quizVersion(turned)).not.toBe(quizVersion(quiz));
  });

  it("shows a change of points, though the answer is as right as before", () => {
    const { changes } = regradeOf(handedIn(), edited(choice("q1", ["a", "b", "c"], { points: 3 })));
    expect(changes).toMatchObject([
      { questionId: "q1", before: { points: 1 }, after: { points: 3, status: "correct" } },
    ]);
  });

  it("shows a change of what could be earned or lost, or of how right an answer is, though it earns the same", () => {
    const most = regradeOf(handedIn(), edited(choice("q2", ["a", "b", "c"], { points: 3 }))).changes;
    expect(most).toMatchObject([{ questionId: "q2", before: { points: 0, max: 1 }, after: { points: 0, max: 3 } }]);
    const weighed = { ...choice("q1"), key: { correct: "a", weights: { a: 1, b: -0.5 } } } as AttemptQuestion;
    const least = regradeOf(handedIn(), edited(weighed)).changes;
    expect(least).toMatchObject([{ questionId: "q1", before: { points: 1, min: 0 }, after: { points: 1, min: -0.5 } }]);
    const worthless = (correct: string) =>
      quizOf({ ...choice("q1", ["a", "b"], { points: 0 }), key: { correct } } as AttemptQuestion, choice("q2"));
    const status = regradeOf(handedIn(worthless("a")), worthless("b")).changes;
    expect(status).toMatchObject([{ questionId: "q1", before: { status: "correct" }, after: { status: "incorrect" } }]);
  });

  it("has no event and nothing before for an attempt that is not finished, and a fault for a log that is none", () => {
    const regrade = regradeOf(attempt(), quiz);
    expect(regrade).toMatchObject({ before: null, after: { points: 1 } });
    expect(regrade).not.toHaveProperty("event");
    expect(regrade.changes.map(({ questionId, before }) => [questionId, before])).toEqual([
      ["q1", null],
      ["q2", null],
      ["q3", null],
    ]);
    expect(replay([], quiz, 0)).toMatchObject({ fault: { code: "log-empty" } });
  });
});

const reworded = (id: string, options?: readonly string[]): AttemptQuestion => choice(id, options, { version: "v2" });

describe("answers to questions that were changed", () => {
  it("count for a reworded question that they still fit, with a notice", () => {
    const { changes, notices, after } = regradeOf(handedIn(), edited(reworded("q1")));
    expect(notices).toEqual([{ questionId: "q1", what: "changed", from: "v1", to: "v2" }]);
    expect([changes, after.points]).toEqual([[], 1]);
  });

  it("are dropped where the option is gone that they name, and no others are", () => {
    const { changes, notices } = regradeOf(handedIn(), edited(reworded("q1", ["d", "b"]), reworded("q2", ["a", "b"])));
    expect(notices).toEqual([
      { questionId: "q1", what: "dropped", from: "v1", to: "v2" },
      { questionId: "q2", what: "changed", from: "v1", to: "v2" },
    ]);
    expect(changes).toMatchObject([
      { questionId: "q1", before: { points: 1 }, after: { status: "invalid", points: 0 } },
    ]);
  });

  it("are dropped where the question became one of another kind", () => {
    for (const other of [multi("q1", ["a"], { version: "v2" }), order("q1", ["a", "b"], { version: "v2" })]) {
      expect(regradeOf(handedIn(), edited(other)).notices).toMatchObject([{ questionId: "q1", what: "dropped" }]);
    }
    const { notices, after } = regradeOf(handedIn(), edited(essay("q1", { version: "v2" })));
    expect(notices).toMatchObject([{ questionId: "q1", what: "changed" }]);
    expect(after.questions[0]).toMatchObject({ status: "ungraded", points: 0 });
  });

  it("count no more where the question is removed, and nothing counts that was added", () => {
    const [, ...others] = quiz.questions;
    const { changes, notices, before, after } = regradeOf(handedIn(), {
      ...quiz,
      questions: [...others, choice("q4")],
    });
    expect(notices).toEqual([
      { questionId: "q4", what: "added", to: "v1" },
      { questionId: "q1", what: "removed", from: "v1" },
    ]);
    expect(changes).toMatchObject([{ questionId: "q1", before: { points: 1 }, after: null }]);
    expect([before?.max, after.max, after.questions.length]).toEqual([4, 3, 2]);
  });

  it("come back with the question", () => {
    const steps = handedIn();
    const { event } = regradeOf(steps, { ...quiz, questions: quiz.questions.slice(1) });
    if (event === undefined) throw new Error("There is no event");
    expect(replay([...steps.log(), event], quiz, 0)).toMatchObject({
      changes: [{ questionId: "q1", before: null, after: { points: 1 } }],
      notices: [],
      after: { points: 1, max: 4 },
    });
  });

  it("give no notice where there were none", () => {
    expect(regradeOf(handedIn(), edited(reworded("q3"))).notices).toEqual([]);
    const nothing = walk(quiz);
    nothing.answer("q1", "a");
    nothing.answer("q1", null);
    nothing.run({ type: "finish" });
    expect(regradeOf(nothing, edited(reworded("q1"))).notices).toEqual([]);
  });

  it("are whatever they were where the version is the same: one that is not complete is not dropped", () => {
    const own = quizOf(order("q1"));
    const steps = walk(own);
    steps.answer("q1", ["a"]);
    expect(alignAttempt(own, steps.state())).toMatchObject({
      questions: [{ tries: [{ response: ["a"] }] }],
      notices: [],
    });
    const { notices } = alignAttempt(quizOf(order("q1", ["a", "b"], { version: "v2" })), steps.state());
    expect(notices).toMatchObject([{ what: "dropped" }]);
  });

  it("are looked at one by one where there were several tries", () => {
    const steps = walk(quiz, { attemptPolicy: { type: "adaptive", penalty: 0.5 } });
    steps.submit("q1", "c");
    steps.submit("q1", "a");
    expect(alignAttempt(quiz, steps.state()).questions[0]?.tries.map(({ response }) => response)).toEqual(["c", "a"]);
    steps.run({ type: "finish" });
    const { changes, notices } = regradeOf(steps, edited(reworded("q1", ["a", "b"])));
    expect(notices).toMatchObject([{ questionId: "q1", what: "dropped", from: "v1", to: "v2" }]);
    // The try that named the option which is gone costs nothing any more.
    expect(changes).toMatchObject([{ before: { points: 0.5 }, after: { points: 1 } }]);
  });

  it("name the version that they were given to, which may differ from the one that was asked first", () => {
    const steps = attempt();
    const second = edited(reworded("q1"));
    steps.run({ type: "answer", questionId: "q1", response: "b" }, 0, second);
    steps.run({ type: "finish" }, 0, second);
    expect(steps.log().at(-1)).toMatchObject({ quizVersion: quizVersion(second), notices: [] });
    expect(regradeOf(steps, quiz).notices).toMatchObject([{ what: "changed", from: "v2", to: "v1" }]);
    const gone = regradeOf(steps, { ...quiz, questions: quiz.questions.slice(1) });
    expect(gone.notices).toEqual([{ questionId: "q1", what: "removed", from: "v2" }]);
  });
});

describe("a quiz that changes while it is answered", () => {
  const command = { type: "answer", questionId: "q1", response: "b" } as const;

  it("takes no answer to a version that the learner did not see", () => {
    const second = edited(reworded("q1"));
    const steps = attempt();
    expect(shortOf(steps.run({ ...command, questionVersion: "v1" }, 0, second))).toBe("refused: question-changed");
    expect(shortOf(steps.run({ ...command, questionVersion: "v2" }, 0, second))).toBe("answered");
    expect(steps.log().at(-1)).toMatchObject({ questionVersion: "v2" });
    expect(shortOf(steps.run(command, 0, edited(reworded("q1", ["a", "c"]))))).toBe("refused: answer-invalid");
  });

  it("takes no answer to a question that was removed, or added since the start", () => {
    const other = { ...quiz, questions: [...quiz.questions.slice(1), choice("q4")] };
    const steps = attempt();
    for (const questionId of ["q1", "q4", "__proto__", ""]) {
      expect(shortOf(steps.run({ ...command, questionId }, 0, other))).toBe("refused: question-unknown");
    }
    expect(shortOf(steps.run({ type: "finish" }, 0, other))).toBe("submitted, finished");
    expect(steps.log().at(-1)).toMatchObject({
      quizVersion: quizVersion(other),
      notices: [
        { questionId: "q4", what: "added" },
        { questionId: "q1", what: "removed" },
      ],
      score: { points: 0, max: 3 },
    });
  });

  it("gives tries back that named an option which is gone, and hands in no answer that does not fit", () => {
    const steps = walk(quiz, { attemptPolicy: { type: "immediate" } });
    steps.submit("q1", "b");
    steps.answer("q2", "b");
    const without = edited(reworded("q1", ["a", "c"]), reworded("q2", ["a", "c"]));
    expect(steps.run({ type: "submit", questionId: "q2" }, 0, without)).toMatchObject({
      refused: { code: "answer-invalid", reason: "unknown-option" },
    });
    expect(shortOf(steps.run({ ...command, response: "a" }, 0, quiz))).toBe("refused: question-locked");
    expect(shortOf(steps.run({ ...command, response: "a" }, 0, without))).toBe("answered");
    expect(shortOf(steps.run({ type: "submit", questionId: "q1" }, 0, without))).toBe("submitted");
    steps.run({ type: "finish" }, 0, without);
    expect(steps.state().score).toMatchObject({ points: 1 });
    expect(foldAttempt(steps.log())).toHaveProperty("state");
  });
});
