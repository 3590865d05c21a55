import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { Tensor } from "@mlops/serve";
import { dataQuality, parseReference, referenceOf } from "@mlops/serve/data-quality";
import type { FeatureReference, QualityReference } from "@mlops/serve/data-quality";
import { doubler } from "./models.ts";
import { listen } from "./support.ts";

const rowsOf = (values: readonly unknown[]): { x: unknown }[] => values.map((x) => ({ x }));
const ofX = (values: readonly unknown[], bins?: number): FeatureReference | undefined =>
  referenceOf(rowsOf(values), { bins }).features["x"];

describe("referenceOf", () => {
  it("divides numbers at the quantiles that numpy has for them", () => {
    // np.quantile(x, [k / bins for k in range(1, bins)], method="inverted_cdf"), then
    // np.bincount(np.searchsorted(edges, x, side="left")).
    const values = Array.from({ length: 1000 }, (_, index) => ((index * index * 7919) % 1009) / 8);
    expect(ofX(values, 4)).toEqual({
      kind: "numeric",
      edges: [32.5, 62.25, 93.375],
      counts: [250, 250, 251, 249],
      missing: 0,
    });
    expect(ofX(values)).toEqual({
      kind: "numeric",
      edges: [13.75, 26.375, 38.375, 50.125, 62.25, 75.25, 87.625, 99.625, 111.875],
      counts: [101, 99, 101, 99, 100, 101, 99, 101, 99, 100],
      missing: 0,
    });
  });

  it("keeps equal values together, and apart from what is less or more than all of them", () => {
    const values = Array.from({ length: 700 }, (_, index) => ((index * index) % 7) % 3);
    expect(ofX(values)).toEqual({
      kind: "numeric",
      edges: [-0.5, 0, 1, 2],
      counts: [0, 100, 400, 200, 0],
      missing: 0,
    });
    expect(ofX([5, 5, 5])).toMatchObject({ edges: [4.5, 5], counts: [0, 3, 0] });
    // In single precision as well.
    const single = ofX([0.1, 0.1]);
    if (single?.kind !== "numeric") throw new Error("it is of numbers");
    expect(single.edges.map(Math.fround)[0]).toBeLessThan(Math.fround(0.1));
    expect(ofX([-Number.MAX_VALUE])).toMatchObject({ edges: [-Number.MAX_VALUE], counts: [1, 0] });
  });

  it("counts what is missing: no field, null, and numbers that are none", () => {
    const rows = [{ x: 1, t: "a" }, { x: null, t: null }, { x: Number.NaN }, { t: "a" }];
    expect(referenceOf(rows).features).toEqual({
      x: { kind: "numeric", edges: [0.5, 1], counts: [0, 1, 0], missing: 3 },
      t: { kind: "categories", categories: ["a"], counts: [2], other: 0, missing: 2 },
    });
    expect(ofX([null, null])).toEqual({ kind: "numeric", edges: [], counts: [0], missing: 2 });
  });

  it("names the 1,000 most frequent texts, the more frequent first, and counts the others", () => {
    const values = Array.from({ length: 1001 }, (_, index) => `t${index}`);
    const one = ofX([...values, "t7", "x".repeat(257)]);
    expect(one).toMatchObject({ kind: "categories", other: 2, missing: 0 });
    if (one?.kind !== "categories") throw new Error("it is of texts");
    const { categories, counts } = one;
    expect([categories.length, categories[0], counts[0], counts[1]]).toEqual([1000, "t7", 2, 1]);
    expect(ofX([true, false, true])).toMatchObject({ categories: ["true", "false"], counts: [2, 1] });
    expect(ofX(["a", 1, 1])).toMatchObject({ categories: ["1", "a"], counts: [2, 1] });
  });

  it("has a feature for each column of lists of one length, and for rows that are values", () => {
    const rows = [
      { f: [1, 2], open: [1] },
      { f: null, open: [1, 2] },
      { f: [3, 4], deep: { a: 1 }, more: [[1]] },
    ];
    const { features } = referenceOf(rows, { outputs: [1, 2, 2], bins: 2 });
    expect(Object.keys(features)).toEqual(["f[0]", "f[1]"]);
    expect(features["f[1]"]).toMatchObject({ missing: 1 });
    expect(Object.keys(referenceOf([1, 2]).features)).toEqual(["input"]);
    expect(Object.keys(referenceOf([[1, 2]]).features)).toEqual(["input[0]", "input[1]"]);
    expect(referenceOf(rows, { outputs: [1, 2, 2] }).predictions).toMatchObject({ output: { kind: "numeric" } });
  });

  it("reads tensors of each datatype, and leaves out those of more dimensions", () => {
    const tensors: Record<string, Tensor> = {
      f32: { datatype: "FP32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      i64: { datatype: "INT64", shape: [2], data: BigInt64Array.of(1n, 2n) },
      bool: { datatype: "BOOL", shape: [2], data: Uint8Array.of(0, 1) },
      text: { datatype: "BYTES", shape: [2], data: [Buffer.from("é"), Buffer.from("b")] },
      // 1.5 and -2; then infinity, which is no value.
      f16: { datatype: "FP16", shape: [3], data: Uint16Array.of(0x3e00, 0xc000, 0x7c00) },
      // The least that there is above 0, and 1.5.
      half: { datatype: "FP16", shape: [2], data: Uint16Array.of(1, 0x3e00) },
      bf16: { datatype: "BF16", shape: [2], data: Uint16Array.of(0x3fc0, 0xc000) },
      image: { datatype: "FP32", shape: [2, 1, 1], data: Float32Array.of(1, 2) },
    };
    const { f16, ...rest } = tensors;
    const { features } = referenceOf(rest, { bins: 2 });
    expect(Object.keys(features)).toEqual(["f32[0]", "f32[1]", "i64", "bool", "text", "half", "bf16"]);
    expect(features["f32[1]"]).toMatchObject({ edges: [1.5, 2], counts: [0, 1, 1] });
    expect(features["text"]).toMatchObject({ categories: ["b", "é"] });
    expect(features["half"]).toMatchObject({ edges: [expect.closeTo(2 ** -24, 12), 2 ** -24], counts: [0, 1, 1] });
    expect(
      referenceOf({ half: { datatype: "FP16", shape: [1], data: Uint16Array.of(0x3e00) } }).features["half"],
    ).toEqual({ kind: "numeric", edges: [expect.closeTo(1.5, 5), 1.5], counts: [0, 1, 0], missing: 0 });
    expect(features["bf16"]).toMatchObject({ edges: [-2.5, -2] });
    if (f16 === undefined) throw new Error("there is a tensor of FP16");
    expect(referenceOf({ f16 }, { bins: 2 }).features["f16"]).toMatchObject({ edges: [-2.5, -2], missing: 1 });
  });

  it("takes the first 64 features, 2 to 100 bins, and a row at least", () => {
    const row = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`f${index}`, index]));
    expect(Object.keys(referenceOf([row]).features)).toHaveLength(64);
    expect(Object.keys(referenceOf([{ f: Array.from({ length: 70 }, () => 1) }]).features)).toHaveLength(64);
    const many = Array.from({ length: 1000 }, (_, index) => index);
    expect(ofX(many, 100)).toMatchObject({ counts: Array.from({ length: 100 }, () => 10) });
    expect(() => ofX(many, 101)).toThrow("bins is a whole number from 2 to 100, not 101");
    expect(() => ofX(many, 1)).toThrow("bins is a whole number from 2 to 100, not 1");
    expect(() => referenceOf([])).toThrow("A reference takes at least one row");
    expect(() => referenceOf({})).toThrow("A reference takes at least one row");
  });

  it("always makes a reference that can be read again from its JSON, in which each row is counted once", () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(-0));
    const row = fc.record(
      { a: fc.double(), b: fc.integer({ min: -3, max: 3 }), c: value, d: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 300 }), fc.integer({ min: 2, max: 100 }), (rows, bins) => {
        const reference = referenceOf(rows, { bins, outputs: rows });
        const read: unknown = JSON.parse(JSON.stringify(reference));
        expect(parseReference(read)).toEqual(read);
        for (const one of Object.values(reference.features)) {
          const other = one.kind === "categories" ? one.other : 0;
          expect(one.counts.reduce((sum, count) => sum + count, one.missing + other)).toBe(rows.length);
        }
      }),
    );
  });
});

const numeric = { kind: "numeric", edges: [1, 2], counts: [1, 1, 1], missing: 0 };
const categories = { kind: "categories", categories: ["a"], counts: [1], other: 0, missing: 0 };
const withX = (x: unknown): unknown => ({ version: 1, features: { x } });
const sized = (size: number, make: (index: number) => unknown): unknown[] =>
  Array.from({ length: size }, (_, i) => make(i));

describe("a reference", () => {
  it("is plain JSON of a version", () => {
    const both = { version: 1, features: { x: numeric }, predictions: { label: categories } };
    expect(parseReference(both)).toEqual(both);
  });

  it.each<[string, unknown, string]>([
    ["another version", { version: 2, features: {} }, "reference.version: Invalid input: expected 1"],
    ["no features", { version: 1 }, "reference.features: Invalid input"],
    ["a word that is not known", { version: 1, features: {}, bins: 3 }, "reference: Unrecognized key"],
    ["another kind", withX({ ...numeric, kind: "text" }), "reference.features.x.kind: Invalid"],
    [
      "an edge that is no number",
      withX({ ...numeric, edges: [1, "2"] }),
      "reference.features.x.edges[1]: Invalid input",
    ],
    ["edges that fall", withX({ ...numeric, edges: [2, 1] }), "reference.features.x.edges: each edge is greater than"],
    ["an edge twice", withX({ ...numeric, edges: [1, 1] }), "reference.features.x.edges: each edge is greater than"],
    ["a count too few", withX({ ...numeric, counts: [1, 1] }), "reference.features.x.counts: there is one count more"],
    ["a count below 0", withX({ ...numeric, counts: [1, -1, 1] }), "reference.features.x.counts[1]: Too small"],
    ["half a row", withX({ ...numeric, missing: 0.5 }), "reference.features.x.missing: Invalid input"],
    ["no rows", withX({ ...numeric, counts: [0, 0, 0] }), "reference.features.x.counts: there is at least one row"],
    ["a category twice", withX({ ...categories, categories: ["a", "a"], counts: [1, 1] }), "no category stands twice"],
    ["a category too few", withX({ ...categories, categories: [] }), "there is one count for each category"],
    ["no object", 7, "reference: Invalid input"],
  ])("with %s is refused with its place", (_what, value, message) => {
    expect(() => parseReference(value)).toThrow(TypeError);
    expect(() => parseReference(value)).toThrow(message);
  });

  it.each<[string, number, (size: number) => unknown]>([
    [
      "features",
      64,
      (size) => ({
        version: 1,
        features: Object.fromEntries(sized(size, (i) => [`f${i}`, numeric]) as [string, unknown][]),
      }),
    ],
    ["bins", 100, (size) => withX({ ...numeric, edges: sized(size - 1, (i) => i), counts: sized(size, () => 1) })],
    [
      "categories",
      1000,
      (size) => withX({ ...categories, categories: sized(size, (i) => `c${i}`), counts: sized(size, () => 1) }),
    ],
    ["characters of a category", 256, (size) => withX({ ...categories, categories: ["x".repeat(size)] })],
  ])("may have so many %s: %i, and no more", (_what, most, make) => {
    expect(() => parseReference(make(most))).not.toThrow();
    expect(() => parseReference(make(most + 1))).toThrow(TypeError);
  });

  it("has to fit the contract of its model, when the model comes in", async () => {
    const model = defineModel("m", {
      input: z.object({ x: z.number(), t: z.string() }),
      output: z.number(),
    }).predict((rows) => rows.map(({ x }) => x));
    const start = (reference: unknown): unknown =>
      serve([model], { dataQuality: dataQuality({ models: { m: { reference: reference as QualityReference } } }) });
    expect(() => start({ version: 1, features: { y: numeric } })).toThrow(
      'dataQuality.models.m.reference.features names "y"; the features of m are x, t',
    );
    expect(() => start({ version: 1, features: {}, predictions: { x: numeric } })).toThrow(
      'dataQuality.models.m.reference.predictions names "x"; the features of m are output',
    );
    expect(() => start({ version: 1, features: { t: numeric } })).toThrow(
      "dataQuality.models.m.reference.features.t is of numbers; the contract has a text there",
    );
    expect(() => start({ version: 1, features: { x: { ...numeric, counts: [] } } })).toThrow(
      "dataQuality.models.m.reference.features.x.counts: ",
    );
    // A number may have categories: its values as they are written.
    expect(() => start({ version: 1, features: { x: categories, t: categories } })).not.toThrow();
    const watched = dataQuality({
      models: { doubler: { reference: (version) => (version === "2" ? parseReference(withX(numeric)) : undefined) } },
    });
    const api = serve([doubler], { dataQuality: watched });
    await api.ready();
    await expect(api.replace({ ...doubler, version: "2" })).rejects.toThrow('reference.features names "x"');
    // The old one serves on.
    await using server = await listen(api);
    const answer = await server.post("/predict", { x: [1, 2] });
    expect([answer.status, answer.headers.get("x-model-version")]).toEqual([200, "1"]);
  });
});
