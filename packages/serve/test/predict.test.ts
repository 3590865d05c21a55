import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, fail, serve } from "@mlops/serve";
import type { Model, RowFailure } from "@mlops/serve";
import { adder, four, listen, problemOf } from "./support.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a prediction", () => {
  it("answers one row with the output and says in headers which model gave it", async () => {
    await using server = await listen(serve([adder]));
    const response = await server.post("/predict", four);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{"prediction":10}');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-model-name": "adder",
      "x-model-version": "3",
      "x-model-release": "3.1.4",
    });
    expect(response.headers.get("x-request-id")).toMatch(uuid);
  });

  it("answers under the model's name as well", async () => {
    await using server = await listen(serve([adder]));
    const response = await server.post("/models/adder/predict", four);
    expect(await response.json()).toEqual({ prediction: 10 });
  });

  it("keeps the connection for the next request, also after a refusal", async () => {
    await using server = await listen(serve([adder]));
    for (const response of [
      await server.post("/predict", four),
      await server.post("/predict", {}),
      await server.get("/health"),
    ]) {
      expect(response.headers.get("connection")).toBe("keep-alive");
    }
  });

  it("keeps the caller's request id when it is harmless and replaces it when it is not", async () => {
    await using server = await listen(serve([adder]));
    const kept = await server.post("/predict", four, { "x-request-id": "order-42.a" });
    expect(kept.headers.get("x-request-id")).toBe("order-42.a");
    for (const hostile of ["a b", "x".repeat(129), "<script>", "../x"]) {
      const replaced = await server.post("/predict", four, { "x-request-id": hostile });
      expect(replaced.headers.get("x-request-id")).toMatch(uuid);
    }
  });

  it("needs a model's name when several are served, unless one is the default", async () => {
    const other = defineModel("other", { input: z.string(), output: z.string() }).predictOne((row) => row);
    await using none = await listen(serve([adder, other]));
    const refused = await none.post("/predict", four);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: "model-required", errors: [{ expected: "adder, other" }] });

    await using chosen = await listen(serve([adder, other], { defaultModel: "adder" }));
    expect(await (await chosen.post("/predict", four)).json()).toEqual({ prediction: 10 });
    expect(await (await chosen.post("/models/other/predict", '"hi"')).json()).toBe("hi");
  });

  it("gives the function rows, a signal, a logger and the request's id", async () => {
    const seen: unknown[] = [];
    const model = defineModel("spy", { input: z.number(), output: z.number() }).predict((rows, context) => {
      seen.push(rows, context.requestIds, context.signal.aborted, typeof context.log.info);
      return rows;
    });
    await using server = await listen(serve([model]));
    await server.post("/predict", "7", { "x-request-id": "r1" });
    expect(seen).toEqual([[7], ["r1"], false, "function"]);
  });

  it("hands the function what the schema makes of the row", async () => {
    const model = defineModel("trim", {
      input: z.object({ text: z.string().trim(), top: z.number().default(3) }),
      output: z.string(),
    }).predictOne(({ text, top }) => `${text}|${top}`);
    await using server = await listen(serve([model]));
    expect(await (await server.post("/predict", { text: "  a " })).json()).toBe("a|3");
  });

  it("aborts the signal when the client leaves", async () => {
    let started = (): void => {};
    const hasStarted = new Promise<void>((resolve) => (started = resolve));
    let aborted = (): void => {};
    const wasAborted = new Promise<void>((resolve) => (aborted = resolve));
    const model = defineModel("slow", { input: z.number(), output: z.number() }).predict((rows, { signal }) => {
      started();
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          aborted();
          resolve(rows);
        });
      });
    });
    await using server = await listen(serve([model]));
    const client = new AbortController();
    const request = fetch(`${server.url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "1",
      signal: client.signal,
    });
    await hasStarted;
    client.abort();
    await expect(request).rejects.toThrow("aborted");
    await wasAborted;
  });
});

describe("a model that misbehaves", () => {
  const secret = "postgres://admin:hunter2@db";
  const misbehaving = defineModel("moody", { input: z.string(), output: z.object({ score: z.number() }) }).predict(
    (rows) =>
      rows.flatMap((row): ({ score: number } | RowFailure)[] => {
        if (row === "throw") throw new Error(secret);
        if (row === "refuse") return [fail("There is nothing to score.")];
        if (row === "twice") return [{ score: 1 }, { score: 2 }];
        return [{ score: row === "nan" ? Number.NaN : 1 }];
      }),
  );

  it.each([
    ["throw", 500, "prediction-failed"],
    ["nan", 500, "bad-output"],
    ["twice", 500, "bad-output"],
    ["refuse", 422, "row-failed"],
  ])("that would %s is answered %i %s, says nothing of its inside, and goes on", async (row, status, code) => {
    const logged: object[] = [];
    const logger = { info: () => {}, warn: () => {}, error: (fields: object) => logged.push(fields) };
    await using server = await listen(serve([misbehaving], { logger }));
    const response = await server.post("/predict", JSON.stringify(row));
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([status, code]);
    expect(text).not.toMatch(/hunter2|node_modules|\.ts|Error:/);
    expect(logged).toHaveLength(status === 500 ? 1 : 0);
    expect((await server.post("/predict", '"fine"')).status).toBe(200);
  });

  it("is logged once for a batch, though its other rows are answered", async () => {
    const logged: object[] = [];
    const logger = { info: () => {}, warn: () => {}, error: (fields: object) => logged.push(fields) };
    await using server = await listen(serve([misbehaving], { logger }));
    const response = await server.post("/predict/batch", ["fine", "nan", "nan"]);
    expect(await response.json()).toMatchObject({ predictions: [{ score: 1 }, null, null] });
    expect(logged).toMatchObject([{ code: "bad-output", rows: 2, requestId: response.headers.get("x-request-id") }]);
  });

  const cycle: object[] = [];
  cycle.push(cycle);
  it.each([
    ["nothing", undefined],
    ["a function", () => 1],
    ["a cycle", cycle],
  ])("that gives %s, which JSON cannot hold, is answered 500 bad-output and goes on", async (_what, output) => {
    let isOdd = true;
    const model = defineModel("odd", { input: z.any(), output: z.any() }).predictOne(() => (isOdd ? output : 1));
    await using server = await listen(serve([model]));
    expect((await problemOf(await server.post("/predict", "1"))).code).toBe("bad-output");
    isOdd = false;
    expect(await (await server.post("/predict", "1")).json()).toBe(1);
  });

  it("gives big integers with every digit, wherever they stand", async () => {
    const given = { id: 9_007_199_254_740_993n, list: [1n, undefined, new Date(0)], none: undefined, text: "10n" };
    const model = defineModel("big", { input: z.any(), output: z.any() }).predictOne(() => given);
    await using server = await listen(serve([model]));
    expect(await (await server.post("/predict", "1")).text()).toBe(
      '{"id":9007199254740993,"list":[1,null,"1970-01-01T00:00:00.000Z"],"text":"10n"}',
    );
  });

  it("that gives no list at all is answered 500 bad-output", async () => {
    const untyped: { predict(predictor: unknown): Model } = defineModel("none", { input: z.any(), output: z.any() });
    await using server = await listen(serve([untyped.predict(() => undefined)]));
    expect((await problemOf(await server.post("/predict", "1"))).code).toBe("bad-output");
  });

  it("tells the caller what the model's own refusal says", async () => {
    await using server = await listen(serve([misbehaving]));
    const problem = await (await server.post("/predict", '"refuse"')).json();
    expect(problem).toMatchObject({ code: "row-failed", detail: "There is nothing to score." });
  });
});

describe("defineModel and serve", () => {
  it.each(["", "-a", "a/b", "a b", "ä", "a".repeat(129)])("refuse the name %j", (name) => {
    expect(() => defineModel(name, { input: z.string(), output: z.string() })).toThrow(TypeError);
  });

  it("accept a name of 128 characters", () => {
    expect(() => defineModel("a".repeat(128), { input: z.string(), output: z.string() })).not.toThrow();
  });

  it.each(["0", "1.0.0", "v1", "-1", ""])("refuse the version %j", (version) => {
    expect(() => defineModel("a", { version, input: z.string(), output: z.string() })).toThrow("positive whole number");
  });

  it.each(["", " ", "1.0\r\nx-evil: 1", "ä", "x".repeat(129)])("refuse the release %j", (release) => {
    expect(() => defineModel("a", { release, input: z.string(), output: z.string() })).toThrow("printable ASCII");
  });

  it("accept a release of 128 characters", () => {
    const release = "x".repeat(128);
    expect(() => defineModel("a", { release, input: z.string(), output: z.string() })).not.toThrow();
  });

  it("take undefined options for the defaults", async () => {
    const model = defineModel("a", { version: undefined, release: undefined, input: z.any(), output: z.any() });
    const { version, release } = model.predictOne((row) => row);
    expect([version, release]).toEqual(["1", undefined]);
    await using server = await listen(
      serve([adder], { defaultModel: undefined, limits: { bodyBytes: undefined }, logger: undefined }),
    );
    expect((await server.post("/predict", four)).status).toBe(200);
  });

  it("refuse no models, two of one name and an impossible limit", () => {
    expect(() => serve([])).toThrow("at least one model");
    expect(() => serve([adder, adder])).toThrow("Two models are named adder");
    expect(() => serve([adder], { limits: { bodyBytes: 0 } })).toThrow("limits.bodyBytes");
  });
});
