import type { AttemptEvent, AttemptScore, StartedEvent } from "@mlops/quiz/attempts";

/** The first event of an attempt that no other test uses. */
export function started(attemptId: string, fields: Partial<StartedEvent> = {}): StartedEvent {
  return {
    type: "started",
    seq: 0,
    at: 1_700_000_000_000,
    attemptId,
    quizId: "quiz",
    quizVersion: "0123456789abcdef",
    learnerId: `learner of ${attemptId}`.slice(0, 128),
    number: 1,
    seed: "seed",
    rules: {},
    questions: [{ id: "q1", version: "v1" }],
    ...fields,
  };
}

/** An answer in this place of a log. */
export function answered(seq: number, response = `answer ${seq}`): AttemptEvent {
  return { type: "answered", seq, at: 1_700_000_000_000 + seq, questionId: "q1", questionVersion: "v1", response };
}

/** Answers from one place of a log to another, without the last. */
export function answers(from: number, to: number): AttemptEvent[] {
  return Array.from({ length: to - from }, (_, index) => answered(from + index));
}

const score: AttemptScore = {
  points: 1.5,
  min: -1,
  max: 3,
  fraction: 0.5,
  passed: false,
  questions: [
    { questionId: "q1", status: "partial", fraction: 1 / 3, points: 0.1 + 0.2, min: -1, max: 3, manual: true },
    { questionId: "q2", status: "ungraded", fraction: 0, points: 0, min: 0, max: 0 },
  ],
};

/** An event of every type, and values that are easily lost on the way. Not a log that makes sense. */
const everyType: {
  readonly [Type in AttemptEvent["type"]]: readonly Omit<Extract<AttemptEvent, { type: Type }>, "seq">[];
} = {
  started: [
    {
      ...started("every"),
      rules: {
        attemptPolicy: { type: "interactive", penalty: 0.25, tries: 3 },
        policy: "edc",
        timeLimitMs: 3_600_000,
        graceMs: 0,
        pausable: true,
        navigation: "sequential",
        maxAttempts: 2,
        opensAt: 0,
        closesAt: Number.MAX_SAFE_INTEGER,
        shuffle: true,
        review: "never",
      },
      seed: "half a pair \ud800, NUL \0, \u2028",
    },
  ],
  answered: [
    { type: "answered", at: 1, questionId: "q1", questionVersion: "v1", response: null },
    {
      type: "answered",
      at: 2,
      questionId: "q1",
      questionVersion: "v1",
      response: "\0 \ud83d \udc00 🦀 \r\n ' \" \\ é e\u0301",
    },
    { type: "answered", at: 3, questionId: "q1", questionVersion: "v1", response: ["b", "a", ""], certainty: 3 },
    {
      type: "answered",
      at: 4,
      questionId: "q1",
      questionVersion: "v1",
      response: [1e-320, 1e308, 0.1, true, false, {}],
    },
    {
      type: "answered",
      at: 5,
      questionId: "__proto__",
      questionVersion: "constructor",
      response: JSON.parse('{"__proto__":{"polluted":1},"10":"b","9":"a","constructor":null}') as {
        [name: string]: string;
      },
    },
    { type: "answered", at: 6, questionId: "q1", questionVersion: "v1", response: "x".repeat(200_000) },
  ],
  hintShown: [{ type: "hintShown", at: 7, questionId: "q1", index: 0 }],
  flagged: [{ type: "flagged", at: 8, questionId: "q1", flagged: true }],
  paused: [{ type: "paused", at: 9 }],
  resumed: [{ type: "resumed", at: 10 }],
  submitted: [
    { type: "submitted", at: 11, questionId: "q1" },
    { type: "submitted", at: 12, questionId: null },
  ],
  timedOut: [{ type: "timedOut", at: 13 }],
  finished: [
    {
      type: "finished",
      at: 14,
      quizVersion: "other",
      notices: [{ questionId: "q1", what: "changed", from: "v1", to: "v2" }],
      score,
    },
  ],
  manuallyGraded: [{ type: "manuallyGraded", at: 15, questionId: "q2", points: -0.5, by: "Zoë", comment: "", score }],
  regraded: [
    { type: "regraded", at: 16, quizVersion: "third", notices: [{ questionId: "q3", what: "added", to: "v1" }], score },
  ],
};

export const everyEvent: readonly AttemptEvent[] = Object.values(everyType)
  .flat()
  .map((event, seq) => ({ ...event, seq }));
