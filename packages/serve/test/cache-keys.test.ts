import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import { canonicalText } from "../src/cache/canonical-text.ts";
import { outputsKey, replyKey, rowKey } from "../src/cache/keys.ts";
import { listen } from "./support.ts";

const numRuns = Number(process.env["MLOPS_RUNS"] ?? 2000);

/** Values that a careless key takes for one another. */
const alike: readonly unknown[] = [
  1, "1", 1n, true, "true", 0, -0, "-0", 0n, null, "null", undefined, "undefined", "", [], {}, "[]", "{}",
  [1, [2]], [[1], 2], [1, 2], ["1", 2], [[1, 2]], [null], [undefined], [0], [-0], Array(1), Array(2),
  { a: 1, b: 2 }, { b: 2, a: 1 }, { a: { b: 1 } }, { a: undefined }, { a: null }, { "a:1,b": 2 }, { a: "1,b:2" },
  "é", "e\u0301", "Å", "Å", "ﬁ", "fi", "\ud800", "\ud801", "\u0000", "a\u0000", NaN, "NaN", Infinity, -Infinity,
  2 ** 53, 2n ** 53n, 2n ** 53n + 1n, 1.5, "1.5", 1e21, "1e+21",
  new Date(0), new Date(1), new Date(NaN), "1970-01-01T00:00:00.000Z",
  new Uint8Array([1, 2]), new Uint8Array([1]), [1, 2], "AQI=", Object.create(null), { __proto__: null, a: 1 },
  JSON.parse('{"__proto__":1}'), { constructor: 1 }, "d0;", "b;", "1n",
]; // prettier-ignore

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...alike) },
  fc.anything({
    withBigInt: true,
    withDate: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.array(fc.constantFrom(...alike), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("a", "b", "1", "", "a:"), fc.constantFrom(...alike), { maxKeys: 3 }),
);

/** Whether a function could tell two values apart. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other) && namesIn(one) === namesIn(other);
}

/** The names of all objects within, in their order. */
function namesIn(of: unknown): string {
  if (typeof of !== "object" || of === null) return "";
  return JSON.stringify(Object.entries(of).map(([name, one]) => [name, namesIn(one)]));
}

describe("the text of a value", () => {
  it("is the same for two values only where nothing tells them apart", () => {
    for (const one of alike) {
      for (const other of alike) {
        const [text, otherText] = [canonicalText(one), canonicalText(other)];
        expect(text).toBeDefined();
        expect(text === otherText, `${String(text)} and ${String(otherText)}`).toBe(isSame(one, other));
      }
    }
  });

  it("is the same only for the same, whatever the values are", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const text = canonicalText(one);
        if (text !== undefined && text === canonicalText(other)) expect(isSame(one, other)).toBe(true);
      }),
      { numRuns },
    );
  });

  it("is the same for a value that was copied", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (one) => {
        const copied: unknown = structuredClone(one);
        expect(canonicalText(copied)).toBe(canonicalText(one));
      }),
      { numRuns },
    );
  });

  it.each([
    ["a function", () => 1],
    ["a symbol", Symbol("a")],
    ["an object of a class", new URL("a:")],
    ["a map", new Map()],
    ["a list with a name besides", Object.assign([1], { name: 1 })],
    ["a date with a name besides", Object.assign(new Date(0), { name: 1 })],
    ["an object with a symbol", { [Symbol("a")]: 1 }],
    ["a typed array of another kind", new Float64Array(1)],
    ["a buffer", Buffer.from("a")],
    ["one of these within others", [{ a: [new Map()] }]],
  ])("is none for %s", (_what, one) => {
    expect(canonicalText(one)).toBe(undefined);
  });

  it("is none for a value that holds itself", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(canonicalText(circle)).toBe(undefined);
  });
});

describe("a key", () => {
  const f32 = (data: number[], shape = [data.length]) =>
    ({ datatype: "FP32", shape, data: Float32Array.from(data) }) as const;

  it("depends on every part, and on where each part ends", () => {
    const bytes = (...texts: string[]) =>
      ({ datatype: "BYTES", shape: [texts.length], data: texts.map((text) => Buffer.from(text)) }) as const;
    const tensors = (...entries: [string, ReturnType<typeof f32> | ReturnType<typeof bytes>][]) => new Map(entries);
    const keys = [
      rowKey(["m", "1"], 1),
      rowKey(["m", "1"], "1"),
      rowKey(["m1", ""], 1),
      rowKey(["m", "2"], 1),
      rowKey(["m", "1", "private"], 1),
      outputsKey(["m", "1"], { rows: [1], wanted: [] }),
      outputsKey(["m", "1"], { rows: [1], wanted: ["a"] }),
      outputsKey(["m", "1"], { rows: [1], wanted: ["a", "b"] }),
      outputsKey(["m", "1"], { rows: [1], wanted: ["b", "a"] }),
      outputsKey(["m", "1"], { rows: [1, 1], wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([1, 2])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([1, 2], [2, 1])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([1, 2], [1, 2])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([0])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([-0])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["y", f32([0])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", f32([0])], ["y", f32([0])]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", bytes("ab", "c")]), wanted: ["a"] }),
      outputsKey(["m", "1"], { tensors: tensors(["x", bytes("a", "bc")]), wanted: ["a"] }),
      replyKey(["m", "1"], ["/predict", ""], Buffer.from("1")),
      replyKey(["m", "1"], ["/predict", "1"], Buffer.from("")),
      replyKey(["m", "1"], ["/predic", "t"], Buffer.from("1")),
    ];
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(keys.length);
    // In which order tensors are named makes no difference to a model.
    const [one, other] = [tensors(["x", f32([1])], ["y", f32([2])]), tensors(["y", f32([2])], ["x", f32([1])])];
    expect(outputsKey([], { tensors: one, wanted: [] })).toBe(outputsKey([], { tensors: other, wanted: [] }));
  });
});

describe("a cached model", () => {
  it(
    "never gives an answer that it would not give without the cache",
    async () => {
      const echo = (row: unknown): string => canonicalText(row) ?? "";
      const cached = defineModel("cached", { input: z.json(), output: z.string() }).predictOne(echo);
      const plain = defineModel("plain", { input: z.json(), output: z.string() }).predictOne(echo);
      const cache = responseCache({ models: { cached: { ttlMs: 600_000 } }, maxBytes: 40_000 });
      const api = serve([cached, plain], { cache });
      await api.ready();
      await using server = await listen(api);
      const texts = ["1", '"1"', "-0", "0", "0.0", "[1,[2]]", "[[1],2]", '{"a":1,"b":2}', '{"b":2,"a":1}', '{"a":1}',
      '{"a":null}', "null", '"null"', '"é"', '"e\\u0301"', '"\\u00e9"', '"\\ud800"', "1e0", "true", '"true"', "[]", "{}", "9007199254740993"]; // prettier-ignore
      const text = fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...texts) },
        fc.array(fc.constantFrom(...texts), { maxLength: 3 }).map((list) => `[${list.join()}]`),
        fc.jsonValue().map((one) => JSON.stringify(one)),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (rows) => {
          const body = `[${rows.join()}]`;
          const [given, wanted] = await Promise.all([
            server.post("/models/cached/predict/batch", body),
            server.post("/models/plain/predict/batch", body),
          ]);
          expect([given.status, await given.text()]).toEqual([200, await wanted.text()]);
        }),
        { numRuns: Math.max(200, numRuns / 100) },
      );
    },
    30_000 + numRuns * 10,
  );
});
