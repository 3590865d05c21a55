import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { dataQuality, parseReference, populationStabilityIndex, referenceOf } from "@mlops/serve/data-quality";
import { createMetrics } from "@mlops/serve/metrics";
import { createFakeClock, readMetrics } from "@mlops/serve/testing";
import { resolveOptions } from "../src/data-quality/options.ts";
import { ModelWatch } from "../src/data-quality/model-watch.ts";
import { tokenOf } from "./auth-support.ts";
import { seeded, serveWatched } from "./data-quality-support.ts";
import { documentOf, Checker } from "./openapi-support.ts";
import { listen, problemOf } from "./support.ts";

const kinds = ["flat", "house", "boat"] as const;
interface Home {
  readonly area: number;
  readonly kind: (typeof kinds)[number];
}

const price = defineModel("price", {
  version: "3",
  release: "3.0.1",
  input: z.object({ area: z.number(), kind: z.enum(kinds) }),
  output: z.object({ price: z.number(), class: z.enum(["low", "high"]) }),
  rules: { area: { min: 1, max: 500, outside: "clip" } },
}).predict((rows) => rows.map(({ area }) => ({ price: 3 * area, class: area > 100 ? "high" : "low" })));

/** Homes whose areas are spread around a middle, and one in three of which is a house. */
function homes(count: number, random: () => number, middle = 100): Home[] {
  return Array.from({ length: count }, () => {
    // The sum of twelve is close to a normal distribution.
    const sum = Array.from({ length: 12 }, random).reduce((total, one) => total + one, -6);
    return { area: middle + 20 * sum, kind: random() < 1 / 3 ? "house" : "flat" };
  });
}

const training = homes(5_000, seeded(1));
const reference = referenceOf(training, {
  outputs: training.map(({ area }) => ({ price: 3 * area, class: area > 100 ? "high" : "low" })),
});

describe("traffic", () => {
  it.each<[string, number, (index: number | undefined) => void]>([
    ["like that of the training stays under 0.1", 100, (index) => expect(index).toBeLessThan(0.1)],
    [
      "that has drifted by half a deviation and more rises over 0.25",
      115,
      (index) => expect(index).toBeGreaterThan(0.25),
    ],
  ])("%s", async (_what, middle, check) => {
    const metrics = createMetrics();
    const watch = dataQuality({ models: { price: { reference } }, observer: metrics });
    const api = serve([price], { dataQuality: watch, metrics });
    await api.ready();
    await using server = await listen(api);
    const random = seeded(2);
    for (let batch = 0; batch < 10; batch += 1) {
      expect((await server.post("/predict/batch", homes(100, random, middle))).status).toBe(200);
    }
    const shown = readMetrics(await (await server.get("/metrics")).text());
    const labels = { model: "price", version: "3" };
    check(shown.value("model_feature_psi", { ...labels, feature: "area" }));
    check(shown.value("model_prediction_psi", { ...labels, output: "price" }));
    // What has not drifted is not told of as if it had.
    expect(shown.value("model_feature_psi", { ...labels, feature: "kind" })).toBeLessThan(0.1);
    expect(shown.value("model_quality_rows", labels)).toBe(1_000);
    expect(shown.value("model_feature_missing_ratio", { ...labels, feature: "area" })).toBe(0);
    expect(shown.value("model_feature_unseen_ratio", { ...labels, feature: "kind" })).toBe(0);
  });

  it("has the index of its histogram, however it is ordered and divided into requests", () => {
    const options = resolveOptions("price", { reference, minimumRows: 1 });
    const indexesOf = (batches: readonly (readonly Home[])[]): (number | undefined)[] => {
      const watch = new ModelWatch(price, options, { now: () => 0, random: () => 0.5 });
      for (const rows of batches) {
        const results = rows.map(({ area }) => ({
          json: JSON.stringify({ price: 3 * area, class: area > 100 ? "high" : "low" }),
          clipped: [],
        }));
        watch.rows(rows, false)?.answered(results);
      }
      const { features, predictions } = watch.report();
      return [...features, ...predictions].map(({ psi }) => psi);
    };
    const area = reference.features["area"];
    if (area?.kind !== "numeric") throw new Error("the area is a number");
    const home = fc.record<Home>({
      area: fc.oneof(fc.double({ min: 1, max: 300, noNaN: true }), fc.constantFrom(...area.edges)),
      kind: fc.constantFrom(...kinds),
    });
    fc.assert(
      fc.property(
        fc.array(home, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        (rows, size, seed) => {
          const random = seeded(seed);
          const whole = indexesOf([rows]);
          const shuffled = rows.map((row) => ({ row, at: random() })).toSorted((one, other) => one.at - other.at);
          const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) =>
            shuffled.slice(batch * size, (batch + 1) * size).map(({ row }) => row),
          );
          expect(indexesOf(batches)).toEqual(whole);
          const bins = area.counts.map(
            (_count, bin) =>
              rows.filter(
                (row) => row.area > (area.edges[bin - 1] ?? -Infinity) && row.area <= (area.edges[bin] ?? Infinity),
              ).length,
          );
          expect(whole[0]).toBeCloseTo(populationStabilityIndex([...area.counts, area.missing], [...bins, 0]), 12);
        },
      ),
    );
  });
});

describe("what is looked at", () => {
  const options = resolveOptions("m", { minimumRows: 1 });
  const parts = { now: () => 0, random: () => 0.5 };

  it("may be any JSON: each row is counted once for each feature, and nothing throws", () => {
    const model = defineModel("m", {
      input: z.object({
        number: z.number(),
        list: z.array(z.number()).length(2),
        text: z.string(),
        truth: z.boolean(),
        any: z.union([z.number(), z.string()]).nullable(),
      }),
      output: z.json(),
      rules: { number: { min: 0 }, list: [{ max: 1 }, { values: [1] }], text: { values: ["a"] } },
    }).predict((rows) => rows.map(() => null));
    const value = fc.jsonValue();
    const row = fc.oneof(
      value,
      fc.record({ number: value, list: value, text: value, truth: value, any: value }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const watch = new ModelWatch(model, options, parts);
        watch.rows(rows, false)?.answered(rows.map((one) => ({ json: JSON.stringify(one) ?? "null", clipped: [] })));
        const report = watch.report();
        expect(report.rows).toBe(rows.length);
        for (const one of [...report.features, ...report.predictions]) {
          expect(one.rows).toBe(rows.length);
          expect(one.missing + one.nonFinite + one.unseen + one.mistyped).toBeLessThanOrEqual(rows.length);
          expect(one.outOfRange).toBeLessThanOrEqual(rows.length);
        }
      }),
    );
  });

  it("is the same as rows and as tensors of single precision, also for values at the edges of bins", () => {
    const tenths = fc.integer({ min: -50, max: 50 }).map((value) => value / 10);
    fc.assert(
      fc.property(fc.array(fc.tuple(tenths, tenths), { minLength: 1, maxLength: 200 }), (values) => {
        const rows = values.map((x) => ({ x }));
        const model = defineTensorModel("m", {
          inputs: { x: tensor("FP32", "batch", 2) },
          outputs: { y: tensor("FP32", "batch") },
        }).predict(({ x }) => ({ y: x.data.filter((_value, at) => at % 2 === 0) }));
        const held = resolveOptions("m", { minimumRows: 1, reference: referenceOf(rows) });
        const [byRows, byTensors] = [new ModelWatch(model, held, parts), new ModelWatch(model, held, parts)];
        byRows.rows(rows, false)?.answered(rows.map(() => ({ json: '{"y":1}', clipped: [] })));
        const x = { datatype: "FP32", shape: [rows.length, 2], data: Float32Array.from(values.flat()) } as const;
        const y = { datatype: "FP32", shape: [rows.length], data: new Float32Array(rows.length) } as const;
        byTensors
          .tensors(new Map([["x", x]]), rows.length, false)
          ?.answered({ outputs: new Map([["y", y]]), clipped: [] });
        expect(byRows.report()).toEqual(byTensors.report());
        expect(byRows.report().features.map(({ psi }) => psi)).toEqual([0, 0]);
      }),
    );
  });
});

describe("the metrics of the quality of data", () => {
  it("have one series for each feature of the contract, whatever is asked, and pass promtool's check", async () => {
    const metrics = createMetrics({ process: false });
    const watch = dataQuality({ models: { price: { reference, minimumRows: 1 } }, observer: metrics });
    const api = serve([price], { dataQuality: watch, metrics });
    await api.ready();
    await using server = await listen(api);
    await server.post("/predict", training[0]);
    // So that the series of each outcome are there.
    await server.post("/predict", {});
    const scrape = async (): Promise<string> => (await server.get("/metrics")).text();
    await scrape();
    const before = readMetrics(await scrape()).seriesCount;
    const hostile = Array.from({ length: 2_000 }, (_, index) => ({
      [`f${index}"}\n# x`]: index,
      area: index % 2 === 0 ? `t${index}` : index * 1e6,
      kind: `k${index}\u0000"{}`,
      __proto__: { area: 1 },
    }));
    for (let from = 0; from < hostile.length; from += 500) {
      await server.post("/predict/batch", hostile.slice(from, from + 500));
    }
    const text = await scrape();
    expect(readMetrics(text).seriesCount).toBe(before);
    expect(readMetrics(text).value("model_feature_unseen_ratio", { feature: "kind" })).toBeCloseTo(2_000 / 2_002, 12);
    expect(text).not.toContain("k7");
    const check = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    if (check.error === undefined) expect([check.status, check.stderr, check.stdout]).toEqual([0, "", ""]);
    else expect(process.env["CI"]).not.toBe("true");
  });

  it("are not there for what is not known: no rows, too few for an index, a model that has gone", async () => {
    const metrics = createMetrics({ process: false });
    const watch = dataQuality({ models: { price: { reference } }, observer: metrics });
    const api = serve([price], { dataQuality: watch, metrics });
    await api.ready();
    await using server = await listen(api);
    const read = async (): Promise<ReturnType<typeof readMetrics>> =>
      readMetrics(await (await server.get("/metrics")).text());
    expect((await read()).value("model_quality_rows")).toBe(0);
    expect((await read()).value("model_feature_missing_ratio", { feature: "area" })).toBeUndefined();
    await server.post("/predict", { kind: "flat" });
    expect((await read()).value("model_feature_missing_ratio", { feature: "area" })).toBe(1);
    expect((await read()).value("model_feature_psi", { feature: "area" })).toBeUndefined();
    await api.replace({ ...price, version: "4" });
    expect((await read()).value("model_quality_rows", { version: "3" })).toBeUndefined();
    expect((await read()).value("model_quality_rows", { version: "4" })).toBe(0);
  });
});

describe("GET /models/{name}", () => {
  const none = { missing: 0, nonFinite: 0, outOfRange: 0, unseen: 0, mistyped: 0 };
  const described = {
    version: "3",
    release: "3.0.1",
    state: "ready",
    labels: ["stable"],
    platform: "mlops_function",
    inputs: [
      { name: "area", datatype: "FP64", shape: [-1] },
      { name: "kind", datatype: "BYTES", shape: [-1], labels: ["flat", "house", "boat"] },
    ],
    outputs: [
      { name: "price", datatype: "FP64", shape: [-1] },
      { name: "class", datatype: "BYTES", shape: [-1], labels: ["low", "high"] },
    ],
  };

  it("tells of a model, its versions, and the quality of what each was asked, as the document says", async () => {
    const old = { ...price, version: "2", release: undefined };
    const labels = { price: { stable: "3" } };
    const { api } = await serveWatched(
      [price, old],
      { reference: parseReference({ version: 1, features: {} }) },
      { labels },
    );
    await using server = await listen(api);
    await server.post("/models/price/predict/batch", [{ area: 501, kind: "flat" }, { kind: "tent" }]);
    const quality = {
      rows: 2,
      skipped: 0,
      refused: { "invalid-input": 1 },
      minimumRows: 500,
      features: [
        { name: "area", rows: 2, ...none, missing: 1, outOfRange: 1 },
        { name: "kind", rows: 2, ...none, unseen: 1 },
      ],
      predictions: [
        { name: "price", rows: 1, ...none },
        { name: "class", rows: 1, ...none },
      ],
      unwatched: [],
    };
    const one = await server.get("/models/price/versions/3");
    expect([one.status, await one.clone().json()]).toEqual([200, { name: "price", ...described, quality }]);
    const all = await server.get("/models/price");
    const { name: _name, ...second } = (await (await server.get("/models/price/versions/2")).json()) as {
      name: string;
    };
    expect(second).toMatchObject({ version: "2", labels: [], quality: { rows: 0, refused: {} } });
    expect(second).not.toHaveProperty("release");
    expect([all.status, await all.clone().json()]).toEqual([
      200,
      { name: "price", isDefault: true, versions: [{ ...described, quality }, second] },
    ]);
    const checker = new Checker(await documentOf(server));
    expect(await checker.answerFaults("get", "/models/price", all)).toEqual([]);
    expect(await checker.answerFaults("get", "/models/price/versions/3", one)).toEqual([]);
  });

  it("says nothing of quality where nobody watches, and knows no other models and versions", async () => {
    const api = serve([price], { labels: { price: { stable: "3" } }, fallthrough: false });
    await api.ready();
    await using server = await listen(api);
    expect(await (await server.get("/models/price/versions/3")).json()).toEqual({ name: "price", ...described });
    expect(await problemOf(await server.get("/models/other"))).toMatchObject({ code: "model-not-found", status: 404 });
    const version = await problemOf(await server.get("/models/price/versions/7"));
    expect(version).toMatchObject({ code: "version-not-found", status: 404 });
    const method = await problemOf(await server.post("/models/price", {}));
    expect(method).toMatchObject({ code: "method-not-allowed", status: 405 });
  });

  it("asks for the scope metadata, and shows an index once there are rows enough for it", async () => {
    const methods = [
      bearerTokens([
        { id: "reader", token: tokenOf("reader"), scopes: ["metadata"] },
        { id: "asker", token: tokenOf("asker"), scopes: ["predict"] },
      ]),
    ];
    const clock = createFakeClock();
    const api = serve([price], {
      auth: auth({ methods }),
      dataQuality: dataQuality({ models: { price: { reference } }, clock }),
    });
    await api.ready();
    await using server = await listen(api);
    const as = (id: string): Record<string, string> => ({ authorization: `Bearer ${tokenOf(id)}` });
    expect((await server.get("/models/price")).status).toBe(401);
    expect((await server.get("/models/price", { headers: as("asker") })).status).toBe(403);
    const shown = async (): Promise<unknown> => {
      const response = await server.get("/models/price/versions/3", { headers: as("reader") });
      return ((await response.json()) as { quality: { features: unknown[] } }).quality.features[0];
    };
    await server.post("/predict/batch", homes(499, seeded(3)), as("asker"));
    expect(await shown()).not.toHaveProperty("psi");
    await server.post("/predict/batch", homes(1, seeded(4)), as("asker"));
    expect(await shown()).toHaveProperty("psi", expect.closeTo(0.01, 1));
  });
});
