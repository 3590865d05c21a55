import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { serve } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { floatText } from "../src/protocols/tensorflow/float-text.ts";
import { allLabels } from "./models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";
import { tensorflowModels } from "./tensorflow-models.ts";

const numRuns = Number(process.env["MLOPS_RUNS"] ?? 100);
vi.setConfig({ testTimeout: process.env["MLOPS_RUNS"] === undefined ? 60_000 : 7_200_000 });

let server: TestServer;
beforeAll(async () => {
  const api = serve(tensorflowModels, { labels: allLabels, protocols: [tensorflow()] });
  server = await listen(api);
  await api.ready();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = async (path: string, body: unknown): Promise<[number, string]> => {
  const response = await server.post(`/v1/models/${path}`, body);
  return [response.status, await response.text()];
};
/** The members of an answer of one output, without the name of the form. */
const inside = (text: string): string => text.replace(/^\{"(?:predictions|outputs)":/, "");

/** JSON with the bare words for what is not finite, and with minus zero. */
function written(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  const members = Object.entries(value as object).map(([name, one]) => `${JSON.stringify(name)}:${written(one)}`);
  return `{${members.join(",")}}`;
}

describe("row form and column form of the same values", () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  const rows = <Row>(row: fc.Arbitrary<Row>): fc.Arbitrary<Row[]> => fc.array(row, { minLength: 1, maxLength: 20 });

  it("give the same answer for one input and output", async () => {
    const check = async (x: readonly number[][]): Promise<void> => {
      const [row, column, named] = await Promise.all([
        call("doubler:predict", written({ instances: x })),
        call("doubler:predict", written({ inputs: x })),
        call("doubler:predict", written({ instances: x.map((one) => ({ x: one })) })),
      ]);
      expect(row[0]).toBe(200);
      expect(inside(column[1])).toBe(inside(row[1]));
      expect(named).toEqual(row);
    };
    await fc.assert(fc.asyncProperty(rows(fc.tuple(fc.float(), fc.float())), check), { numRuns });
  });

  it("give the same answer for several, whatever is missing", async () => {
    const int32 = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const row = fc.record({ a: float, b: fc.tuple(int32, int32) });
    const check = async (list: readonly { a: number; b: [number, number] }[], hasB: boolean): Promise<void> => {
      const instances = list.map(({ a, b }) => (hasB ? { a, b } : { a }));
      const inputs = { a: list.map(({ a }) => a), ...(hasB && { b: list.map(({ b }) => b) }) };
      const [byRow, byColumn] = await Promise.all([
        call("pair:predict", { instances }),
        call("pair:predict", { inputs }),
      ]);
      expect([byRow[0], byColumn[0]]).toEqual([200, 200]);
      const { predictions } = JSON.parse(byRow[1]) as { predictions: { sum: number; parts: number[] }[] };
      const { outputs } = JSON.parse(byColumn[1]) as { outputs: { sum: number[]; parts: number[][] } };
      expect(outputs).toEqual({
        sum: predictions.map(({ sum }) => sum),
        parts: predictions.map(({ parts }) => parts),
      });
    };
    await fc.assert(fc.asyncProperty(rows(row), fc.boolean(), check), { numRuns });
  });

  it("give the same answer for a model of rows", async () => {
    const row = fc.record({
      petal: fc.double({ noNaN: true, min: -5, max: 20 }),
      count: fc.integer({ min: 0, max: 9 }),
    });
    const check = async (list: readonly { petal: number; count: number }[]): Promise<void> => {
      const inputs = { petal: list.map(({ petal }) => petal), count: list.map(({ count }) => count) };
      const [byRow, byColumn] = await Promise.all([
        call("flowers:predict", { instances: list }),
        call("flowers:predict", { inputs }),
      ]);
      const { predictions } = JSON.parse(byRow[1]) as { predictions: { species: string; score: number }[] };
      expect(JSON.parse(byColumn[1])).toEqual({
        outputs: {
          species: predictions.map(({ species }) => species),
          score: predictions.map(({ score }) => score),
        },
      });
    };
    await fc.assert(fc.asyncProperty(rows(row), check), { numRuns });
  });

  it("bring bytes there and back", async () => {
    const check = async (list: readonly Uint8Array[]): Promise<void> => {
      const values = list.map((bytes) => ({ b64: Buffer.from(bytes).toString("base64") }));
      const [row, column] = await Promise.all([
        call("same-raw:predict", { instances: values }),
        call("same-raw:predict", { inputs: values }),
      ]);
      expect(row).toEqual([200, JSON.stringify({ predictions: values })]);
      expect(column).toEqual([200, JSON.stringify({ outputs: values })]);
    };
    await fc.assert(fc.asyncProperty(rows(fc.uint8Array()), check), { numRuns });
  });

  it("bring 64-bit integers there and back", async () => {
    const check = async (list: readonly bigint[]): Promise<void> => {
      const text = `[${list.join(",")}]`;
      expect(await call("same-int64:predict", `{"instances":${text}}`)).toEqual([200, `{"predictions":${text}}`]);
      expect(await call("same-int64:predict", `{"inputs":${text}}`)).toEqual([200, `{"outputs":${text}}`]);
    };
    const int64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
    await fc.assert(fc.asyncProperty(rows(int64), check), { numRuns });
  });
});

describe("the text of a float", () => {
  /** JSON with a point or an exponent; not `6e-07.0`, and not `3.`. */
  const form = /^-?(?:0|[1-9]\d*)(?:\.\d+|(?:\.\d+)?e[+-]\d{2,3})$/;
  const many = { numRuns: numRuns * 20 };

  it.each([
    ["FP32", fc.float({ noNaN: true, noDefaultInfinity: true })],
    ["FP32", fc.float({ noNaN: true, min: Math.fround(5e-5), max: Math.fround(2e6) })],
    ["FP32", fc.double({ noNaN: true, min: -2e6, max: 2e6 }).map(Math.fround)],
    ["FP32", fc.integer({ min: -20_000_000, max: 20_000_000 }).map(Math.fround)],
    ["FP64", fc.double({ noNaN: true, noDefaultInfinity: true })],
    ["FP64", fc.integer()],
  ] as const)("reads as the same %s, and as no integer", (datatype, values) => {
    const check = (value: number): void => {
      const text = floatText(value, datatype);
      expect(text).toMatch(form);
      const read = JSON.parse(text) as number;
      expect(datatype === "FP32" ? Math.fround(read) : read).toBe(value);
      // Digits beyond what the datatype holds would say nothing.
      const digits = text
        .replace(/e.*$/, "")
        .replace(/[-.]/g, "")
        .replace(/^0+|0+$/g, "");
      expect(digits.length).toBeLessThanOrEqual(datatype === "FP32" ? 9 : 17);
    };
    fc.assert(fc.property(values, check), many);
  });

  it("has no more digits than are needed", () => {
    const check = (value: number): void => {
      const length = (text: string): number =>
        text
          .replace(/e.*$/, "")
          .replace(/[-.]/g, "")
          .replace(/^0+|0+$/g, "").length;
      expect(length(floatText(value, "FP64"))).toBe(length(value.toExponential()));
      const float = Math.fround(value);
      if (!Number.isFinite(float)) return;
      const fewest = [6, 7, 8, 9].find((digits) => Math.fround(Number(float.toPrecision(digits))) === float);
      expect(length(floatText(float, "FP32"))).toBe(length(float.toPrecision(fewest)));
    };
    const all = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(fc.oneof(all, fc.double({ noNaN: true, min: -2e6, max: 2e6 })), check), many);
  });
});

describe("any body", () => {
  it("is answered 200 or 400 in the protocol's form, and never 5xx", async () => {
    const paths = ["doubler", "flowers", "echo", "scorer", "pair", "optional", "matrix", "same-bytes", "same-bool"];
    const path = fc.tuple(fc.constantFrom(...paths), fc.constantFrom("predict", "classify", "regress"));
    const name = fc.constantFrom(
      "x",
      "a",
      "b",
      "petal",
      "i",
      "f64",
      "text",
      "flag",
      "b64",
      "scores",
      "__proto__",
      "then",
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom(0, 1, -1, 1.5, 1e300, null, true, false, "", "a", "AAAA"),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(name, tie("value"), { maxKeys: 3 }),
      ),
    }));
    const body = fc.record(
      {
        instances: fc.oneof(fc.array(value, { maxLength: 4 }), value),
        inputs: value,
        examples: fc.oneof(fc.array(fc.dictionary(name, value, { maxKeys: 3 }), { maxLength: 3 }), value),
        context: fc.dictionary(name, value, { maxKeys: 2 }),
        signature_name: fc.constantFrom("serving_default", "classify", "regress", "ranks", "count", "sum", "", "no", 1),
      },
      { requiredKeys: [] },
    );
    const check = async ([model, method]: [string, string], sent: unknown): Promise<void> => {
      const [status, text] = await call(`${model}:${method}`, sent);
      expect([200, 400], text).toContain(status);
      const keys = Object.keys(JSON.parse(text.replaceAll(/-?(?:Infinity|NaN)\b/g, "0")) as object);
      expect(["predictions", "outputs", "results", "error"]).toContain(keys.join());
    };
    await fc.assert(fc.asyncProperty(path, body, check), { numRuns: numRuns * 3 });
    expect({}).not.toHaveProperty("polluted");
  });
});
