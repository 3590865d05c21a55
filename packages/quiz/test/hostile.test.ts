import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Question, QuestionType } from "@mlops/schema";
import { compile, grade, gradeQuiz } from "@mlops/quiz";
import type { Gradable, InvalidReason } from "@mlops/quiz";
import { gradeTries } from "@mlops/quiz/attempts";
import { answered, types } from "./arbitrary-question.ts";
import { named, runs, verdictOf } from "./slim.ts";

/** A question of each kind whose right answer hostile ones pretend to be. */
const questions: { [Type in QuestionType]: Gradable & { type: Type } } = {
  choice: { type: "choice", points: 1, options: named("0 1"), key: { correct: "0" } },
  multi: { type: "multi", points: 1, options: named("0 1"), allowEmpty: true, key: { correct: ["0"] } },
  trueFalse: { type: "trueFalse", points: 1, key: { correct: true } },
  numeric: { type: "numeric", points: 1, key: { answers: [{ value: "0" }] } },
  text: { type: "text", points: 1, key: { answers: [{ pattern: "0" }] } },
  order: { type: "order", points: 1, key: { order: ["0", "1"] } },
  match: { type: "match", points: 1, rights: named("0 1"), key: { pairs: [["0", "0"]] } },
  cloze: {
    type: "cloze",
    points: 1,
    gaps: [{ id: "0", kind: "number" }],
    key: { gaps: [{ id: "0", number: { value: "0" } }] },
  },
  tracing: { type: "tracing", points: 1, key: { outcome: "prints", output: "0" } },
  essay: { type: "essay", points: 1, key: {} },
};
const rights: Record<QuestionType, unknown> = {
  choice: "0",
  multi: ["0"],
  trueFalse: true,
  numeric: { value: "0" },
  text: "0",
  order: ["0", "1"],
  match: [["0", "0"]],
  cloze: [{ id: "0", value: "0" }],
  tracing: { outcome: "prints", output: "0" },
  essay: "0",
};

const disguised = (value: unknown): object => ({ toString: () => value, valueOf: () => value, toJSON: () => value });
const throwing = (): never => {
  throw new Error("no");
};
const traps: ProxyHandler<object> = {
  get: throwing,
  has: throwing,
  ownKeys: throwing,
  getPrototypeOf: throwing,
  getOwnPropertyDescriptor: throwing,
};
function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
function nested(depth: number): unknown {
  let value: unknown = "0";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value, id: "0" };
  return value;
}
class Answer {
  readonly id = 0;
  readonly value = 0;
  readonly outcome = "prints ";
  readonly output = "0";
}

/** Not one of these is an answer to a question of any kind, but for those of the kinds that are named. */
const hostile: [name: string, value: unknown, fit?: readonly QuestionType[]][] = [
  ["the number 0", 0],
  ["the number -0", -0],
  ["the number 1", 1],
  ["1e308", 1e308],
  ["-1e308", -1e308],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["a big number", 0n],
  ["a symbol", Symbol("0")],
  ["a function", () => "0"],
  ["a class", Answer],
  ["a boxed text", new String("0")],
  ["a boxed number", new Number(0)],
  ["a boxed true", new Boolean(true)],
  ["a date", new Date(0)],
  ["a pattern", /0/],
  ["an error", new Error("0")],
  ["a promise", Promise.resolve("0")],
  ["a map", new Map([["0", "0"]])],
  ["a set", new Set(["0"])],
  ["an object", {}],
  ["an object without a prototype", Object.create(null)],
  ["an instance of a class", new Answer()],
  ["an object disguised as the text", disguised("0")],
  ["an object disguised as the number", disguised(0)],
  ["an object disguised as true", disguised(true)],
  ["an object disguised as the list", disguised(["0"])],
  ["an object like a list", { 0: "0", length: 1 }],
  ["the number in a list", [0]],
  ["null in a list", [null]],
  ["nothing in a list", [undefined]],
  ["a list with a hole", Array(1)],
  ["a list in a list", [["0"]]],
  ["a boxed text in a list", [new String("0")]],
  ["a disguised text in a list", [disguised("0")]],
  ["objects in a list", [{}]],
  ["numbers for texts", [{ id: "0", value: 0 }]],
  ["a disguised value", { value: disguised("0") }],
  ["a list for a value", { value: ["0"] }],
  ["a disguised outcome", { outcome: disguised("prints"), output: "0" }],
  ["an unknown outcome", { outcome: "__proto__", output: "0" }],
  ["a list with fields", Object.assign([0], { id: "0", value: "0", outcome: "prints", output: "0" })],
  ["a function with fields", Object.assign(() => "0", { id: "0", value: "0", outcome: "prints", output: "0" })],
  ["a boxed value", { value: new String("0") }],
  ["a boxed output", { outcome: "prints", output: new String("0") }],
  ["a boxed outcome", { outcome: new String("fails") }],
  ["a typed array", new Uint8Array([0])],
  ["a typed array of texts", new Uint8Array([48])],
  ["a buffer", new ArrayBuffer(1)],
  ["a payload for the prototype", JSON.parse('{"__proto__":{"value":"0","outcome":"prints","output":"0"}}')],
  ["a list in a proxy that throws", new Proxy(["0"], traps)],
  ["an object in a proxy that throws", new Proxy({ value: "0" }, traps)],
  ["a function in a proxy that throws", new Proxy(throwing, traps)],
  ["a revoked list", revoked(["0"])],
  ["a revoked object", revoked({ value: "0" })],
  [
    "getters that throw",
    Object.defineProperties({}, { value: { get: throwing }, outcome: { get: throwing }, id: { get: throwing } }),
  ],
  ["a getter that throws in a list", [Object.defineProperty({ id: "0" }, "value", { get: throwing })]],
  ["a list whose iterator throws", Object.assign(["0"], { [Symbol.iterator]: throwing })],
  ["a deep value", nested(10_000)],
  ["half a surrogate pair", "\ud800", ["choice"]],
  ["the other half", "0\udc00", ["choice"]],
];

describe.each(types)("a question of the kind %s", (type) => {
  const question = questions[type];

  it("is answered rightly by its right answer", () => {
    expect(grade(question, rights[type]).status).toBe(type === "essay" ? "ungraded" : "correct");
  });

  it.each(hostile)("finds %s malformed", (_, value, others = []) => {
    const expected: InvalidReason[] = others.includes(type) ? ["unknown-option"] : ["malformed"];
    const { status, reason, points, parts } = grade(question, value);
    expect({ status, points, parts }).toEqual({ status: "invalid", points: 0, parts: [] });
    expect(expected).toContain(reason);
    expect(compile(question)(value)).toEqual(grade(question, value));
    expect(gradeTries(question, [{ response: value }], { type: "adaptive" })).toMatchObject({
      grade: { reason },
      used: 0,
    });
    expect(gradeQuiz({ questions: [{ ...question, id: "q" }] }, { q: value }).points).toBe(0);
  });

  it("reads no text of a million characters, and no list of a million items", () => {
    const long = "0".repeat(1_000_000);
    const items = Array.from({ length: 1_000_000 }, () => "0");
    const values = [
      long,
      [long],
      items,
      { value: long },
      [{ id: "0", value: long }],
      [[long, long]],
      { outcome: "prints", output: long },
    ];
    const started = performance.now();
    for (const value of values) expect(grade(question, value).status).toBe("invalid");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each(["０", "٠", "Ｏ", "0\u200b", "\u200b0", "0\u0301", "O", "zero", "0x0", "0\0", "+ 0"])(
    "is not fooled by %j",
    (words) => {
      const values: Record<QuestionType, unknown> = {
        choice: words,
        multi: [words],
        trueFalse: words,
        numeric: { value: words },
        text: words,
        order: [words, "1"],
        match: [["0", words]],
        cloze: [{ id: "0", value: words }],
        tracing: { outcome: "prints", output: words },
        essay: [words],
      };
      expect(["invalid", "incorrect"]).toContain(grade(question, values[type]).status);
    },
  );

  it("never throws, and is right only by answers that are", () => {
    const values = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
        withNullPrototype: true,
        withBoxedValues: true,
      }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(answered(type), values, ({ question: any }, value) => {
        const result = grade(any, value);
        expect(result.status === "invalid").toBe(result.reason !== undefined);
        expect(compile(any)(value)).toEqual(result);
        if (result.status === "correct") expect(JSON.parse(JSON.stringify(value))).toEqual(value);
      }),
      runs,
    );
  });
});

describe("an answer that is nearly right", () => {
  it("is graded as what it is once it has been through JSON, or not at all", () => {
    const broken = answered(...types).chain(({ question, response }) =>
      fc.record({
        question: fc.constant(question),
        response: fc.constant(response),
        at: fc.nat(20),
        by: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(broken, ({ question, response, at, by }) => {
        const value = replaced(response, at, by);
        const result = grade(question, value);
        expect(["correct", "partial", "incorrect", "invalid", "ungraded"]).toContain(result.status);
        if (result.status === "invalid") expect(verdictOf(result)).not.toBe("invalid");
        expect(result.points).toBeLessThanOrEqual(result.max);
      }),
      runs,
    );
  });

  /** A value with something else in one of its places, counted through. */
  function replaced(value: unknown, at: number, by: unknown): unknown {
    let left = at;
    const walk = (one: unknown): unknown => {
      if (left === 0) {
        left -= 1;
        return by;
      }
      left -= 1;
      if (Array.isArray(one)) return one.map((item: unknown) => walk(item));
      if (typeof one !== "object" || one === null) return one;
      return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, walk(item)]));
    };
    return walk(value);
  }
});

/** Every reason for which an answer is invalid, with one of each kind that has it. */
const reasons: Record<InvalidReason, [QuestionType, unknown][]> = {
  unanswered: types.map((type) => [type, null]),
  malformed: types.map((type) => [type, 7]),
  "unknown-option": [
    ["choice", "2"],
    ["multi", ["2"]],
    ["order", ["0", "2"]],
    ["match", [["0", "2"]]],
    ["cloze", [{ id: "2", value: "0" }]],
  ],
  "too-many": [
    ["multi", ["0", "1", "0"]],
    ["order", ["0", "1", "0"]],
    [
      "match",
      [
        ["0", "0"],
        ["0", "1"],
      ],
    ],
    [
      "cloze",
      [
        { id: "0", value: "0" },
        { id: "0", value: "1" },
      ],
    ],
  ],
  duplicate: [
    ["multi", ["1", "1"]],
    ["order", ["1", "1"]],
  ],
  incomplete: [["order", ["1"]]],
  "too-long": [
    ["text", "0".repeat(2001)],
    ["numeric", { value: "0".repeat(81) }],
    ["cloze", [{ id: "0", value: "0".repeat(81) }]],
    ["tracing", { outcome: "prints", output: "0".repeat(100_001) }],
    ["essay", "0".repeat(200_001)],
  ],
  "not-a-number": [
    ["numeric", { value: "O" }],
    ["cloze", [{ id: "0", value: "O" }]],
  ],
  "unknown-unit": [["numeric", { value: "0", unit: "m" }]],
};

describe("every reason", () => {
  it.each(Object.entries(reasons))("%s occurs where it can", (reason, list) => {
    for (const [type, response] of list)
      expect([type, verdictOf(grade(questions[type], response))]).toEqual([type, reason]);
  });

  it("is in the trace of its grade", () => {
    const anyQuestion: fc.Arbitrary<Question> = answered(...types).map(({ question }) => question);
    fc.assert(
      fc.property(anyQuestion, fc.anything(), (question, value) => {
        const { status, reason, trace, ...rest } = grade(question, value);
        if (status !== "invalid") return;
        expect(trace).toEqual([{ step: "invalid", reason }]);
        expect(rest).toMatchObject({ fraction: 0, points: 0, parts: [], feedback: [] });
      }),
      runs,
    );
  });
});
