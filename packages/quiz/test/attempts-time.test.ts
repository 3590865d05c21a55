import { describe, expect, it } from "vitest";
import { deadlineOf, isOverdue, startAttempt, timeLeft } from "@mlops/quiz/attempts";
import type { AttemptRules } from "@mlops/quiz/attempts";
import { choice, learner, quizOf, shortOf, startedLog, stateOf, walk } from "./attempt-support.ts";

const quiz = quizOf(choice("q1"), choice("q2"));
const answer = { type: "answer", questionId: "q1", response: "a" } as const;
const other = { type: "answer", questionId: "q2", response: "a" } as const;
const timeUp = "timedOut, finished, refused: time-up";

const startAt = (now: number, rules: AttemptRules, before?: number): string => {
  const started = startAttempt(quiz, { ...learner, rules, before }, now);
  return "refused" in started ? started.refused.code : `attempt ${started.events[0].number}`;
};

describe("starting an attempt", () => {
  it("is possible from the opening on, and until before the closing", () => {
    const rules = { opensAt: 1000, closesAt: 2000 };
    expect(startAt(999, rules)).toBe("not-open");
    expect(startAt(1000, rules)).toBe("attempt 1");
    expect(startAt(1999, rules)).toBe("attempt 1");
    expect(startAt(2000, rules)).toBe("closed");
    expect(startAt(0, {})).toBe("attempt 1");
  });

  it("is possible as often as there are attempts, which are numbered", () => {
    expect(startAt(0, { maxAttempts: 2 }, 0)).toBe("attempt 1");
    expect(startAt(0, { maxAttempts: 2 }, 1)).toBe("attempt 2");
    expect(startAt(0, { maxAttempts: 2 }, 2)).toBe("attempts-used-up");
    expect(startAt(0, { maxAttempts: 0 })).toBe("attempts-used-up");
    expect(startAt(0, {}, 1000)).toBe("attempt 1001");
  });

  it("writes down who is asked what, by which rules", () => {
    const rules = { timeLimitMs: 1000 };
    expect(startAttempt(quiz, { ...learner, rules }, 5)).toEqual({
      events: [
        {
          ...learner,
          type: "started",
          seq: 0,
          at: 5,
          quizId: "quiz",
          quizVersion: expect.stringMatching(/^[0-9a-f]{16}$/),
          number: 1,
          rules,
          questions: [
            { id: "q1", version: "v1" },
            { id: "q2", version: "v1" },
          ],
        },
      ],
    });
  });
});

describe("a time limit", () => {
  it("lets answers in until it is reached, counted from the start", () => {
    const log = startedLog(quiz, { timeLimitMs: 1000 }, 5000);
    expect(deadlineOf(stateOf(log), 5000)).toBe(6000);
    const steps = walk(quiz, { timeLimitMs: 1000 });
    expect(shortOf(steps.run(answer, 1000))).toBe("answered");
    expect(shortOf(steps.run(other, 1001))).toBe(timeUp);
    expect(steps.state()).toMatchObject({
      phase: "finished",
      timedOut: true,
      endedAt: 1001,
      score: { points: 1, max: 2 },
    });
    expect(shortOf(steps.run(other, 1002))).toBe("refused: finished");
  });

  it("lets answers in for the grace after it, which the clock on the screen does not show", () => {
    const steps = walk(quiz, { timeLimitMs: 1000, graceMs: 250 });
    expect(timeLeft(steps.state(), 900)).toBe(100);
    expect(timeLeft(steps.state(), 1200)).toBe(0);
    expect(shortOf(steps.run(answer, 1250))).toBe("answered");
    expect(isOverdue(steps.state(), 1250)).toBe(false);
    expect(isOverdue(steps.state(), 1251)).toBe(true);
    expect(shortOf(steps.run(other, 1251))).toBe(timeUp);
  });

  it("is none where there is none", () => {
    const state = stateOf(startedLog(quiz));
    expect([deadlineOf(state, 1e15), timeLeft(state, 1e15), isOverdue(state, 1e15)]).toEqual([null, null, false]);
  });

  it("ends the attempt with the first command after it, and only once", () => {
    const steps = walk(quiz, { timeLimitMs: 1000 });
    steps.run(answer, 10);
    expect(shortOf(steps.run({ type: "expire" }, 1000))).toBe("");
    expect(shortOf(steps.run({ type: "expire" }, 90_000))).toBe("timedOut, finished");
    expect(shortOf(steps.run({ type: "expire" }, 90_001))).toBe("");
    expect(shortOf(steps.run({ type: "finish" }, 90_002))).toBe("");
    expect(steps.log().map(({ at }) => at)).toEqual([0, 10, 90_000, 90_000]);
  });

  it("lets who hands in late hand in what was there in time", () => {
    const steps = walk(quiz, { timeLimitMs: 1000 });
    steps.run(answer, 10);
    const { refused } = steps.run({ type: "finish" }, 2000);
    expect(refused).toBeUndefined();
    expect(steps.state()).toMatchObject({ timedOut: true, score: { points: 1 } });
  });

  it("is not over because a clock was set back, and events keep their order", () => {
    const steps = walk(quiz, { timeLimitMs: 1000 });
    steps.run(answer, 900);
    expect(shortOf(steps.run(other, 100))).toBe("answered");
    expect(steps.log().map(({ at }) => at)).toEqual([0, 900, 900]);
    expect(shortOf(steps.run(other, 1001))).toBe(timeUp);
  });
});

describe("a pause", () => {
  it("is allowed where nothing limits the time, or the rules say so", () => {
    const pause = (rules: AttemptRules): string => shortOf(walk(quiz, rules).run({ type: "pause" }));
    expect(pause({})).toBe("paused");
    expect(pause({ closesAt: 1000 })).toBe("paused");
    expect(pause({ timeLimitMs: 1000 })).toBe("refused: not-pausable");
    expect(pause({ timeLimitMs: 1000, pausable: true })).toBe("paused");
    expect(pause({ pausable: false })).toBe("refused: not-pausable");
  });

  it("stops the time of an attempt, each time", () => {
    const steps = walk(quiz, { timeLimitMs: 1000, graceMs: 10, pausable: true });
    steps.run({ type: "pause" }, 400);
    expect(timeLeft(steps.state(), 50_000)).toBe(600);
    steps.run({ type: "resume" }, 60_400);
    steps.run({ type: "pause" }, 60_500);
    steps.run({ type: "resume" }, 61_500);
    expect(steps.state()).toMatchObject({ pausedMs: 61_000, pausedAt: null });
    expect(deadlineOf(steps.state(), 61_500)).toBe(62_000);
    expect(shortOf(steps.run(answer, 62_010))).toBe("answered");
    expect(shortOf(steps.run(other, 62_011))).toBe(timeUp);
  });

  it("does not keep a quiz open", () => {
    const steps = walk(quiz, { timeLimitMs: 1000, closesAt: 5000, pausable: true });
    steps.run(answer, 100);
    steps.run({ type: "pause" }, 400);
    expect(timeLeft(steps.state(), 4500)).toBe(500);
    expect(shortOf(steps.run({ type: "expire" }, 5000))).toBe("");
    expect(shortOf(steps.run({ type: "resume" }, 5001))).toBe(timeUp);
    expect(steps.state()).toMatchObject({ timedOut: true, pausedAt: null, pausedMs: 4601, score: { points: 1 } });
  });

  it("is over before anything is answered or handed in", () => {
    const steps = walk(quiz);
    steps.run({ type: "pause" }, 1);
    for (const command of [answer, { type: "finish" }, { type: "pause" }] as const) {
      expect(shortOf(steps.run(command, 2))).toBe("refused: paused");
    }
    expect(shortOf(steps.run({ type: "resume" }, 3))).toBe("resumed");
    expect(shortOf(steps.run({ type: "resume" }, 4))).toBe("refused: not-paused");
    expect(shortOf(steps.run({ type: "finish" }, 5))).toBe("submitted, finished");
  });
});

describe("a closing time", () => {
  it("ends answering for everyone, after the grace, and before the limit where that is later", () => {
    const steps = walk(quiz, { closesAt: 1000, timeLimitMs: 5000, graceMs: 100 });
    expect(timeLeft(steps.state(), 400)).toBe(600);
    expect(shortOf(steps.run(answer, 1100))).toBe("answered");
    expect(shortOf(steps.run(other, 1101))).toBe(timeUp);
    const early = walk(quiz, { closesAt: 5000, timeLimitMs: 1000 });
    expect(shortOf(early.run(answer, 1001))).toBe(timeUp);
  });
});
