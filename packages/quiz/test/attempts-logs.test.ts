import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldAttempt, logLimits, parseEvents, parseLogText } from "@mlops/quiz/attempts";
import type { AttemptEvent, LogFault } from "@mlops/quiz/attempts";
import { numRuns } from "./attempt-arbitraries.ts";
import { choice, essay, frozen, quizOf, stateOf, walk } from "./attempt-support.ts";

const quiz = quizOf(choice("q1", ["a", "b"], { hints: 2 }), choice("q2"), essay("q3"));

/** A log with every type of event but `timedOut`. */
function wholeLog(): AttemptEvent[] {
  const steps = walk(quiz, { attemptPolicy: { type: "adaptive", penalty: 0.1 }, policy: "cbm", navigation: "free" });
  steps.run({ type: "answer", questionId: "q1", response: "b", certainty: 3 }, 1000);
  steps.run({ type: "submit", questionId: "q1" }, 2000);
  steps.run({ type: "showHint", questionId: "q1" }, 3000);
  steps.run({ type: "flag", questionId: "q2", flagged: true }, 4000);
  steps.run({ type: "pause" }, 5000);
  steps.run({ type: "resume" }, 6000);
  steps.run({ type: "answer", questionId: "q3", response: "Because." }, 7000);
  steps.run({ type: "finish" }, 8000);
  const points = { type: "gradeManually", questionId: "q3", points: 1, by: "teacher", comment: "Good." } as const;
  steps.run(points, 9000);
  return JSON.parse(JSON.stringify(steps.log())) as AttemptEvent[];
}

const log = wholeLog();
const textOf = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** What is wrong with events, as they are read and then folded. */
function faultOf(events: unknown, quizId?: string): LogFault | undefined {
  const read = parseEvents(events);
  if ("fault" in read) return read.fault;
  const folded = foldAttempt(read.events, quizId);
  return "fault" in folded ? folded.fault : undefined;
}

const changed = (index: number, fields: object): unknown[] =>
  log.map((event, place) => (place === index ? { ...event, ...fields } : event));
/** Numbered anew, so that only their order is wrong. */
const renumbered = (events: readonly AttemptEvent[]): AttemptEvent[] =>
  events.map((event, seq) => ({ ...event, seq, at: seq * 1000 }));
const without = (...places: readonly number[]): AttemptEvent[] => log.filter((_, index) => !places.includes(index));

describe("a log that is not whole", () => {
  it("is refused at the first event that is out of place", () => {
    expect(faultOf(log)).toBeUndefined();
    const swapped = [...log.slice(0, 3), log[4], log[3], ...log.slice(5)];
    expect(faultOf(swapped)).toMatchObject({ index: 3, code: "log-sequence" });
    expect(faultOf(without(2))).toMatchObject({ index: 2, code: "log-sequence" });
    expect(faultOf([...log.slice(0, 3), ...log.slice(2)])).toMatchObject({ index: 3, code: "log-sequence" });
    expect(faultOf(log.slice(1))).toMatchObject({ index: 0, code: "log-sequence" });
    expect(faultOf([])).toMatchObject({ index: 0, code: "log-empty" });
  });

  it("is refused by folding alone, when it was not read before", () => {
    const foldFault = (events: readonly AttemptEvent[]): unknown => foldAttempt(frozen(events));
    expect(foldFault(without(2))).toMatchObject({ fault: { index: 2, code: "log-sequence" } });
    expect(foldFault(log.slice(1))).toMatchObject({ fault: { index: 0, code: "log-start" } });
    expect(foldFault(log.map((event) => ({ ...event, seq: event.seq + 1 })))).toMatchObject({
      fault: { index: 0, code: "log-sequence" },
    });
  });

  it("is refused where numbers were made to fit but the order is impossible", () => {
    expect(faultOf(renumbered(log.slice(1)))).toMatchObject({ index: 0, code: "log-start" });
    // Handed in without an answer; resumed without a pause; graded by hand before it is finished.
    expect(faultOf(renumbered(without(1)))).toMatchObject({ index: 1, code: "log-question" });
    expect(faultOf(renumbered(without(5)))).toMatchObject({ index: 5, code: "log-phase" });
    expect(faultOf(renumbered(without(9)))).toMatchObject({ index: 9, code: "log-phase" });
    expect(faultOf(renumbered([...log.slice(0, 2), ...log]))).toMatchObject({ index: 2, code: "log-start" });
  });

  it("can be read up to any place where it was cut, and is refused in the middle of a line", () => {
    const text = textOf(log);
    for (let end = 0; end <= text.length; end += 1) {
      const lines = text.slice(0, end).split("\n");
      const last = lines.pop() ?? "";
      const isWhole = last === "" || last.length === JSON.stringify(log[lines.length]).length;
      const count = lines.length + (last === "" ? 0 : 1);
      const expected = isWhole
        ? { events: log.slice(0, count) }
        : { fault: { index: lines.length, code: "event-invalid", message: expect.stringContaining("JSON") } };
      expect(parseLogText(text.slice(0, end))).toEqual(expected);
    }
  });

  it("is refused where a line is empty, is no JSON or holds anything but an event", () => {
    const [first = ""] = textOf(log.slice(0, 1)).split("\n");
    expect(parseLogText(`${first}\r\n`)).toEqual({ events: log.slice(0, 1) });
    for (const line of ["", "null", "1", "[]", "{}", "\ufeff{}", '{"type":"started"', "NaN", '{"a":1}{"b":2}']) {
      expect(parseLogText(`${first}\n${line}\n`)).toMatchObject({ fault: { index: 1, code: "event-invalid" } });
    }
    expect(parseLogText("\n\n")).toMatchObject({ fault: { index: 0 } });
    expect(parseLogText("[".repeat(1_000_000))).toMatchObject({ fault: { index: 0 } });
    expect(parseLogText(`${"[".repeat(9000)}${"]".repeat(9000)}`)).toMatchObject({ fault: { index: 0 } });
  });
});

describe("a log that does not belong together", () => {
  it("is refused when it is of another quiz", () => {
    expect(faultOf(log, "quiz")).toBeUndefined();
    expect(faultOf(log, "other")).toEqual({
      index: 0,
      code: "log-quiz",
      message: "Expected an attempt at other, received one at quiz",
    });
  });

  it("is refused where an event of another attempt got into it", () => {
    const other = walk({ ...quiz, questions: [choice("other")] });
    other.run({ type: "answer", questionId: "other", response: "a" }, 1500);
    const [start, event] = other.log();
    expect(faultOf([...log.slice(0, 2), event])).toMatchObject({ index: 2, code: "log-sequence" });
    expect(faultOf([...log.slice(0, 1), event])).toMatchObject({ index: 1, code: "log-question" });
    expect(faultOf([...log.slice(0, 2), { ...start, seq: 2, at: 3000 }])).toMatchObject({
      index: 2,
      code: "log-start",
    });
  });

  it("is refused where time goes backwards, and not where it stands still", () => {
    expect(faultOf(changed(2, { at: 999 }))).toMatchObject({ index: 2, code: "log-time" });
    expect(faultOf(changed(2, { at: 1000 }))).toBeUndefined();
    const future = log.map((event, index) => (index === 0 ? { ...event, at: 5000 } : event));
    expect(faultOf(future)).toMatchObject({ index: 1, code: "log-time" });
  });

  it.each([
    { type: "answered", questionId: "q1", questionVersion: "v1", response: "a" },
    { type: "hintShown", questionId: "q1", index: 0 },
    { type: "flagged", questionId: "q1", flagged: true },
    { type: "submitted", questionId: null },
    { type: "paused" },
  ] as const)("is refused where `$type` comes after the deadline, and not on it", (body) => {
    const rules = { timeLimitMs: 1000, graceMs: 500, pausable: true };
    const [start] = walk(quiz, rules).log();
    expect(faultOf([start, { ...body, seq: 1, at: 1500 }])).toBeUndefined();
    expect(faultOf([start, { ...body, seq: 1, at: 1501 }])).toMatchObject({ index: 1, code: "log-time" });
  });

  it("is refused where it goes on after a pause in which the quiz closed", () => {
    const [start] = walk(quiz, { closesAt: 1000 }).log();
    const paused = [start, { type: "paused", seq: 1, at: 900 }];
    expect(faultOf([...paused, { type: "resumed", seq: 2, at: 1000 }])).toBeUndefined();
    expect(faultOf([...paused, { type: "resumed", seq: 2, at: 1001 }])).toMatchObject({ index: 2, code: "log-time" });
  });

  it("is refused where it was paused against its rules", () => {
    for (const rules of [{ timeLimitMs: 5000 }, { pausable: false }]) {
      const [start] = walk(quiz, rules).log();
      expect(faultOf([start, { type: "paused", seq: 1, at: 900 }])).toMatchObject({ index: 1, code: "log-phase" });
    }
  });

  it("is refused where it times out before the time is up", () => {
    const [start] = walk(quiz, { timeLimitMs: 1000 }).log();
    expect(faultOf([start, { type: "timedOut", seq: 1, at: 1000 }])).toMatchObject({ index: 1, code: "log-time" });
    expect(faultOf([start, { type: "timedOut", seq: 1, at: 1001 }])).toBeUndefined();
  });

  it("is refused where hints are out of order", () => {
    expect(faultOf(changed(3, { index: 1 }))).toMatchObject({ index: 3, code: "log-question" });
    const again = [...log.slice(0, 4), { ...log[3], seq: 4, at: 4000 }];
    expect(faultOf(again)).toMatchObject({ index: 4, code: "log-question" });
  });

  it("is refused where an answer that was handed in is handed in again, or one that was taken back", () => {
    expect(faultOf([...log.slice(0, 3), { ...log[2], seq: 3 }])).toMatchObject({ index: 3, code: "log-question" });
    const taken = [...log.slice(0, 2), { ...log[1], response: null, seq: 2 }, { ...log[2], seq: 3 }];
    expect(faultOf(taken)).toMatchObject({ index: 3, code: "log-question" });
  });

  it("is refused where a learner went back against its rules", () => {
    const [start, answer] = walk(quiz, { navigation: "sequential" }).log();
    expect(answer).toBeUndefined();
    const go = (questionId: string, seq: number): unknown => ({ ...log[1], questionId, seq, response: "a" });
    expect(faultOf([start, go("q2", 1), go("q2", 2), go("q3", 3)])).toBeUndefined();
    expect(faultOf([start, go("q2", 1), go("q1", 2)])).toMatchObject({ index: 2, code: "log-question" });
    const flagged = { type: "flagged", questionId: "q1", flagged: true, seq: 2, at: 1000 };
    expect(faultOf([start, go("q2", 1), flagged])).toBeUndefined();
  });

  it.each(["q4", "__proto__", "toString", "Q1"])("is refused where the question %j was not asked", (questionId) => {
    expect(faultOf(changed(1, { questionId }))).toMatchObject({ index: 1, code: "log-question" });
    expect(faultOf(changed(10, { questionId }))).toMatchObject({ index: 10, code: "log-question" });
  });
});

describe("reading events that anybody could have written", () => {
  it("throws nothing and changes nothing, and takes only what has the form of events", () => {
    const junk = fc.array(
      fc.oneof(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        fc.tuple(fc.constantFrom(...log), fc.dictionary(fc.constantFrom(...fieldNames), fc.anything(), { maxKeys: 2 })),
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(junk, (parts) => {
        const events = parts.map((part) =>
          Array.isArray(part) && part.length === 2 ? Object.assign({}, ...part) : part,
        );
        const read = parseEvents(events);
        if ("fault" in read) {
          expect(read.fault.message).toMatch(/^Expected /);
          expect(read.fault.index).toBeLessThan(events.length);
          return;
        }
        expect(read.events).toEqual(events);
        foldAttempt(read.events);
        expect(parseEvents(JSON.parse(JSON.stringify(events)))).toEqual(read);
      }),
      { numRuns: 10 * numRuns },
    );
  });

  it("refuses every field that is missing or of a wrong type, and names it", () => {
    for (const [index, event] of log.entries()) {
      for (const field of Object.keys(event).filter((one) => one !== "type")) {
        const isWhole = event.type === "submitted" && field === "questionId";
        for (const value of wrong(field).filter((one) => !(isWhole && one === null))) {
          const fault = faultOf(changed(index, { [field]: value }));
          expect({ index, field, value, code: fault?.code }).toMatchObject({ index, code: "event-invalid" });
          expect(fault?.message).toContain(`/${field}`);
        }
      }
    }
  });

  it("refuses rules that are out of range, and names them", () => {
    for (const [field, values] of Object.entries(wrongRules)) {
      for (const value of values) {
        const fault = faultOf(changed(0, { rules: { [field]: value } }));
        expect({ field, value, ...fault }).toMatchObject({ index: 0, code: "event-invalid" });
        expect(fault?.message).toContain(`/rules/${field}`);
      }
    }
  });

  it("refuses fields that an event does not have, and types that there are none of", () => {
    for (const [index, event] of log.entries()) {
      expect(faultOf(changed(index, { extra: undefined }))).toMatchObject({ index, code: "event-invalid" });
      const proto: unknown = JSON.parse(JSON.stringify(event).replace("{", '{"__proto__":{"points":9},'));
      expect(faultOf([...log.slice(0, index), proto])).toMatchObject({
        index,
        message: expect.stringMatching(/__proto__$/),
      });
    }
    for (const type of ["archived", "toString", "__proto__", "", undefined, 1, ["answered"], null]) {
      expect(faultOf(changed(1, { type }))).toMatchObject({ index: 1, message: expect.stringMatching(/at \/type$/) });
    }
    expect(faultOf(changed(1, { ["x".repeat(1e6)]: 1 }))?.message.length).toBeLessThan(200);
    expect(faultOf([...log.slice(0, 1), Object.create(log[1] ?? null)])).toMatchObject({ index: 1 });
  });

  it("takes getters and proxies that throw for no events", () => {
    const fail = (): never => {
      throw new Error("never");
    };
    const getter = Object.defineProperty({ ...log[1] }, "response", { get: fail, enumerable: true });
    for (const event of [getter, new Proxy({}, { get: fail, ownKeys: fail, getOwnPropertyDescriptor: fail })]) {
      expect(faultOf([log[0], event])).toMatchObject({ index: 1, code: "event-invalid" });
    }
  });

  it("goes on from the middle of a log", () => {
    expect(parseEvents(log.slice(3), 3)).toEqual({ events: log.slice(3) });
    expect(parseEvents(log.slice(3), 2)).toMatchObject({ fault: { index: 0, code: "log-sequence" } });
    expect(parseEvents({ length: 0 })).toMatchObject({ fault: { index: 0, code: "event-invalid" } });
  });

  it("keeps what has a name of an object's own fields apart from them", () => {
    const own = quizOf(choice("__proto__", ["__proto__", "constructor"]), choice("constructor"));
    const steps = walk(own);
    steps.answer("__proto__", "__proto__");
    steps.run({ type: "finish" });
    const again = parseEvents(JSON.parse(JSON.stringify(steps.log())));
    expect("events" in again && stateOf(again.events).score?.questions[0]).toMatchObject({
      questionId: "__proto__",
      status: "correct",
    });
    expect(logLimits).toEqual({ questions: 1000, events: 100_000 });
  });
});

const fieldNames = [...new Set(log.flatMap((event) => Object.keys(event))), "extra", "__proto__"];

const notCounts = [undefined, null, "1", true, -1, 1.5, Number.NaN, Infinity, 2 ** 53, 1n, [], {}];
const notNames = [undefined, null, 1, "", "\0", "x".repeat(129), [], {}, new String("q1")];
const notTexts = [null, 1, "x".repeat(10_001), [], {}];
const notObjects = [undefined, null, 1, "x", [], () => 0];
const notNumbers = [undefined, null, "1", Number.NaN, Infinity, 1n, {}];
const notFlags = [null, 0, 1, "true", {}];
const cyclic: unknown[] = [];
cyclic.push(cyclic);

/** Values that a field of an event must not have. */
const wrongValues: Readonly<Record<string, readonly unknown[]>> = {
  seq: notCounts,
  at: notCounts,
  index: notCounts,
  number: [...notCounts, 0],
  seed: [undefined, ...notTexts],
  comment: notTexts,
  rules: [...notObjects, { extra: 1 }],
  questions: [undefined, null, {}, [1], [{ id: "q1" }], [{ id: "q1", version: "" }], twice("q1"), twice("__proto__")],
  response: [
    undefined,
    Number.NaN,
    1n,
    () => 0,
    Symbol("x"),
    new Date(0),
    new Map(),
    [undefined],
    { a: undefined },
    cyclic,
  ],
  certainty: [null, 0, 4, 1.5, "1", true],
  flagged: [undefined, ...notFlags],
  notices: [undefined, null, {}, [1], [{ questionId: "q1", what: "lost" }], [{ what: "added" }]],
  score: [...notObjects, {}, { points: 1 }],
  points: notNumbers,
};

function wrong(field: string): readonly unknown[] {
  return wrongValues[field] ?? notNames;
}

function twice(id: string): unknown {
  return [id, "q2", id].map((one) => ({ id: one, version: "v1" }));
}

/** Values that a rule must not have. */
const wrongRules: Readonly<Record<string, readonly unknown[]>> = {
  timeLimitMs: notCounts.slice(1),
  graceMs: notCounts.slice(1),
  maxAttempts: notCounts.slice(1),
  opensAt: notCounts.slice(1),
  closesAt: notCounts.slice(1),
  pausable: notFlags,
  shuffle: notFlags,
  navigation: [null, "back", 1],
  review: [null, "always", 1],
  attemptPolicy: [
    ...notObjects.slice(1),
    "adaptive",
    { type: "toString" },
    { type: "deferred", penalty: 0.1 },
    { type: "adaptive", penalty: -0.1 },
    { type: "adaptive", penalty: 1.1 },
    { type: "adaptive", tries: 2 },
    { type: "interactive", tries: 0 },
    { type: "interactive", tries: 1.5 },
  ],
  policy: [
    ...notObjects.slice(1),
    "toString",
    "mapResponse",
    { type: "exact", penalty: 1 },
    { type: "perOptionPenalty", penalty: -1 },
    { type: "mapResponse" },
    { type: "mapResponse", mapping: { a: "1" } },
    { type: "mapResponse", mapping: { a: 1 }, lowerBound: Number.NaN },
    { type: "cbm", certainty: 4 },
    { type: "cbm", base: null },
    { type: "cbm", base: "cbm" },
    { type: "cbm", base: { type: "cbm" } },
    { type: "cbm", base: {} },
  ],
};
