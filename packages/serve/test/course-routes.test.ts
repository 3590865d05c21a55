import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { rateLimit } from "@mlops/serve/rate-limit";
import { defineModel, fail, serve } from "@mlops/serve";
import { createFakeClock } from "@mlops/serve/testing";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const features = z.array(z.number()).length(4);

/** As the course's first server answers: a list of predictions and the release. */
const flask = defineModel("flask", {
  release: "1.0.0",
  input: z.object({ features }),
  output: z.object({ prediction: z.array(z.int()), model_version: z.string() }),
}).predictOne((row) => ({ prediction: [Number((row.features[2] ?? 0) > 2.5)], model_version: "1.0.0" }));

/** As its second one answers: a number and how sure the model is. */
const fast = defineModel("fast", {
  release: "1.0.0",
  input: z.object({ features }),
  output: z.object({ prediction: z.number(), confidence: z.number() }),
}).predictOne((row) => {
  if (row.features[0] === -1) return fail("A sepal has no negative length.");
  if (row.features[0] === -2) throw new Error("KeyError: 'weights' in /srv/model.pkl");
  return { prediction: Number((row.features[2] ?? 0) > 2.5), confidence: 0.75 };
});

let server: TestServer;
const clock = createFakeClock();

beforeAll(async () => {
  const api = serve([fast, flask], { defaultModel: "fast", fallthrough: false });
  await api.ready();
  server = await listen(api);
});

afterAll(() => server[Symbol.asyncDispose]());

const row = { features: [5.1, 3.5, 1.4, 0.2] };

describe("the routes that the course teaches", () => {
  it.each<[method: string, path: string, body: unknown, status: number, answer: unknown]>([
    ["POST", "/predict", row, 200, { prediction: 0, confidence: 0.75 }],
    ["POST", "/models/flask/predict", row, 200, { prediction: [0], model_version: "1.0.0" }],
    ["POST", "/models/flask/versions/1/predict", row, 200, { prediction: [0], model_version: "1.0.0" }],
    [
      "POST",
      "/predict/batch",
      [row, { features: [6, 3, 5, 2] }],
      200,
      {
        predictions: [
          { prediction: 0, confidence: 0.75 },
          { prediction: 1, confidence: 0.75 },
        ],
        count: 2,
      },
    ],
    ["POST", "/predict/batch", [], 200, { predictions: [], count: 0 }],
    ["GET", "/health", undefined, 200, { status: "healthy", model_loaded: true, version: "1.0.0" }],
    ["GET", "/ready", undefined, 200, { status: "ready" }],
    ["GET", "/readyz", undefined, 200, { status: "ready" }],
    ["GET", "/livez", undefined, 200, { status: "alive" }],
    ["GET", "/startupz", undefined, 200, { status: "started" }],
    ["GET", "/models/flask/ready", undefined, 200, { name: "flask", version: "1", status: "ready" }],
    ["GET", "/models/flask/versions/1/ready", undefined, 200, { name: "flask", version: "1", status: "ready" }],
  ])("%s %s answers as it is taught", async (method, path, body, status, answer) => {
    const response = method === "GET" ? await server.get(path) : await server.post(path, body);
    expect([response.status, await response.json()]).toEqual([status, answer]);
  });

  it.each<[method: string, path: string, body: unknown, status: number, code: string]>([
    ["POST", "/predict", "{", 400, "body-not-json"],
    ["POST", "/predict", { features: [1, 2, 3] }, 422, "invalid-input"],
    ["POST", "/predict", { features: [1, 2, 3, "4"] }, 422, "invalid-input"],
    ["POST", "/predict", { features: [-1, 0, 0, 0] }, 422, "row-failed"],
    ["POST", "/predict", { features: [-2, 0, 0, 0] }, 500, "prediction-failed"],
    ["POST", "/predict/batch", { rows: [] }, 422, "invalid-input"],
    ["GET", "/predict", undefined, 405, "method-not-allowed"],
    ["POST", "/models/rose/predict", row, 404, "model-not-found"],
    ["POST", "/models/flask/versions/2/predict", row, 404, "version-not-found"],
    ["POST", "/models/flask/versions/one/predict", row, 404, "version-not-found"],
    ["GET", "/models/rose/ready", undefined, 404, "model-not-found"],
    ["POST", "/PREDICT", row, 404, "not-found"],
    ["POST", "/predict/", row, 404, "not-found"],
    ["POST", "//predict", row, 404, "not-found"],
  ])("%s %s with %j is %i %s", async (method, path, body, status, code) => {
    const response = method === "GET" ? await server.get(path) : await server.post(path, body);
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([status, code]);
    expect(text).not.toMatch(/pkl|KeyError|\.ts/);
  });

  it("keep good rows of a batch beside bad ones, in their order", async () => {
    const response = await server.post("/predict/batch", [row, { features: [-1, 0, 0, 0] }, { features: 1 }, row]);
    expect(await response.json()).toMatchObject({
      predictions: [{ prediction: 0 }, null, null, { prediction: 0 }],
      count: 4,
      errors: [
        { index: 1, code: "row-failed", detail: "A sepal has no negative length." },
        { index: 2, code: "invalid-input", errors: [{ pointer: "/features" }] },
      ],
    });
  });

  it("fail a batch as a whole, opaquely, when the model throws", async () => {
    const response = await server.post("/predict/batch", [row, { features: [-2, 0, 0, 0] }]);
    expect([response.status, (await response.json()) as { code: string }]).toMatchObject([
      500,
      { code: "prediction-failed" },
    ]);
  });

  it("take 1,000 rows in a batch and not one more", async () => {
    const rows = (count: number): unknown => Array.from({ length: count }, () => row);
    expect((await server.post("/predict/batch", rows(1_000))).status).toBe(200);
    const over = await server.post("/predict/batch", rows(1_001));
    expect([over.status, ((await over.json()) as { code: string }).code]).toEqual([413, "too-many-rows"]);
  });
});

describe("the protections that the course teaches", () => {
  const token = "a-token-of-the-course-0123456789";
  const guarded = (): ReturnType<typeof serve> =>
    serve([fast], {
      auth: auth({ methods: [bearerTokens([{ id: "learner", token }])] }),
      rateLimit: rateLimit({ limit: "100/minute", clock }),
      clock,
      fallthrough: false,
    });

  it("answer 401 without the token and 200 with it; health is free for all", async () => {
    await using other = await listen(guarded());
    const refused = await other.post("/predict", row);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("Bearer")]);
    expect((await other.post("/predict", row, { authorization: "Bearer wrong-token-0123456789abcdef" })).status).toBe(
      401,
    );
    expect((await other.post("/predict", row, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await other.get("/health")).status).toBe(200);
  });

  it("answer 429 past 100 requests in a minute, and again 200 when Retry-After says so", async () => {
    await using other = await listen(guarded());
    const ask = (): Promise<Response> => other.post("/predict", row, { authorization: `Bearer ${token}` });
    for (let index = 0; index < 100; index += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThanOrEqual(1);
    clock.advance(seconds * 1_000);
    expect((await ask()).status).toBe(200);
  });
});
