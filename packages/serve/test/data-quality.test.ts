import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, fail, tensor } from "@mlops/serve";
import { referenceOf } from "@mlops/serve/data-quality";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { countersOf, serveWatched } from "./data-quality-support.ts";
import { listen } from "./support.ts";

/** Takes every kind of field; fails where its note asks for it. */
const house = defineModel("house", {
  input: z.object({
    area: z.number(),
    rooms: z.int().default(1),
    heated: z.boolean(),
    kind: z.enum(["flat", "house"]),
    age: z.number().nullable(),
    place: z.tuple([z.number(), z.number()]),
    note: z.string().optional(),
  }),
  output: z.object({ price: z.number(), class: z.enum(["low", "high"]) }),
  rules: {
    area: { min: 10, max: 100, outside: "clip" },
    rooms: { max: 9 },
    kind: { values: ["flat", "house"] },
    place: [{ min: -90, max: 90 }, {}],
  },
}).predictOne(({ area, note }) => {
  if (note === "refuse") return fail("No.");
  if (note === "break") throw new Error("broken");
  if (note === "odd") return { price: Number.NaN, class: "low" };
  return { price: area, class: area > 50 ? "high" : "low" };
});
const good = { area: 50, rooms: 2, heated: true, kind: "flat", age: 3, place: [1, 2] };

describe("what is counted of rows", () => {
  it("is, for each feature and each part of the output, how many rows say something of it", async () => {
    const { api, report } = await serveWatched([house]);
    await using server = await listen(api);
    expect((await server.post("/predict", good)).status).toBe(200);
    const { features, predictions, ...rest } = report();
    const none = { missing: 0, nonFinite: 0, outOfRange: 0, unseen: 0, mistyped: 0 };
    const names = ["area", "rooms", "heated", "kind", "age", "place[0]", "place[1]"];
    expect(features).toEqual([
      ...names.map((name) => ({ name, rows: 1, ...none })),
      { name: "note", rows: 1, ...none, missing: 1 },
    ]);
    expect(predictions).toEqual(["price", "class"].map((name) => ({ name, rows: 1, ...none })));
    const shown = { rows: 1, skipped: 0, refused: {}, minimumRows: 500, unwatched: [] };
    expect(rest).toEqual({ model: "house", version: "1", ...shown });
  });

  it.each<[string, object, Record<string, object>]>([
    ["null, as missing", { age: null }, { age: { missing: 1 } }],
    ["a field that is not there, as missing", { rooms: undefined }, { rooms: { missing: 1 } }],
    ["a value that was clipped", { area: 9.99 }, { area: { outOfRange: 1 } }],
    ["a value at its bound, as good", { area: 10, place: [90, 2] }, { area: {}, "place[0]": {} }],
  ])("is told of %s", async (_what, change, expected) => {
    const { api, report } = await serveWatched([house]);
    await using server = await listen(api);
    expect((await server.post("/predict", { ...good, ...change })).status).toBe(200);
    for (const [name, counters] of Object.entries(expected)) {
      expect(countersOf(report(), name)).toEqual({ rows: 1, ...counters });
    }
    expect(report().refused).toEqual({});
  });

  it.each<[string, unknown, Record<string, object>]>([
    ["out of its range", { ...good, rooms: 10 }, { rooms: { outOfRange: 1 }, area: {} }],
    ["out of its range in one column", { ...good, place: [91, 2] }, { "place[0]": { outOfRange: 1 }, "place[1]": {} }],
    ["of no known label", { ...good, kind: "boat" }, { kind: { outOfRange: 1, unseen: 1 } }],
    ["null where that is no value", { ...good, area: null }, { area: { missing: 1 } }],
    ["of another type", { ...good, area: "50", heated: 1 }, { area: { mistyped: 1 }, heated: { mistyped: 1 } }],
    ["too few in a list", { ...good, place: [1] }, { "place[0]": {}, "place[1]": { missing: 1 } }],
    ["no list", { ...good, place: 1 }, { "place[0]": { mistyped: 1 }, "place[1]": { mistyped: 1 } }],
    ["no row", [good], { area: { mistyped: 1 }, kind: { mistyped: 1 } }],
    ["empty", {}, { area: { missing: 1 }, "place[1]": { missing: 1 } }],
  ])("takes in rows that are refused with 422: a value that is %s", async (_what, row, expected) => {
    const { api, report } = await serveWatched([house]);
    await using server = await listen(api);
    expect((await server.post("/predict", row)).status).toBe(422);
    expect([report().rows, report().refused]).toEqual([1, { "invalid-input": 1 }]);
    for (const [name, counters] of Object.entries(expected)) {
      expect(countersOf(report(), name)).toEqual({ rows: 1, ...counters });
    }
    // It had no output.
    expect(countersOf(report(), "price")).toEqual({});
  });

  it("tells apart why the rows of a batch were refused, and leaves out those that failed for another reason", async () => {
    const { api, report } = await serveWatched([house]);
    await using server = await listen(api);
    const batch = [good, { ...good, note: "refuse" }, { ...good, rooms: 10 }, { ...good, note: "refuse" }];
    expect((await server.post("/predict/batch", batch)).status).toBe(200);
    expect([report().rows, report().refused]).toEqual([4, { "row-failed": 2, "invalid-input": 1 }]);
    expect(countersOf(report(), "price")).toEqual({ rows: 1 });
    const odd = await server.post("/predict/batch", [{ ...good, note: "odd" }]);
    expect(await odd.json()).toMatchObject({ errors: [{ code: "bad-output" }] });
    expect((await server.post("/predict", { ...good, note: "break" })).status).toBe(500);
    expect((await server.post("/predict", "{")).status).toBe(400);
    expect((await server.post("/predict/batch", {})).status).toBe(422);
    expect((await server.post("/models/other/predict", good)).status).toBe(404);
    await api.close();
    expect((await server.post("/predict", good)).status).toBe(503);
    expect(report().rows).toBe(4);
  });

  it("is the same through protocols that send tensors", async () => {
    const { api, report } = await serveWatched([house], {}, { protocols: [openInference(), tensorflow()] });
    await using server = await listen(api);
    const instances = [
      { ...good, age: "3" },
      { ...good, age: "null", area: 1000 },
    ];
    expect((await server.post("/v1/models/house:predict", { instances })).status).toBe(200);
    expect(report().rows).toBe(2);
    expect(countersOf(report(), "age")).toEqual({ rows: 2, missing: 1 });
    expect(countersOf(report(), "area")).toEqual({ rows: 2, outOfRange: 1 });
    expect(countersOf(report(), "note")).toEqual({ rows: 2, missing: 2 });
    expect(countersOf(report(), "kind")).toEqual({ rows: 2 });
    const refused = [good, { ...good, rooms: 10 }].map((row) => ({ ...row, age: "3" }));
    // The protocol's own status for what it refuses; one row refuses all of them.
    expect((await server.post("/v1/models/house:predict", { instances: refused })).status).toBe(400);
    expect([report().rows, report().refused]).toEqual([4, { "invalid-input": 2 }]);
    const inputs = [
      { name: "area", datatype: "FP64", shape: [1], data: [20] },
      { name: "heated", datatype: "BOOL", shape: [1], data: [true] },
      { name: "kind", datatype: "BYTES", shape: [1], data: ["house"] },
      { name: "age", datatype: "BYTES", shape: [1], data: ["{"] },
      { name: "place", datatype: "FP64", shape: [1, 2], data: [1, 2] },
    ];
    const asked = { inputs, outputs: [{ name: "price" }] };
    expect((await server.post("/v2/models/house/infer", asked)).status).toBe(400);
    expect(countersOf(report(), "age")).toEqual({ rows: 5, missing: 1, mistyped: 1 });
    inputs[3] = { name: "age", datatype: "BYTES", shape: [1], data: ["7"] };
    expect((await server.post("/v2/models/house/infer", asked)).status).toBe(200);
    // The other output was not asked for.
    expect([countersOf(report(), "price"), countersOf(report(), "class")]).toEqual([{ rows: 3 }, { rows: 2 }]);
  });

  it("of rows that are values is told as input and output", async () => {
    const model = defineModel("m", { input: z.number(), output: z.array(z.number()).length(2) });
    const { api, report } = await serveWatched([model.predictOne((value) => [value, value])]);
    await using server = await listen(api);
    await server.post("/predict/batch", [1, 2]);
    expect(countersOf(report(), "input")).toEqual({ rows: 2 });
    expect(report().predictions.map(({ name, rows }) => [name, rows])).toEqual([
      ["output[0]", 2],
      ["output[1]", 2],
    ]);
  });

  it("takes a field by its own name only, whatever objects have beside", async () => {
    const model = defineModel("m", { input: z.object({ constructor: z.number().optional() }), output: z.number() });
    const { api, report } = await serveWatched([model.predict((rows) => rows.map(() => 1))]);
    await using server = await listen(api);
    await server.post("/predict", {});
    expect(countersOf(report(), "constructor")).toEqual({ rows: 1, missing: 1 });
  });
});

describe("what is counted of tensors", () => {
  const model = defineTensorModel("t", {
    inputs: {
      x: tensor("FP32", "batch", 2),
      n: { ...tensor("INT64", "batch"), optional: true },
      half: { ...tensor("FP16", "batch"), optional: true },
      brain: { ...tensor("BF16", "batch"), optional: true },
      image: { ...tensor("FP32", "batch", 2, 2), optional: true },
      words: { ...tensor("BYTES", "batch", "length"), optional: true },
    },
    outputs: { y: tensor("FP64", "batch") },
    rules: { x: [{ min: 0.1, outside: "clip" }, {}], n: { min: -1.5, values: [-1, 0, 3] } },
  }).predict(({ x }) => {
    const y = Float64Array.from({ length: x.data.length / 2 }, (_, row) => 1 / (x.data[2 * row] ?? 0));
    // A model may write over its input; what was asked has been looked at by then.
    x.data.fill(Number.NaN);
    return { y };
  });
  it("is each column of a list of fixed length; other shapes are named as not watched", async () => {
    const { api, report } = await serveWatched([model]);
    await using server = await listen(api);
    expect(report().features.map(({ name }) => name)).toEqual(["x[0]", "x[1]", "n", "half", "brain"]);
    expect(report().unwatched).toEqual(["image", "words"]);
    // 0.1 of the request is 0.1 of the rule, in single precision too.
    expect((await server.post("/predict/batch", [{ x: [0.1, 5] }, { x: [0.05, 5], n: 3 }])).status).toBe(200);
    expect(countersOf(report(), "x[0]")).toEqual({ rows: 2, outOfRange: 1 });
    expect(countersOf(report(), "x[1]")).toEqual({ rows: 2 });
    expect(countersOf(report(), "n")).toEqual({ rows: 2, missing: 1 });
    expect((await server.post("/predict", { x: [1, 1], n: 2 })).status).toBe(422);
    expect(countersOf(report(), "n")).toEqual({ rows: 3, missing: 1, outOfRange: 1 });
  });

  it("tells numbers that are none from others, in each datatype that has them", async () => {
    const { api, report } = await serveWatched([model], {}, { protocols: [openInference()] });
    await using server = await listen(api);
    const binary = (name: string, datatype: string, shape: number[], bytes: number): object => ({
      ...{ name, datatype, shape },
      parameters: { binary_data_size: bytes },
    });
    const head = JSON.stringify({
      inputs: [binary("x", "FP32", [3, 2], 24), binary("half", "FP16", [3], 6), binary("brain", "BF16", [3], 6)],
    });
    const data = [
      Float32Array.of(1, Number.NaN, Infinity, 1, 2, -Infinity),
      // 1, NaN and -infinity of each.
      Uint16Array.of(0x3c00, 0x7e00, 0xfc00),
      Uint16Array.of(0x3f80, 0x7fc0, 0xff80),
    ].map((values) => new Uint8Array(values.buffer));
    const response = await server.post("/v2/models/t/infer", Buffer.concat([Buffer.from(head), ...data]), {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(head.length),
    });
    expect(response.status).toBe(200);
    expect(countersOf(report(), "x[0]")).toEqual({ rows: 3, nonFinite: 1 });
    expect(countersOf(report(), "x[1]")).toEqual({ rows: 3, nonFinite: 2 });
    expect(countersOf(report(), "half")).toEqual({ rows: 3, nonFinite: 2 });
    expect(countersOf(report(), "brain")).toEqual({ rows: 3, nonFinite: 2 });
    expect(countersOf(report(), "n")).toEqual({ rows: 3, missing: 3 });
    expect(countersOf(report(), "y")).toEqual({ rows: 3 });
  });

  it("of outputs tells what is no number", async () => {
    const inverse = defineTensorModel("inverse", {
      inputs: { x: tensor("FP64", "batch") },
      outputs: { y: tensor("FP64", "batch") },
    }).predict(({ x }) => ({ y: x.data.map((value) => 1 / value) }));
    const { api, report } = await serveWatched([inverse], {}, { protocols: [tensorflow()] });
    await using server = await listen(api);
    expect((await server.post("/v1/models/inverse:predict", { inputs: { x: [0, 1] } })).status).toBe(200);
    expect(countersOf(report(), "y")).toEqual({ rows: 2, nonFinite: 1 });
  });

  it("ends at the 64th feature, inputs and outputs each", async () => {
    const wide = (size: number): ReturnType<typeof serveWatched> =>
      serveWatched([
        defineTensorModel("wide", {
          inputs: { a: tensor("FP32", "batch", size), b: { ...tensor("FP32", "batch"), optional: true } },
          outputs: { y: tensor("FP32", "batch", size) },
        }).predict(({ a }) => ({ y: a.data })),
      ]);
    const shown = async (size: number): Promise<unknown> => {
      const { features, predictions, unwatched } = (await wide(size)).report();
      return [features.length, features.at(-1)?.name, predictions.length, unwatched];
    };
    expect(await shown(63)).toEqual([64, "b", 63, []]);
    expect(await shown(64)).toEqual([64, "a[63]", 64, ["b"]]);
    expect(await shown(65)).toEqual([64, "a[63]", 64, ["a", "b", "y"]]);
  });
});

describe("categories", () => {
  it("of the reference are those that are known; all others, and long ones, are unseen", async () => {
    const model = defineModel("m", { input: z.object({ t: z.string(), k: z.int() }), output: z.boolean() }).predictOne(
      ({ t }) => t === "a",
    );
    const reference = referenceOf([{ t: "a" }, { t: "b" }], { outputs: [true, true] });
    const k = { kind: "categories", categories: ["1", "2"], counts: [1, 1], other: 0, missing: 0 } as const;
    const watched = { ...reference, features: { ...reference.features, k } };
    const { api, report } = await serveWatched([model], { reference: watched });
    await using server = await listen(api);
    const texts = ["a", "b", "c", "", "x".repeat(300), "__proto__"];
    await server.post(
      "/predict/batch",
      texts.map((t, index) => ({ t, k: index })),
    );
    expect(countersOf(report(), "t")).toEqual({ rows: 6, unseen: 4 });
    expect(countersOf(report(), "k")).toEqual({ rows: 6, unseen: 4 });
    expect(countersOf(report(), "output")).toEqual({ rows: 6, unseen: 5 });
  });
});
