import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { LimitOptions } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { seldon } from "@mlops/serve/protocols/seldon";
import type { Feedback, SeldonOptions } from "@mlops/serve/protocols/seldon";
import { createFakeModel } from "@mlops/serve/testing";
import { Checker, documentFaults, documentOf } from "./openapi-support.ts";
import { seldonServer } from "./seldon-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const predictions = "/api/v1.0/predictions";
const feedback = "/api/v1.0/feedback";

async function serverOf(model: string, limits?: LimitOptions, options?: SeldonOptions): Promise<TestServer> {
  const api = seldonServer(model, limits, options);
  await api.ready();
  return listen(api);
}

async function statuses(server: TestServer, path: string, ...bodies: readonly object[]): Promise<number[]> {
  const all: number[] = [];
  for (const body of bodies) {
    const response = await server.post(path, body);
    await response.arrayBuffer();
    all.push(response.status);
  }
  return all;
}

describe("the limits of predictions", () => {
  const rows = (count: number): unknown[][] => Array.from({ length: count }, () => [1]);

  it("let so many rows in and not one more, in every form", async () => {
    await using server = await serverOf("single", { rows: 2 });
    const bodies = [2, 3].flatMap((count) => [
      { data: { ndarray: rows(count) } },
      { data: { tensor: { shape: [count], values: rows(count).flat() } } },
      { jsonData: Array.from({ length: count }, () => ({ x: 1 })) },
    ]);
    expect(await statuses(server, predictions, ...bodies)).toEqual([200, 200, 200, 413, 413, 413]);
  });

  it("hold a shape with more rows than there is memory, but without values, for too many rows", async () => {
    await using server = await serverOf("open");
    expect((await server.post(predictions, { data: { tensor: { shape: [2 ** 52, 0], values: [] } } })).status).toBe(
      413,
    );
  });

  it("let so many values in and not one more", async () => {
    await using server = await serverOf("doubler", { tensorElements: 6 });
    const of = (count: number): object => ({
      data: { tensor: { shape: [count / 2, 2], values: Array.from({ length: count }, () => 1) } },
    });
    // The sizes are items of a list as well.
    expect(await statuses(server, predictions, of(4), of(6))).toEqual([200, 413]);
  });

  it("let so long a text in and not one longer", async () => {
    await using server = await serverOf("text", { stringLength: 8 });
    const bodies = [{ strData: "12345678" }, { strData: "123456789" }];
    expect(await statuses(server, predictions, ...bodies)).toEqual([200, 413]);
  });

  it("let so many bytes in and not one more", async () => {
    const body = { strData: "a" };
    const bytes = JSON.stringify(body).length;
    for (const limit of ["batchBytes", "tensorBytes"] as const) {
      const model = limit === "batchBytes" ? "length" : "text";
      await using server = await serverOf(model, { [limit]: bytes });
      expect(await statuses(server, predictions, body, { strData: "ab" })).toEqual([200, 413]);
      if (limit === "batchBytes") {
        expect(await statuses(server, feedback, { reward: 1234 }, { reward: 12_345 })).toEqual([200, 413]);
      }
    }
  });
});

describe("feedback", () => {
  it("reaches the hook as it came, with the id of its request", async () => {
    const taken: (readonly [Feedback, string])[] = [];
    const onFeedback: SeldonOptions["onFeedback"] = async (one, { requestId, signal }) => {
      await Promise.resolve();
      taken.push([one, requestId]);
      expect(signal.aborted).toBe(false);
    };
    await using server = await serverOf("single", {}, { onFeedback });
    const sent = { request: { data: { ndarray: [[1]] } }, reward: 0.5, truth: { strData: "a" } };
    const response = await server.post(feedback, sent, { "x-request-id": "id-7" });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(taken).toEqual([[{ ...sent, response: undefined }, "id-7"]]);
    expect((await server.post(feedback, { reward: "1" })).status).toBe(400);
    expect(taken).toHaveLength(1);
  });

  it("is answered 500 where the hook throws, without its words", async () => {
    await using server = await serverOf("single", {}, { onFeedback: () => Promise.reject(new Error("hunter2@db")) });
    const response = await server.post(feedback, {});
    expect([response.status, await response.json()]).toEqual([
      500,
      {
        status: {
          status: "FAILURE",
          code: 500,
          info: "The server could not answer this request.",
          reason: "MICROSERVICE_INTERNAL_ERROR",
        },
      },
    ]);
  });
});

describe("/health/status", () => {
  it("fails until the default model is loaded, whatever the others do, and when the server shuts down", async () => {
    let finish = (_done: undefined): void => {};
    const loading = new Promise<undefined>((resolve) => {
      finish = resolve;
    });
    const slow = createFakeModel("slow", { input: z.number(), output: z.number(), loading });
    const other = defineModel("other", { input: z.number(), output: z.number() }).predictOne((x) => x);
    const api = serve([other, slow.model], { defaultModel: "slow", protocols: [seldon()] });
    await using server = await listen(api);
    const early = await server.get("/health/status");
    expect([early.status, await early.json()]).toMatchObject([503, { status: { status: "FAILURE", code: 503 } }]);
    expect((await server.get("/health/ping")).status).toBe(200);
    finish(undefined);
    await api.ready();
    expect((await server.get("/health/status")).status).toBe(200);
    await api.close();
    expect((await server.get("/health/status")).status).toBe(503);
    for (const body of [{ jsonData: 1 }, { data: { ndarray: [1] } }, {}]) {
      expect((await server.post(predictions, body)).status).toBe(503);
    }
  });
});

describe("access", () => {
  it("is free to the probes alone; the others are refused in Seldon's form", async () => {
    const token = randomBytes(32).toString("hex");
    const model = defineModel("one", { input: z.number(), output: z.number() }).predictOne((x) => x);
    const methods = [bearerTokens([{ id: "shop", token }])];
    const api = serve([model], { protocols: [seldon()], auth: auth({ methods }) });
    await api.ready();
    await using server = await listen(api);
    expect((await server.get("/health/ping")).status).toBe(200);
    expect((await server.get("/health/status")).status).toBe(200);
    const ask = async (headers: Record<string, string>): Promise<Response[]> => [
      await server.get("/metadata", { headers }),
      await server.post(predictions, { jsonData: 1 }, headers),
      await server.post(feedback, {}, headers),
    ];
    for (const response of await ask({})) {
      expect([response.status, await response.json()]).toMatchObject([401, { status: { code: 401 } }]);
    }
    const allowed = await ask({ authorization: `Bearer ${token}` });
    expect(allowed.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe("a request that something went wrong with", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverOf("pair");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const bodies: readonly (readonly [path: string, body: object])[] = [
    [predictions, { meta: { puid: "a", tags: {} }, data: { names: ["a", "b"], ndarray: [[1, 2]] } }],
    [predictions, { data: { names: ["b", "a"], tensor: { shape: [2, 2], values: [1, 2, 3, 4] } } }],
    [predictions, { jsonData: [{ a: 1, b: 2 }] }],
    [feedback, { request: { data: { ndarray: [[1]] } }, reward: 1.5, truth: null }],
  ];
  const pieces = ["", "0", "-1", "1e400", "9007199254740993", "null", "[", "]", "{", "}", ",", ":", '"', "\\ud800"];
  const splice = fc.oneof(fc.constantFrom(...pieces, '"__proto__":', "[[[[", "NaN"), fc.string({ maxLength: 4 }));

  it.each(bodies)("is never the server's fault, and its answer is JSON: %s %j", async (path, body) => {
    expect((await server.post(path, body)).status).toBe(200);
    const text = JSON.stringify(body);
    const edit = fc.tuple(fc.integer({ min: 0, max: text.length }), fc.integer({ min: 0, max: 6 }), splice);
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        let hostile = text;
        for (const [at, size, piece] of edits) hostile = hostile.slice(0, at) + piece + hostile.slice(at + size);
        const response = await server.post(path, hostile);
        const answer = await response.text();
        expect(response.status, `${hostile}\n${answer}`).toBeLessThan(500);
        expect(() => JSON.parse(answer), answer).not.toThrow();
        expect(answer).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|undefined is not|Cannot read/);
        expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) },
    );
  });
});

describe("the two forms of an array", () => {
  it("are answered alike", async () => {
    await using server = await serverOf("doubler");
    const number = fc.float({ noNaN: true, min: -1e6, max: 1e6 });
    const answerSchema = z.object({ data: z.object({ names: z.array(z.string()) }).loose() });
    const ask = async (data: object): Promise<z.infer<typeof answerSchema>["data"]> =>
      answerSchema.parse(await (await server.post(predictions, { data })).json()).data;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 5 }), async (rows) => {
        const lists = await ask({ ndarray: rows });
        const tensor = await ask({ tensor: { shape: [rows.length, 2], values: rows.flat() } });
        expect(tensor["tensor"]).toEqual({ shape: [rows.length, 2], values: (lists["ndarray"] as unknown[][]).flat() });
        expect(tensor.names).toEqual(lists.names);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the document of a server that speaks Seldon's protocol", () => {
  it("is valid, and says what is taken and answered", async () => {
    await using server = await serverOf("doubler");
    const checker = new Checker(await documentOf(server));
    expect(await documentFaults(checker.document)).toEqual([]);
    const good = [
      { data: { ndarray: [[1, 2]] } },
      { jsonData: { x: [1, 2] } },
      { meta: null, jsonData: { x: [1, 2] } },
    ];
    for (const body of good) {
      const response = await server.post(predictions, body);
      expect(response.status).toBe(200);
      expect(await checker.answerFaults("post", predictions, response)).toEqual([]);
      expect(checker.takes(predictions, body)).toBe(true);
    }
    for (const body of [{}, { strData: "a", binData: "" }, { data: {} }, { data: { ndarray: [], other: 1 } }]) {
      const response = await server.post(predictions, body);
      expect(response.status).toBe(400);
      expect(await checker.answerFaults("post", predictions, response)).toEqual([]);
      expect(checker.takes(predictions, body)).toBe(false);
    }
    expect(await checker.answerFaults("post", feedback, await server.post(feedback, {}))).toEqual([]);
    for (const path of ["/health/ping", "/health/status", "/metadata"]) {
      expect(await checker.answerFaults("get", path, await server.get(path))).toEqual([]);
    }
  });
});
