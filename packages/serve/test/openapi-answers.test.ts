import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { allLabels, allModels } from "./models.ts";
import { Checker, documentOf, documentFaults } from "./openapi-support.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

/** A row with rows of its kind within it. */
const treeSchema = z.object({
  value: z.number(),
  get left() {
    return treeSchema.optional();
  },
});
const tree = defineModel("tree", {
  input: treeSchema,
  output: z.object({ depth: z.int(), when: z.date(), tags: z.array(z.string()).optional() }),
}).predictOne(({ value }) => ({ depth: value, when: new Date(0) }));

describe("the document of a server with models of every kind", () => {
  let server: TestServer;
  let checker: Checker;
  const api = serve([...allModels, tree], { labels: allLabels, metrics: createMetrics(), defaultModel: "flowers" });

  beforeAll(async () => {
    server = await listen(api);
    checker = new Checker(await documentOf(server));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("is valid OpenAPI 3.1", async () => {
    expect(await documentFaults(checker.document)).toEqual([]);
  });

  it("is kept nowhere, as every answer, and is the same text each time", async () => {
    const [one, other] = [await server.get("/openapi.json"), await server.get("/openapi.json")];
    expect(one.headers.get("cache-control")).toBe("no-store");
    expect(await one.text()).toBe(await other.text());
  });

  it.each([
    "/health",
    "/livez",
    "/startupz",
    "/ready",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/models/flowers/ready",
    "/models/versioned/versions/1/ready",
  ])("says what GET %s answers, and what it answers to a header that is none", async (path) => {
    const good = await server.get(path);
    expect(good.status).toBe(200);
    expect(await checker.answerFaults("get", path, good)).toEqual([]);
    const bad = await server.get(path, { headers: { "x-request-timeout-ms": "soon" } });
    expect(bad.status).toBe(400);
    expect(await checker.answerFaults("get", path, bad)).toEqual([]);
  });

  const bodies: readonly (readonly [path: string, status: number, body: unknown])[] = [
    ["/predict", 200, { petal: 1 }],
    ["/predict", 200, { petal: 12, count: 2, note: "long" }],
    ["/predict", 422, { petal: "1" }],
    ["/predict", 422, { petal: 1, extra: 1 }],
    ["/predict", 422, { petal: 1, count: 1.5 }],
    ["/predict", 422, {}],
    ["/predict", 422, []],
    ["/models/flowers/versions/2/predict", 200, { petal: 2 }],
    ["/models/doubler/predict", 200, { x: [1, 2] }],
    ["/models/doubler/predict", 422, { x: [1] }],
    ["/models/doubler/predict", 422, { x: [1, 2, 3] }],
    ["/models/doubler/predict", 422, { x: [1, "2"] }],
    ["/models/doubler/predict", 422, { x: [1, 2], y: 1 }],
    ["/models/echo/predict", 200, { i: 1 }],
    ["/models/echo/predict", 200, { i: -5, bool: true, u8: [0, 255], u64: 7, f64: [1, 2, 3], text: "ä" }],
    ["/models/echo/predict", 422, { i: 1, u8: [0, 256] }],
    ["/models/echo/predict", 422, { i: 1, u8: [-1, 0] }],
    ["/models/echo/predict", 422, { i: 1, u64: -1 }],
    ["/models/echo/predict", 422, { i: 1.5 }],
    ["/models/echo/predict", 422, { i: 1, bool: 1 }],
    ["/models/echo/predict", 422, { i: 1, text: 1 }],
    ["/models/echo/predict", 422, { i: 1, f16: 1 }],
    ["/models/echo/predict", 422, { bool: true }],
    ["/models/scorer/versions/3/predict", 200, { scores: [0.1, 0.2, 0.7] }],
    ["/models/versioned/versions/1/predict", 200, { x: 3 }],
    ["/models/tree/predict", 200, { value: 1, left: { value: 2, left: { value: 3 } } }],
    ["/models/tree/predict", 422, { value: 1, left: { value: 2, odd: 1 } }],
    ["/models/tree/predict", 422, { value: 1, odd: 1 }],
    ["/models/tree/predict", 422, { value: 1, left: { value: "2" } }],
    ["/predict/batch", 200, [{ petal: 1 }, { petal: 3 }]],
    ["/predict/batch", 422, { petal: 1 }],
    ["/predict/batch", 200, []],
    ["/models/doubler/predict/batch", 200, [{ x: [1, 2] }]],
  ];

  it.each(bodies)(
    "tells for POST %s, answered %i, whether %j may be sent, and the answer",
    async (path, status, body) => {
      const response = await server.post(path, body);
      expect(response.status).toBe(status);
      expect(await checker.answerFaults("post", path, response)).toEqual([]);
      expect(checker.takes(path, body)).toBe(status === 200);
    },
  );

  it.each([
    [400, "{", {}],
    [400, "", {}],
    [400, '{"petal":1,"petal":2}', {}],
    [400, "[".repeat(200), {}],
    [413, `"${"x".repeat(102_400)}"`, {}],
    [413, `"${"x".repeat(65_537)}"`, {}],
    [415, "{}", { "content-type": "text/plain" }],
    [422, '{"petal":1e999}', {}],
    [422, '{"petal":1,"note":"refuse"}', {}],
    [400, "{}", { "x-request-timeout-ms": "0" }],
  ])("says what is answered %i to a body that is none", async (status, body, headers) => {
    const response = await server.post("/predict", body, headers);
    expect(response.status).toBe(status);
    expect(await checker.answerFaults("post", "/predict", response)).toEqual([]);
  });

  it("says what a batch with failures is answered", async () => {
    const rows = [{ petal: 1 }, {}, { petal: 1, note: "refuse" }];
    const response = await server.post("/predict/batch", rows);
    expect(await checker.answerFaults("post", "/predict/batch", response)).toEqual([]);
    expect(await response.json()).toMatchObject({ count: 3, errors: [{ index: 1 }, { index: 2 }] });
  });

  it("limits a batch as the server does", async () => {
    const rows = (count: number): unknown[] => Array.from({ length: count }, () => ({ petal: 1 }));
    for (const [count, status] of [
      [1000, 200],
      [1001, 413],
    ] as const) {
      const response = await server.post("/predict/batch", rows(count));
      expect(response.status).toBe(status);
      expect(await checker.answerFaults("post", "/predict/batch", response)).toEqual([]);
      expect(checker.takes("/predict/batch", rows(count))).toBe(status === 200);
    }
  });

  it.each([1, 2, 3])("says what a model that fails in the way %i is answered with", async (mood) => {
    const response = await server.post("/models/moody/predict", { mood });
    expect(response.status).toBe(500);
    expect(await checker.answerFaults("post", "/models/moody/predict", response)).toEqual([]);
  });

  it("says what an answer that comes too late is", async () => {
    const response = await server.post("/models/moody/predict", { mood: 4 }, { "x-request-timeout-ms": "1" });
    expect(response.status).toBe(504);
    expect(await checker.answerFaults("post", "/models/moody/predict", response)).toEqual([]);
  });

  it("would refuse an answer that it does not describe", () => {
    const schema = "/components/schemas/flowers.v2.output";
    expect(checker.faults(schema, { species: "rose", score: 1 })).not.toEqual([]);
    expect(checker.faults(schema, { species: "setosa", score: 1, more: 1 })).not.toEqual([]);
    expect(checker.faults("/components/schemas/Problem422", { code: "draining" })).not.toEqual([]);
  });
});

describe("the document of a server that does not serve", () => {
  it("says what is answered before a model is loaded, after one has failed, and while it shuts down", async () => {
    let settle = (_error: Error): void => {};
    const loading = new Promise<never>((_resolve, reject) => (settle = reject));
    const model = defineModel("m", { input: z.number(), output: z.number() }).predict({ load: () => loading });
    const api = serve([model]);
    await using server = await listen(api);
    const checker = new Checker(await documentOf(server));
    const probe = async (path: string, status: number): Promise<void> => {
      const response = await server.get(path);
      expect([path, response.status]).toEqual([path, status]);
      expect(await checker.answerFaults("get", path, response)).toEqual([]);
    };
    await probe("/health", 200);
    for (const path of ["/ready", "/readyz", "/startupz", "/models/m/ready"]) await probe(path, 503);
    const early = await server.post("/predict", "1");
    expect(early.status).toBe(503);
    expect(await checker.answerFaults("post", "/predict", early)).toEqual([]);
    settle(new Error("no"));
    await expect(api.ready()).rejects.toThrow("no");
    await probe("/health", 503);
    await api.close();
    await probe("/ready", 503);
    const late = await server.post("/predict", "1");
    expect(late.status).toBe(503);
    expect(await checker.answerFaults("post", "/predict", late)).toEqual([]);
  });
});
