import { describe, expect, it } from "vitest";
import { decide, replay, scoreAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent, AttemptQuestion, AttemptQuiz, QuestionScore } from "@mlops/quiz/attempts";
import { choice, essay, multi, quizOf, shortOf, stateOf, walk } from "./attempt-support.ts";
import type { Walk } from "./attempt-support.ts";

const quiz: AttemptQuiz = { ...quizOf(choice("q1"), essay("q2", { points: 4 }), choice("q3")), pass: 0.5 };
const byHand = { type: "gradeManually", questionId: "q2", points: 3, by: "teacher" } as const;

/** An attempt that is handed in, with the first question right, an essay, and the last question wrong. */
function handedIn(of: AttemptQuiz = quiz): Walk {
  const steps = walk(of);
  steps.answer("q1", "a");
  steps.answer("q2", "An essay.");
  steps.answer("q3", "b");
  steps.run({ type: "finish" });
  return steps;
}

const scoreOf = (steps: Walk, questionId: string): QuestionScore | undefined =>
  steps.state().score?.questions.find((one) => one.questionId === questionId);

describe("the score of an attempt", () => {
  it("adds shares exactly", () => {
    const thirds = ["q1", "q2", "q3"].map((id) =>
      multi(id, ["a", "b", "c"], { options: ["a", "b", "c", "d"], scoring: "fractions" }),
    );
    const steps = walk(quizOf(...thirds));
    for (const id of ["q1", "q2", "q3"]) steps.answer(id, ["a"]);
    steps.run({ type: "finish" });
    expect(steps.state().score).toMatchObject({ points: 1, max: 3, fraction: 0.3333333 });
    const tenths = walk({
      ...quizOf(choice("q1", ["a", "b"], { points: 0.1 }), choice("q2", ["a", "b"], { points: 0.2 })),
      pass: 1,
    });
    tenths.answer("q1", "a");
    tenths.answer("q2", "a");
    tenths.run({ type: "finish" });
    expect(tenths.state().score).toMatchObject({ points: 0.3, max: 0.3, fraction: 1, passed: true });
  });

  it("passes from the share on that the quiz asks for", () => {
    const passed = (pass: number | undefined, ...right: readonly string[]): boolean | undefined => {
      const steps = walk({ ...quizOf(choice("q1"), choice("q2"), choice("q3"), choice("q4")), pass });
      for (const id of right) steps.answer(id, "a");
      steps.run({ type: "finish" });
      return steps.state().score?.passed;
    };
    expect(passed(0.5, "q1", "q3")).toBe(true);
    expect(passed(0.5, "q1")).toBe(false);
    expect(passed(undefined, "q1")).toBeUndefined();
    expect(passed(0)).toBe(true);
  });

  it("lists every question in the order of the quiz, answered or not", () => {
    const steps = walk(quiz);
    steps.answer("q3", "a");
    steps.run({ type: "finish" });
    expect(steps.state().score?.questions).toEqual([
      { questionId: "q1", status: "invalid", fraction: 0, points: 0, min: 0, max: 1 },
      { questionId: "q2", status: "invalid", fraction: 0, points: 0, min: 0, max: 4 },
      { questionId: "q3", status: "correct", fraction: 1, points: 1, min: 0, max: 1 },
    ]);
  });

  it("can be looked at before the end, which changes nothing", () => {
    const steps = walk(quiz);
    steps.answer("q1", "a");
    expect(scoreAttempt(quiz, steps.state()).score).toMatchObject({ points: 1, max: 6 });
    expect(steps.state()).toMatchObject({ phase: "inProgress", score: null });
  });

  it("is that of the quiz it is an attempt at: another quiz grades nothing", () => {
    const other = { ...quiz, id: "other", questions: [] };
    for (const command of [{ type: "finish" }, { type: "expire" }, byHand] as const) {
      expect(() => decide(other, handedIn().state(), command, 0)).toThrow(RangeError);
      expect(() => decide(other, walk(quiz).state(), command, 0)).toThrow("Expected the quiz quiz, received other");
    }
    expect(replay(handedIn().log(), other, 0)).toMatchObject({ fault: { index: 0, code: "log-quiz" } });
  });

  it("stays as it is, whatever is asked for after the end", () => {
    const steps = handedIn();
    const { score } = steps.state();
    const commands = [
      { type: "answer", questionId: "q3", response: "a" },
      { type: "submit", questionId: "q3" },
      { type: "flag", questionId: "q3", flagged: true },
      { type: "pause" },
      { type: "resume" },
    ] as const;
    for (const command of commands) expect(shortOf(steps.run(command))).toBe("refused: finished");
    for (const type of ["finish", "expire"] as const) expect(shortOf(steps.run({ type }))).toBe("");
    expect(steps.state().score).toEqual(score);
  });
});

describe("grading an essay by hand", () => {
  it("leaves open whether the attempt is passed until it is done", () => {
    const steps = handedIn();
    expect(steps.state().score).toMatchObject({ points: 1, max: 6 });
    expect(steps.state().score).not.toHaveProperty("passed");
    expect(scoreOf(steps, "q2")).toMatchObject({ status: "ungraded", points: 0, max: 4 });
    steps.run({ ...byHand, points: 2 });
    expect(steps.state().score).toMatchObject({ points: 3, fraction: 0.5, passed: true });
    steps.run({ ...byHand, points: 1.9 });
    expect(steps.state().score).toMatchObject({ points: 2.9, passed: false });
  });

  it("waits for every essay", () => {
    const steps = walk({ ...quizOf(essay("q1"), essay("q2")), pass: 0.5 });
    steps.answer("q1", "One.");
    steps.answer("q2", "Two.");
    steps.run({ type: "finish" });
    steps.run({ ...byHand, questionId: "q1", points: 1 });
    expect(steps.state().score).not.toHaveProperty("passed");
    steps.run({ ...byHand, questionId: "q2", points: 0 });
    expect(steps.state().score).toMatchObject({ points: 1, passed: true });
  });

  it("keeps who graded it and why, and the last time counts", () => {
    const steps = handedIn();
    steps.run({ ...byHand, comment: "Well said." });
    expect(steps.state().questions[1]?.manual).toEqual({ points: 3, by: "teacher", comment: "Well said." });
    steps.run({ ...byHand, points: 1, by: "another teacher" });
    expect(steps.state().questions[1]?.manual).toEqual({ points: 1, by: "another teacher" });
    expect(scoreOf(steps, "q2")).toEqual({
      questionId: "q2",
      status: "partial",
      fraction: 0.25,
      points: 1,
      min: 0,
      max: 4,
      manual: true,
    });
  });

  it("comes to a status by its points, which are kept to 7 decimals", () => {
    const steps = handedIn();
    const graded = (points: number): unknown => {
      steps.run({ ...byHand, points });
      const { status, fraction, points: kept } = scoreOf(steps, "q2") ?? {};
      return [status, fraction, kept];
    };
    expect(graded(0)).toEqual(["incorrect", 0, 0]);
    expect(graded(4 / 3)).toEqual(["partial", 0.3333333, 1.3333333]);
    expect(graded(0.1 + 0.2)).toEqual(["partial", 0.075, 0.3]);
    expect(graded(4)).toEqual(["correct", 1, 4]);
  });

  it.each([-0.0000001, 4.0000001, 5, -1, Infinity, Number.NaN])("refuses %d points out of 4", (points) => {
    const decision = handedIn().run({ ...byHand, points });
    expect(shortOf(decision)).toBe("refused: points-out-of-range");
    expect(decision.refused?.message).toBe(`Expected points from 0 to 4, received ${points}`);
  });

  it("may take away points where wrong answers do", () => {
    const steps = walk(quiz, { policy: "cbm" });
    steps.answer("q2", "An essay.", 3);
    steps.run({ type: "finish" });
    expect(shortOf(steps.run({ ...byHand, points: -24 }))).toBe("manuallyGraded");
    expect(scoreOf(steps, "q2")).toMatchObject({ status: "incorrect", points: -24, min: -24, max: 12 });
    expect(shortOf(steps.run({ ...byHand, points: -25 }))).toBe("refused: points-out-of-range");
    expect(shortOf(steps.run({ ...byHand, points: 12 }))).toBe("manuallyGraded");
    expect(scoreOf(steps, "q2")).toMatchObject({ status: "correct", fraction: 3, points: 12 });
  });

  it("is for questions that were asked, of attempts that are finished", () => {
    const steps = walk(quiz);
    expect(shortOf(steps.run(byHand))).toBe("refused: not-finished");
    expect(shortOf(handedIn().run({ ...byHand, questionId: "q9" }))).toBe("refused: question-unknown");
    const smaller = { ...quiz, questions: quiz.questions.slice(0, 1) };
    expect(shortOf(handedIn().run(byHand, 0, smaller))).toBe("refused: question-unknown");
    const added = { ...quiz, questions: [...quiz.questions, essay("q9")] };
    expect(shortOf(handedIn().run({ ...byHand, questionId: "q9" }, 0, added))).toBe("refused: question-unknown");
  });

  it("may overrule what was graded before, and grade what was not answered", () => {
    const steps = handedIn();
    steps.run({ ...byHand, questionId: "q3", points: 1 });
    expect(scoreOf(steps, "q3")).toMatchObject({ status: "correct", points: 1, manual: true });
    const silent = walk(quiz);
    silent.run({ type: "finish" });
    silent.run(byHand);
    expect(scoreOf(silent, "q2")).toMatchObject({ status: "partial", points: 3, manual: true });
  });

  it("changes no other question, though its key was mended meanwhile: that is for grading again", () => {
    const mended = { ...quiz, questions: quiz.questions.map((one) => withKey(one, "q3", "b")) };
    const steps = handedIn();
    steps.run(byHand, 0, mended);
    expect(scoreOf(steps, "q3")).toMatchObject({ status: "incorrect", points: 0 });
    expect(steps.state().score).toMatchObject({ points: 4, max: 6 });
    expect(replay(steps.log(), mended, 0)).toMatchObject({
      changes: [{ questionId: "q3", before: { points: 0 }, after: { points: 1 } }],
      after: { points: 5 },
    });
  });

  it("is kept when the attempt is graded again, within what the question is worth then", () => {
    const steps = handedIn();
    steps.run({ ...byHand, points: 4 });
    expect(replay(steps.log(), quiz, 0)).toMatchObject({ changes: [], after: { points: 5 } });
    const cheaper = {
      ...quiz,
      questions: quiz.questions.map((one) => (isCalled(one, "q2") ? essay("q2", { points: 2 }) : one)),
    };
    expect(replay(steps.log(), cheaper, 0)).toMatchObject({
      changes: [
        { questionId: "q2", before: { points: 4 }, after: { points: 2, max: 2, status: "correct", manual: true } },
      ],
    });
  });

  it("gives a question that is worth nothing no share of it", () => {
    const steps = walk(quizOf(essay("q1", { points: 0 })));
    steps.run({ type: "finish" });
    expect(shortOf(steps.run({ ...byHand, questionId: "q1", points: 0 }))).toBe("manuallyGraded");
    expect(scoreOf(steps, "q1")).toMatchObject({ status: "incorrect", fraction: 0, points: 0 });
    expect(steps.state().score).toMatchObject({ points: 0, max: 0, fraction: 0 });
  });

  it("survives being written and read", () => {
    const steps = handedIn();
    steps.run({ ...byHand, points: -0 });
    const log = JSON.parse(JSON.stringify(steps.log())) as AttemptEvent[];
    expect(stateOf(log)).toEqual(steps.state());
  });
});

function isCalled(question: AttemptQuestion, id: string): boolean {
  return "type" in question && question.id === id;
}

/** The same question with another option for its right one, if it is the one that is meant. */
function withKey(question: AttemptQuestion, id: string, correct: string): AttemptQuestion {
  return isCalled(question, id) && "type" in question && question.type === "choice"
    ? { ...question, key: { correct, version: "mended" } }
    : question;
}
