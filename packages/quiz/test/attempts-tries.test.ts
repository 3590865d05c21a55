import { describe, expect, it } from "vitest";
import { alignAttempt, gradeQuestion } from "@mlops/quiz/attempts";
import type { AttemptQuiz } from "@mlops/quiz/attempts";
import { choice, essay, multi, order, quizOf, shortOf, walk } from "./attempt-support.ts";
import type { Walk } from "./attempt-support.ts";

const six = choice("q1", ["right", "wrong", "worse"], { points: 6, hints: 2 });
const quiz = quizOf(six, choice("q2"));
const hint = { type: "showHint", questionId: "q1" } as const;
const again = { type: "submit", questionId: "q1" } as const;

/** What the first question has earned when everything is handed in. */
function earned(steps: Walk): unknown {
  steps.run({ type: "finish" });
  const { status, points } = steps.state().score?.questions[0] ?? {};
  return [status, points];
}

/** How many tries count, and how many are left. */
function triesOf(steps: Walk, of: AttemptQuiz = quiz): unknown {
  const [aligned] = alignAttempt(of, steps.state()).questions;
  if (aligned === undefined) throw new Error("There is no question");
  const { used, left } = gradeQuestion({ known: aligned.known, tries: aligned.state.tries }, steps.state().rules);
  return { used, left };
}

describe("a deferred attempt", () => {
  it("counts the last answer, and hands in everything together", () => {
    const steps = walk(quiz);
    steps.answer("q1", "wrong");
    steps.answer("q1", "right");
    expect(shortOf(steps.run(again))).toBe("refused: not-one-by-one");
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("counts no answer that was taken back", () => {
    const steps = walk(quiz);
    steps.answer("q1", "right");
    steps.answer("q1", null);
    expect(steps.state().questions[0]).toMatchObject({ answer: null, isChanged: false });
    expect(earned(steps)).toEqual(["invalid", 0]);
  });

  it("keeps an answer that is not complete, and none that is impossible", () => {
    const steps = walk(quizOf(order("q1"), multi("q2"), choice("q3")));
    expect(shortOf(steps.answer("q1", ["b", "a"]))).toBe("answered");
    const reasons = [
      ["q1", ["a", "a"], "duplicate"],
      ["q1", ["a", "b", "c", "d"], "too-many"],
      ["q2", ["x"], "unknown-option"],
      ["q2", "a", "malformed"],
      ["q3", ["a"], "malformed"],
      ["q3", "A", "unknown-option"],
    ] as const;
    for (const [questionId, response, reason] of reasons) {
      expect(steps.answer(questionId, response)).toMatchObject({
        events: [],
        refused: { code: "answer-invalid", reason },
      });
    }
    expect(earned(steps)).toEqual(["invalid", 0]);
  });
});

describe("an immediate attempt", () => {
  const rules = { attemptPolicy: { type: "immediate" } } as const;

  it("lets an answer be changed until it is handed in, and then locks the question alone", () => {
    const steps = walk(quiz, rules);
    steps.answer("q1", "wrong");
    expect(shortOf(steps.submit("q1", "right"))).toBe("submitted");
    expect(triesOf(steps)).toEqual({ used: 1, left: 0 });
    expect(shortOf(steps.answer("q1", "wrong"))).toBe("refused: question-locked");
    expect(shortOf(steps.answer("q1", null))).toBe("refused: question-locked");
    expect(shortOf(steps.run(again))).toBe("refused: question-locked");
    expect(shortOf(steps.run(hint))).toBe("refused: question-locked");
    expect(shortOf(steps.run({ type: "flag", questionId: "q1", flagged: true }))).toBe("flagged");
    expect(shortOf(steps.submit("q2", "a"))).toBe("submitted");
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("takes nothing and nothing unfinished for a try", () => {
    const own = quizOf(order("q1"));
    const steps = walk(own, rules);
    expect(steps.run(again)).toMatchObject({ refused: { code: "answer-invalid", reason: "unanswered" } });
    expect(steps.submit("q1", ["a"])).toMatchObject({ refused: { code: "answer-invalid", reason: "incomplete" } });
    expect(triesOf(steps, own)).toEqual({ used: 0, left: 1 });
    expect(shortOf(steps.submit("q1", ["a", "b", "c"]))).toBe("submitted");
  });

  it("counts at the end an answer that was not handed in", () => {
    const steps = walk(quiz, rules);
    steps.answer("q1", "right");
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("takes an essay once, for a person to grade", () => {
    const steps = walk(quizOf(essay("q1")), rules);
    expect(shortOf(steps.submit("q1", "Because."))).toBe("submitted");
    expect(shortOf(steps.answer("q1", "Or not."))).toBe("refused: question-locked");
    expect(earned(steps)).toEqual(["ungraded", 0]);
  });
});

describe("an adaptive attempt", () => {
  const rules = { attemptPolicy: { type: "adaptive" } } as const;

  // Moodle, qbehaviour_adaptive walkthroughs: wrong, the same again, right, for 6 marks with a penalty of a third.
  it("costs a third for each wrong try, and nothing for the same again", () => {
    const steps = walk(quiz, rules);
    expect(shortOf(steps.submit("q1", "wrong"))).toBe("submitted");
    expect(shortOf(steps.submit("q1", "wrong"))).toBe("submitted");
    expect(triesOf(steps)).toEqual({ used: 1, left: null });
    expect(shortOf(steps.submit("q1", "right"))).toBe("submitted");
    expect(triesOf(steps)).toEqual({ used: 2, left: null });
    expect(earned(steps)).toEqual(["correct", 4]);
  });

  it("keeps the best try", () => {
    const steps = walk(quiz, rules);
    steps.submit("q1", "right");
    steps.submit("q1", "wrong");
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("wants an answer given anew before it is handed in", () => {
    const steps = walk(quiz, rules);
    steps.submit("q1", "wrong");
    expect(shortOf(steps.run(again))).toBe("refused: answer-unchanged");
    steps.answer("q1", null);
    expect(steps.run(again)).toMatchObject({ refused: { reason: "unanswered" } });
    expect(earned(steps)).toEqual(["incorrect", 0]);
  });

  it("counts at the end an answer that was not handed in as one more try", () => {
    const steps = walk(quiz, { attemptPolicy: { type: "adaptive", penalty: 0.5 } });
    steps.submit("q1", "wrong");
    steps.answer("q1", "right");
    expect(earned(steps)).toEqual(["correct", 3]);
  });

  it("gives hints at any time, one after the other", () => {
    const steps = walk(quiz, rules);
    expect(steps.run(hint)).toMatchObject({ events: [{ type: "hintShown", index: 0 }] });
    expect(steps.run(hint)).toMatchObject({ events: [{ type: "hintShown", index: 1 }] });
    expect(shortOf(steps.run(hint))).toBe("refused: no-hint-left");
    expect(shortOf(steps.run({ ...hint, questionId: "q2" }))).toBe("refused: no-hint-left");
    expect(steps.state().questions[0]).toMatchObject({ hintsShown: 2 });
  });
});

describe("an interactive attempt", () => {
  const rules = { attemptPolicy: { type: "interactive" } } as const;

  it("gives a hint after each try, and one try more than there are hints", () => {
    const steps = walk(quiz, rules);
    expect(shortOf(steps.run(hint))).toBe("refused: hint-not-yet");
    steps.submit("q1", "wrong");
    expect(shortOf(steps.run(hint))).toBe("hintShown");
    expect(shortOf(steps.run(hint))).toBe("refused: hint-not-yet");
    steps.submit("q1", "worse");
    expect(shortOf(steps.run(hint))).toBe("hintShown");
    expect(shortOf(steps.run(hint))).toBe("refused: no-hint-left");
    expect(triesOf(steps)).toEqual({ used: 2, left: 1 });
    expect(shortOf(steps.submit("q1", "right"))).toBe("submitted");
    expect(earned(steps)).toEqual(["correct", 2]);
  });

  it("takes no more answers when the tries are used up, or the answer is right", () => {
    const steps = walk(quiz, { attemptPolicy: { type: "interactive", tries: 2 } });
    steps.submit("q1", "wrong");
    steps.submit("q1", "wrong");
    expect(triesOf(steps)).toEqual({ used: 2, left: 0 });
    expect(shortOf(steps.answer("q1", "right"))).toBe("refused: question-locked");
    expect(earned(steps)).toEqual(["incorrect", 0]);
    const right = walk(quiz, rules);
    right.submit("q1", "right");
    expect(triesOf(right)).toEqual({ used: 1, left: 0 });
    expect(shortOf(right.run(hint))).toBe("refused: question-locked");
  });

  it("counts the last try, and at the end an answer that was not handed in", () => {
    const steps = walk(quizOf(multi("q1", ["a", "b"], { points: 6, hints: 2, scoring: "coverage" })), rules);
    steps.submit("q1", ["a"]);
    expect(shortOf(steps.answer("q1", ["c"]))).toBe("answered");
    expect(earned(steps)).toEqual(["incorrect", 0]);
    const other = walk(quiz, rules);
    other.submit("q1", "wrong");
    other.answer("q1", "right");
    expect(earned(other)).toEqual(["correct", 4]);
  });
});

describe("certainty", () => {
  const rules = { policy: "cbm" } as const;

  it("is kept with the answer, and earns or loses by it", () => {
    const table = [
      ["right", undefined, 6],
      ["right", 1, 6],
      ["right", 2, 12],
      ["right", 3, 18],
      ["wrong", 1, 0],
      ["wrong", 2, -12],
      ["wrong", 3, -36],
    ] as const;
    for (const [response, certainty, points] of table) {
      const steps = walk(quiz, rules);
      expect(steps.answer("q1", response, certainty)).toMatchObject({ events: [{ response }] });
      expect(steps.state().questions[0]?.answer?.certainty).toBe(certainty);
      steps.run({ type: "finish" });
      expect(steps.state().score?.questions[0]).toMatchObject({ points, min: -36, max: 18 });
    }
  });

  it("says nothing where it does not count", () => {
    const steps = walk(quiz);
    steps.answer("q1", "right", 3);
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("counts for each try, by the scoring of the question too", () => {
    const own = quizOf(choice("q1", ["right", "wrong"], { points: 6, scoring: "cbm" }));
    const steps = walk(own, { attemptPolicy: { type: "adaptive", penalty: 0.5 } });
    steps.submit("q1", "wrong", 1);
    steps.submit("q1", "wrong", 1);
    expect(triesOf(steps, own)).toEqual({ used: 1, left: null });
    steps.submit("q1", "wrong", 2);
    expect(triesOf(steps, own)).toEqual({ used: 2, left: null });
    steps.submit("q1", "right", 3);
    // Three times as much, less twice the penalty.
    expect(earned(steps)).toEqual(["correct", 12]);
  });
});

describe("navigation in sequence", () => {
  const rules = { navigation: "sequential", attemptPolicy: { type: "adaptive" } } as const;

  it("lets nobody answer, hand in or ask for hints before a question that was answered, and only marks it", () => {
    const steps = walk(quiz, rules);
    steps.answer("q1", "wrong");
    expect(shortOf(steps.answer("q1", "right"))).toBe("answered");
    steps.answer("q2", "a");
    expect(shortOf(steps.answer("q1", "wrong"))).toBe("refused: no-way-back");
    expect(shortOf(steps.run(again))).toBe("refused: no-way-back");
    expect(shortOf(steps.run(hint))).toBe("refused: no-way-back");
    expect(shortOf(steps.run({ type: "flag", questionId: "q1", flagged: true }))).toBe("flagged");
    expect(shortOf(steps.answer("q2", "b"))).toBe("answered");
    expect(earned(steps)).toEqual(["correct", 6]);
  });

  it("goes by the order in which the questions were asked, whatever order they have now", () => {
    const turned = { ...quiz, questions: quiz.questions.toReversed() };
    const steps = walk(quiz, rules);
    const answer = (questionId: string, response: string) =>
      shortOf(steps.run({ type: "answer", questionId, response }, 0, turned));
    expect(answer("q1", "right")).toBe("answered");
    expect(answer("q2", "a")).toBe("answered");
    expect(answer("q1", "wrong")).toBe("refused: no-way-back");
  });

  it("is not asked for by default", () => {
    const steps = walk(quiz);
    steps.answer("q2", "a");
    expect(shortOf(steps.answer("q1", "right"))).toBe("answered");
  });
});
