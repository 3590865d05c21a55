import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, foldAttempt, parseEvents, replay } from "@mlops/quiz/attempts";
import type {
  AttemptEvent,
  AttemptQuiz,
  AttemptRules,
  AttemptState,
  Decision,
  RegradedEvent,
} from "@mlops/quiz/attempts";
import { numRuns, quizzes, rules, steps } from "./attempt-arbitraries.ts";
import { frozen, startedLog, stateOf } from "./attempt-support.ts";

interface Step {
  readonly before: AttemptState;
  readonly decision: Decision;
  readonly log: readonly AttemptEvent[];
  readonly quiz: AttemptQuiz;
  readonly now: number;
}

type Walked = fc.Arbitrary<{
  quiz: AttemptQuiz;
  rules: AttemptRules;
  steps: (typeof steps extends fc.Arbitrary<infer One> ? One : never)[];
}>;

const walks: Walked = fc.record({ quiz: quizzes, rules, steps: fc.array(steps, { maxLength: 40 }) });

/** Goes through an attempt; everything that is handed over is frozen. */
function* go(walked: Walked extends fc.Arbitrary<infer One> ? One : never): Generator<Step> {
  let { quiz } = walked;
  let log: readonly AttemptEvent[] = frozen(startedLog(frozen(quiz), frozen(walked.rules)));
  let now = 0;
  for (const { command, later, edited } of walked.steps) {
    now += later;
    quiz = frozen(edited ?? quiz);
    const before = frozen(stateOf(log));
    const decision = decide(quiz, before, command, now);
    log = frozen([...log, ...decision.events]);
    yield { before, decision, log, quiz, now };
  }
}

const holds = (check: (step: Step) => void): void => {
  fc.assert(
    fc.property(walks, (walked) => {
      for (const step of go(walked)) check(step);
    }),
    { numRuns },
  );
};

describe("attempts, whatever is asked for, whenever, and however the quiz changes meanwhile", () => {
  it("have logs that can always be folded, also after they were written and read", () => {
    holds(({ log }) => {
      const folded = foldAttempt(log, "quiz");
      expect(folded).toHaveProperty("state");
      const read = parseEvents(JSON.parse(JSON.stringify(log)));
      if ("fault" in read) throw new Error(JSON.stringify(read.fault));
      expect(foldAttempt(read.events)).toEqual(folded);
      // Nothing but what JSON holds, but for rules as the program gave them.
      expect(read.events.slice(1)).toStrictEqual(log.slice(1));
    });
  });

  it("are the same prefix by prefix as at once, as plain JSON", () => {
    fc.assert(
      fc.property(walks, (walked) => {
        const seen = [...go(walked)];
        const log = seen.at(-1)?.log ?? [];
        for (const { before } of seen) {
          expect(stateOf(log.slice(0, before.version))).toEqual(before);
          expect(JSON.parse(JSON.stringify({ ...before, rules: {} }))).toStrictEqual({ ...before, rules: {} });
        }
      }),
      { numRuns },
    );
  });

  it("refuse a command without any of what it asked for", () => {
    holds(({ decision: { events, refused } }) => {
      const done = events.map(({ type }) => type).join(",");
      expect(refused === undefined || done === "" || done === "timedOut,finished").toBe(true);
    });
  });

  it("take no answer after their time, and count no time twice", () => {
    holds(({ before, log, now }) => {
      const { rules: own, startedAt, pausedMs, lastAt, endedAt } = stateOf(log);
      const answeredAt = log.findLast(({ type }) => type === "answered")?.at ?? 0;
      const grace = own.graceMs ?? 0;
      expect(answeredAt).toBeLessThanOrEqual((own.closesAt ?? Infinity) + grace);
      expect(answeredAt - startedAt).toBeLessThanOrEqual((own.timeLimitMs ?? Infinity) + pausedMs + grace);
      expect(pausedMs).toBeLessThanOrEqual((endedAt ?? lastAt) - startedAt);
      expect(lastAt).toBeLessThanOrEqual(Math.max(before.lastAt, now));
    });
  });

  it("keep the score of a finished attempt until a person grades a question, and then that of all other questions", () => {
    holds(({ before, log }) => {
      const { score, phase } = stateOf(log);
      if (before.score === null) return expect(score === null).toBe(phase !== "finished");
      const last = log.at(-1);
      const isManual = log.length > before.version && last?.type === "manuallyGraded";
      if (!isManual) return expect(score).toEqual(before.score);
      const others = (all: typeof score) => all?.questions.filter(({ questionId }) => questionId !== last.questionId);
      expect(others(score)).toEqual(others(before.score));
    });
  });

  it("have scores within their bounds, which add up, and are passed only when nothing is left to grade", () => {
    holds(({ log }) => {
      const { score } = stateOf(log);
      if (score === null) return;
      let sum = 0;
      for (const { points, min, max } of score.questions) {
        expect(points).toBeGreaterThanOrEqual(min);
        expect(points).toBeLessThanOrEqual(max);
        sum += points;
      }
      expect(Math.abs(score.points - sum)).toBeLessThan(1e-6);
      const isPending = score.questions.some(({ status }) => status === "ungraded");
      if (isPending) expect(score).not.toHaveProperty("passed");
    });
  });

  it("come to the same score when they are graded again by the same quiz", () => {
    fc.assert(
      fc.property(walks, quizzes, (walked, other) => {
        const last = [...go({ ...walked, steps: [...walked.steps, ...ending] })].at(-1);
        if (last === undefined) return;
        const { log, now, quiz } = last;
        // It may have been finished earlier, by another version of the quiz.
        const event = eventOf(log, quiz, now);
        const again = replay(frozen([...log, event]), quiz, now);
        expect(again).toMatchObject({ changes: [], before: event.score, after: event.score, notices: event.notices });
        const otherwise = eventOf(log, other, now);
        const regraded = [...log, otherwise];
        expect(parseEvents(JSON.parse(JSON.stringify(regraded)))).toHaveProperty("events");
        expect(stateOf(regraded)).toMatchObject({ phase: "finished", score: otherwise.score });
      }),
      { numRuns },
    );
  });
});

/** Ends any attempt, wherever it stands. */
const ending = [
  { command: { type: "resume" }, later: 0, edited: undefined },
  { command: { type: "finish" }, later: 0, edited: undefined },
] as const;

function eventOf(log: readonly AttemptEvent[], quiz: AttemptQuiz, now: number): RegradedEvent {
  const regrade = replay(log, quiz, now);
  if ("fault" in regrade || regrade.event === undefined) throw new Error("There is nothing to grade again");
  return regrade.event;
}
