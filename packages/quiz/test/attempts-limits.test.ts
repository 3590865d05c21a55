import { describe, expect, it } from "vitest";
import { decide, logLimits, parseEvents, parseLogText, replay, startAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent, AttemptStart, ParsedEvents } from "@mlops/quiz/attempts";
import { responseLimits } from "@mlops/quiz";
import { choice, essay, learner, multi, quizOf, shortOf, startedLog, stateOf, walk } from "./attempt-support.ts";

const quiz = quizOf(choice("q1", ["a", "b"], { hints: 1 }), essay("q2"));
const [started] = startedLog(quiz);
const countOf = (read: ParsedEvents): number => ("events" in read ? read.events.length : 0);
const isRead = (...events: readonly unknown[]): boolean => countOf(parseEvents(events)) > 0;

describe("the limits of a log", () => {
  it("are 100,000 events", { timeout: 30_000 }, () => {
    const events = Array.from({ length: 100_001 }, (_, seq) => ({ type: "paused", seq, at: 0 }));
    const most = events.slice(0, -1);
    const text = most.map((event) => `${JSON.stringify(event)}\n`).join("");
    const tooMany = { fault: { index: 100_000, code: "event-invalid", message: "Expected at most 100000 events" } };
    expect(countOf(parseEvents(most))).toBe(100_000);
    expect(parseEvents(events)).toEqual(tooMany);
    expect(countOf(parseLogText(text))).toBe(100_000);
    expect(parseLogText(`${text}x`)).toEqual(tooMany);
    expect(parseLogText("\n".repeat(300_000))).toEqual(tooMany);
    expect(logLimits).toEqual({ questions: 1000, events: 100_000 });
  });

  it("are 1,000 questions, and options that are mapped", () => {
    const questions = (count: number) => Array.from({ length: count }, (_, index) => choice(`q${index}`));
    expect(startedLog(quizOf(...questions(1000)))[0]).toHaveProperty("questions.length", 1000);
    expect(() => startedLog(quizOf(...questions(1001)))).toThrow(RangeError);
    const asked = (count: number) => questions(count).map((_, index) => ({ id: `q${index}`, version: "v1" }));
    expect(isRead({ ...started, questions: asked(1000) })).toBe(true);
    expect(isRead({ ...started, questions: asked(1001) })).toBe(false);
    const rules = (count: number) => {
      const mapping = Object.fromEntries(asked(count).map(({ id }) => [id, 1]));
      return { policy: { type: "mapResponse", mapping } };
    };
    expect(isRead({ ...started, rules: rules(1000) })).toBe(true);
    expect(isRead({ ...started, rules: rules(1001) })).toBe(false);
  });

  it("are names of 128 characters", () => {
    for (const field of ["attemptId", "quizId", "quizVersion", "learnerId"]) {
      expect(isRead({ ...started, [field]: "x".repeat(128) })).toBe(true);
      expect(isRead({ ...started, [field]: "x".repeat(129) })).toBe(false);
    }
  });

  it("are texts of 10,000 characters", () => {
    expect(isRead({ ...started, seed: "x".repeat(10_000) })).toBe(true);
    expect(isRead({ ...started, seed: "x".repeat(10_001) })).toBe(false);
  });

  it("are answers of 250,000 characters of JSON, 6 deep", () => {
    const isAnswer = (response: unknown): boolean => {
      const event = { type: "answered", seq: 1, at: 0, questionId: "q1", questionVersion: "v1", response };
      return isRead(started, event);
    };
    expect(isAnswer("x".repeat(249_997))).toBe(true);
    expect(isAnswer("x".repeat(249_998))).toBe(false);
    expect(isAnswer({ ["x".repeat(249_987)]: 1 })).toBe(true);
    expect(isAnswer({ ["x".repeat(249_988)]: 1 })).toBe(false);
    expect(isAnswer(Array.from({ length: 49_999 }, () => 1))).toBe(true);
    expect(isAnswer(Array.from({ length: 50_000 }, () => 1))).toBe(false);
    expect(isAnswer(Object.assign([], { length: 2 ** 32 - 1 }))).toBe(false);
    const nested = (depth: number): unknown =>
      depth === 0 ? "x" : depth % 2 === 0 ? [nested(depth - 1)] : { x: nested(depth - 1) };
    expect(isAnswer(nested(6))).toBe(true);
    expect(isAnswer(nested(7))).toBe(false);
    // Small in memory, and more than the universe holds as JSON.
    let shared: unknown = "x";
    for (let depth = 0; depth < 6; depth += 1) shared = Array.from({ length: 1000 }, () => shared);
    expect(isAnswer(shared)).toBe(false);
  });
});

describe("an attempt that no log could hold", () => {
  const wrong: readonly (Partial<AttemptStart> & { readonly why: string })[] = [
    { why: "no attemptId", attemptId: "" },
    { why: "a long attemptId", attemptId: "x".repeat(129) },
    { why: "a long learnerId", learnerId: "x".repeat(129) },
    { why: "a NUL in learnerId", learnerId: "a\0b" },
    { why: "a long seed", seed: "x".repeat(10_001) },
    { why: "half an attempt before", before: 0.5 },
    { why: "a number before that is none", before: Number.NaN },
    { why: "a limit without end", rules: { timeLimitMs: Infinity } },
    { why: "half a millisecond of grace", rules: { graceMs: 0.5 } },
    { why: "a penalty above 1", rules: { attemptPolicy: { type: "adaptive", penalty: 2 } } },
    { why: "no tries", rules: { attemptPolicy: { type: "interactive", tries: 0 } } },
  ];

  it.each(wrong)("does not start: $why", ({ why: _why, ...fields }) => {
    expect(() => startAttempt(quiz, { ...learner, ...fields }, 0)).toThrow(RangeError);
  });

  it.each([
    ["a question twice", quizOf(choice("q1"), choice("q2"), essay("q1"))],
    ["a question without a name", quizOf(choice(""))],
    ["a version with a name too long", quizOf(choice("q1", ["a", "b"], { version: "x".repeat(129) }))],
    ["a quiz without a name", { ...quiz, id: "" }],
  ])("does not start: %s", (_why, odd) => {
    expect(() => startAttempt(odd, learner, 0)).toThrow(/^The attempt cannot start: Expected /);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e300])("neither starts nor goes on at %d, which is no time", (now) => {
    expect(() => startAttempt(quiz, learner, now)).toThrow(RangeError);
    expect(() => walk(quiz, { timeLimitMs: 1000 }).run({ type: "finish" }, now)).toThrow(RangeError);
    const steps = walk(quiz);
    steps.run({ type: "finish" });
    expect(() => replay(steps.log(), quiz, now)).toThrow(RangeError);
  });

  it("starts and goes on in whole milliseconds, and never before 1970", () => {
    expect(startAttempt(quiz, learner, 12.9)).toMatchObject({ events: [{ at: 12 }] });
    expect(startAttempt(quiz, learner, -1)).toMatchObject({ events: [{ at: 0 }] });
    expect(walk(quiz).run({ type: "pause" }, 12.9)).toMatchObject({ events: [{ at: 12 }] });
  });
});

describe("what a command may bring", () => {
  it("is an answer as large as an event may hold, and as its question takes", () => {
    const steps = walk(quiz);
    expect(shortOf(steps.answer("q2", "x".repeat(responseLimits.essay)))).toBe("answered");
    const malformed = { events: [], refused: { code: "answer-invalid", reason: "malformed" } };
    expect(steps.answer("q2", "x".repeat(responseLimits.essay + 1))).toMatchObject({ refused: { reason: "too-long" } });
    expect(steps.answer("q2", "x".repeat(249_998))).toMatchObject(malformed);
    expect(steps.answer("q1", [[[[[[["a"]]]]]]])).toMatchObject(malformed);
    expect(stateOf(steps.log()).questions[1]?.answer?.response).toHaveLength(responseLimits.essay);
  });

  it("is a comment of 10,000 characters by a name of 128", () => {
    const steps = walk(quiz);
    steps.run({ type: "finish" });
    const grade = { type: "gradeManually", questionId: "q2", points: 1 } as const;
    const longest = { ...grade, by: "x".repeat(128), comment: "x".repeat(10_000) };
    expect(shortOf(steps.run(longest))).toBe("manuallyGraded");
    expect(() => steps.run({ ...longest, by: "x".repeat(129) })).toThrow(RangeError);
    expect(() => steps.run({ ...longest, by: "" })).toThrow(RangeError);
    expect(() => steps.run({ ...longest, comment: "x".repeat(10_001) })).toThrow(RangeError);
    expect(parseEvents(steps.log())).toHaveProperty("events.length", 4);
  });

  it.each([0, 4, -1, 1.5, Number.NaN])("is no certainty of %d", (odd) => {
    const steps = walk(quiz, { policy: "cbm" });
    const certainty = odd as 1;
    const refused = { code: "answer-invalid", reason: "malformed" };
    expect(steps.answer("q1", "a", certainty)).toMatchObject({ events: [], refused });
  });

  it("is never told back at full length", () => {
    const steps = walk(quiz);
    const long = "x".repeat(1_000_000);
    const decisions = [
      steps.answer(long, "a"),
      steps.run({ type: "answer", questionId: "q1", questionVersion: long, response: "a" }),
      steps.run({ type: "gradeManually", questionId: long, points: 1, by: "teacher" }),
    ];
    for (const { refused } of decisions) expect(refused?.message.length).toBeLessThan(200);
  });

  it("is copied: what is done to it afterwards changes no log", () => {
    const response = ["a", "b"];
    const steps = walk(quizOf(multi("q1")));
    steps.answer("q1", response);
    response.push("c");
    expect(steps.state().questions[0]?.answer?.response).toEqual(["a", "b"]);
  });

  it("is no getter or proxy that throws, and no cycle", () => {
    const steps = walk(quizOf(multi("q1")));
    const fail = (): never => {
      throw new Error("never");
    };
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const response of [new Proxy([], { get: fail }), Object.defineProperty(["a"], 0, { get: fail }), cycle]) {
      expect(steps.answer("q1", response)).toMatchObject({ events: [], refused: { reason: "malformed" } });
    }
  });
});

describe("a log that is nearly full", () => {
  const state = (version: number) => ({ ...stateOf(startedLog(quiz)), version });
  const answer = { type: "answer", questionId: "q1", response: "a" } as const;

  it("takes what learners do up to 99,000 events, and keeps the rest for ending and grading", () => {
    const run = (version: number, command: Parameters<typeof decide>[2]) =>
      shortOf(decide(quiz, state(version), command, 0));
    const flag = { type: "flag", questionId: "q1", flagged: true } as const;
    for (const [version, locked, notPausable] of [
      [98_999, "", ""],
      [99_000, "refused: question-locked", "refused: not-pausable"],
    ] as const) {
      expect(run(version, answer)).toBe(locked || "answered");
      expect(run(version, flag)).toBe(locked || "flagged");
      expect(run(version, { type: "showHint", questionId: "q1" })).toBe(locked || "hintShown");
      expect(run(version, { type: "pause" })).toBe(notPausable || "paused");
      expect(run(version, { type: "finish" })).toBe("submitted, finished");
    }
    const paused = { ...state(99_000), phase: "paused", pausedAt: 0 } as const;
    expect(shortOf(decide(quiz, paused, { type: "resume" }, 0))).toBe("resumed");
  });

  it("is graded by hand and again as long as there is room", { timeout: 30_000 }, () => {
    const log = walk(quiz);
    log.run({ type: "finish" });
    const grade = { type: "gradeManually", questionId: "q2", points: 1, by: "teacher" } as const;
    const at = (version: number) => shortOf(decide(quiz, { ...log.state(), version }, grade, 0));
    expect(at(99_999)).toBe("manuallyGraded");
    expect(at(100_000)).toBe("refused: finished");
    const full: AttemptEvent[] = [...log.log()];
    const score = log.state().score;
    if (score === null) throw new Error("There is no score");
    while (full.length < 100_000) {
      const common = { seq: full.length, at: 0, quizVersion: "v", notices: [], score };
      full.push({ type: "regraded", ...common });
    }
    expect(replay(full.slice(0, -1), quiz, 0)).toHaveProperty("event.seq", 99_999);
    expect(replay(full, quiz, 0)).not.toHaveProperty("event");
    expect(replay(full, quiz, 0)).toHaveProperty("after");
  });
});
