import express from "express";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineTensorModel, serve, ServeError, tensor } from "@mlops/serve";
import type { Access, Exchange } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { createFakeClock } from "@mlops/serve/testing";
import { doubler, moody } from "./models.ts";
import { binaryAnswer, binaryBody, openInferenceServer } from "./openinference-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const path = "/v2/models/doubler/infer";
const pair = { inputs: [{ name: "x", shape: [1, 2], datatype: "FP32", data: [1, 2] }] };
const answerOf = async (response: Response): Promise<[number, unknown]> => [response.status, await response.json()];

/** The text of an error answer; fails the test where it is not of the protocol's shape. */
async function errorOf(response: Response): Promise<string> {
  expect(response.headers.get("content-type")).toBe("application/json");
  return z.strictObject({ error: z.string() }).parse(await response.json()).error;
}

/** A model that waits until it is let go. */
function blocked(name: string) {
  let [release, start] = [(): void => {}, (): void => {}];
  const free = new Promise<void>((resolve) => {
    release = resolve;
  });
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const model = defineTensorModel(name, {
    inputs: { x: tensor("INT32", "batch") },
    outputs: { x: tensor("INT32", "batch") },
  }).predict(async ({ x }) => {
    start();
    await free;
    return { x: x.data };
  });
  return { model, started, release };
}

const one = { inputs: [{ name: "x", shape: [1], datatype: "INT32", data: [1] }] };

describe("readiness", () => {
  it("waits for every model; a model's own waits for that model alone", async () => {
    const never = defineTensorModel("never", {
      inputs: { x: tensor("INT32", "batch") },
      outputs: { x: tensor("INT32", "batch") },
    }).predict({ load: () => new Promise(() => {}) });
    const api = serve([doubler, never], { protocols: [openInference()] });
    await using server = await listen(api);
    await vi.waitFor(async () => {
      expect((await server.get("/v2/models/doubler/ready")).status).toBe(200);
    });
    const waiting = await server.get("/v2/health/ready");
    expect([waiting.status, waiting.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await errorOf(waiting)).toBe("Not ready: never is loading.");
    expect((await server.get("/v2/models/never/ready")).status).toBe(503);
    expect(await answerOf(await server.get("/v2/health/live"))).toEqual([200, { live: true }]);
    expect((await server.get("/v2/models/never")).status).toBe(200);
    const early = await server.post("/v2/models/never/infer", one);
    expect([early.status, await errorOf(early)]).toEqual([503, "The model never is loading."]);
  });

  it("ends when the server begins to close, and life does not", async () => {
    const { model, started, release } = blocked("slow");
    const api = serve([model], { protocols: [openInference()] });
    await api.ready();
    await using server = await listen(api);
    const underway = server.post("/v2/models/slow/infer", one);
    await started;
    const closing = api.close();
    for (const url of ["/v2/health/ready", "/v2/models/slow/ready"]) {
      const response = await server.get(url);
      expect([response.status, await errorOf(response)]).toEqual([503, "Ask another replica."]);
    }
    expect(await answerOf(await server.get("/v2/health/live"))).toEqual([200, { live: true }]);
    const late = await server.post("/v2/models/slow/infer", one);
    expect([late.status, await errorOf(late)]).toEqual([503, "Ask another replica."]);
    release();
    expect((await underway).status).toBe(200);
    expect(await closing).toBe(true);
  });
});

describe("guards", () => {
  const seen: [string | undefined, Access][] = [];
  const authenticate = (exchange: Exchange, access: Access): Promise<void> => {
    seen.push([exchange.request.url, access]);
    if (access === "probe" || exchange.request.headers.authorization === "Bearer yes") return Promise.resolve();
    const headers = { "www-authenticate": "Bearer" };
    return Promise.reject(new ServeError("unauthenticated", { detail: "Say who you are.", headers }));
  };

  it("stand before metadata and inferences, and not before probes", async () => {
    await using server = await listen(openInferenceServer({ auth: { authenticate } }));
    const headers = { authorization: "Bearer yes" };
    const metadata = [
      "/v2",
      "/v2/models/doubler",
      "/v2/models/doubler/config",
      "/v2/models/doubler/stats",
      "/v2/models/stats",
    ];
    for (const url of metadata) {
      const refused = await server.get(url);
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await errorOf(refused)).toBe("Say who you are.");
      expect((await server.get(url, { headers })).status).toBe(200);
    }
    expect((await server.post(path, pair)).status).toBe(401);
    expect((await server.post(path, pair, headers)).status).toBe(200);
    expect(seen.splice(0)).toEqual([
      ...metadata.flatMap((url) => [
        [url, "metadata"],
        [url, "metadata"],
      ]),
      [path, "predict"],
      [path, "predict"],
    ]);
    for (const url of ["/v2/health/live", "/v2/health/ready", "/v2/models/doubler/ready"]) {
      expect((await server.get(url)).status).toBe(200);
    }
    expect(seen).toEqual([]);
  });

  it("answer 429 in the protocol's shape, and count rows", async () => {
    let budget = 3;
    const take = (units: number): void => {
      budget -= units;
      if (budget < 0) {
        throw new ServeError("rate-limited", { detail: "Too many.", headers: { "retry-after": "7" } });
      }
    };
    const rateLimit = {
      admit: async (exchange: Exchange) => {
        take(1);
        exchange.charge = take;
      },
      admitAttempt: async () => {},
      failed: async () => {},
    };
    await using server = await listen(openInferenceServer({ rateLimit }));
    const rows = (count: number) => ({
      inputs: [{ name: "x", shape: [count, 2], datatype: "FP32", data: Array(2 * count).fill(0) }],
    });
    expect((await server.post(path, rows(2))).status).toBe(200);
    const refused = await server.post(path, rows(2));
    expect([refused.status, refused.headers.get("retry-after"), await errorOf(refused)]).toEqual([
      429,
      "7",
      "Too many.",
    ]);
  });

  it("let a model answer 503 where it has as many requests as it may", async () => {
    const { model, started, release } = blocked("busy");
    const limits = { concurrency: 1, queue: 0 };
    const api = serve([model], { protocols: [openInference()], limits });
    await api.ready();
    await using server = await listen(api);
    const running = server.post("/v2/models/busy/infer", one);
    await started;
    const refused = await server.post("/v2/models/busy/infer", one);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await errorOf(refused)).toContain("as it may keep waiting");
    release();
    expect((await running).status).toBe(200);
  });
});

describe("limits", () => {
  const limits = { tensorBytes: 1000, tensorElements: 32, rows: 4, stringLength: 30, jsonDepth: 4, jsonKeys: 5 };
  const post = async (server: TestServer, body: unknown, model = "doubler"): Promise<number> => {
    const response = await server.post(`/v2/models/${model}/infer`, body);
    if (response.status !== 200) await errorOf(response);
    else await response.arrayBuffer();
    return response.status;
  };
  const rows = (count: number) => ({
    inputs: [{ name: "x", shape: [count, 2], datatype: "FP32", data: Array(2 * count).fill(0) }],
  });
  const padded = (length: number): string => JSON.stringify(pair).padEnd(length);
  const text = (length: number) => ({
    inputs: [{ name: "text", shape: [1], datatype: "BYTES", data: ["a".repeat(length)] }],
  });
  const nested = (depth: number): string =>
    `{"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)},${JSON.stringify(pair).slice(1)}`;
  const named = (count: number) => ({
    ...pair,
    parameters: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1])),
  });
  const types = ["INT8", "INT16", "INT32", "UINT8", "UINT16", "UINT32"];
  const outputs = (count: number) => ({
    ...inputs(1),
    outputs: types.slice(0, count).map((name) => ({ name })),
  });
  const inputs = (count: number) => ({
    inputs: types.slice(0, count).map((name) => ({ name, datatype: name, shape: [1, 1], data: [1] })),
    outputs: [{ name: "INT8" }],
  });
  const wide = (count: number) => {
    const bytes = new Uint8Array(4 * count);
    return binaryBody(
      { inputs: [{ name: "x", shape: [1, count], datatype: "FP32", parameters: { binary_data_size: bytes.length } }] },
      bytes,
    );
  };

  it.each([
    ["bytes", padded(1000), padded(1001), 413, "doubler"],
    ["rows", rows(4), rows(5), 413, "doubler"],
    ["a text", text(30), text(31), 413, "lengths"],
    ["levels", nested(4), nested(5), 400, "doubler"],
    ["names", named(5), named(6), 413, "doubler"],
    ["inputs", inputs(5), inputs(6), 400, "mirror"],
    ["outputs", outputs(5), outputs(6), 400, "mirror"],
  ])("hold for %s: as much passes and one more does not", async (_what, good, bad, status, model) => {
    await using server = await listen(openInferenceServer({ limits }));
    expect([await post(server, good, model), await post(server, bad, model)]).toEqual([200, status]);
  });

  it("hold for byte strings, of which each counts as 16 values", async () => {
    await using server = await listen(openInferenceServer({ limits: { tensorElements: 160 } }));
    const strings = (count: number) => ({
      inputs: [{ name: "BYTES", shape: [1, count], datatype: "BYTES", data: Array(count).fill("") }],
      outputs: [{ name: "BYTES" }],
    });
    expect([await post(server, strings(10), "mirror"), await post(server, strings(11), "mirror")]).toEqual([200, 413]);
  });

  it("hold for the values of a tensor, in binary and in JSON, where the numbers of the shape count", async () => {
    await using server = await listen(openInferenceServer({ limits }));
    const statusOf = async (count: number): Promise<number> => {
      const { body, headers } = wide(count);
      return (await server.post("/v2/models/sums/infer", body, headers)).status;
    };
    expect([await statusOf(32), await statusOf(33)]).toEqual([200, 413]);
    const raw = { "inference-header-content-length": "0" };
    const rawStatusOf = async (count: number) =>
      (await server.post("/v2/models/sums/infer", new Uint8Array(4 * count), raw)).status;
    expect([await rawStatusOf(32), await rawStatusOf(33)]).toEqual([200, 413]);
    const sums = (count: number) => ({
      inputs: [{ name: "x", shape: [1, count], datatype: "FP32", data: Array(count).fill(0) }],
    });
    // The two sizes of the shape and the input itself are items of lists as well.
    expect([await post(server, sums(29), "sums"), await post(server, sums(30), "sums")]).toEqual([200, 413]);
  });
});

describe("time", () => {
  it("is over when the request's own timeout is, in microseconds from its arrival", async () => {
    const clock = createFakeClock();
    await using server = await listen(openInferenceServer({ clock }));
    const wait = (timeout: number) => ({
      inputs: [{ name: "mood", shape: [1], datatype: "INT32", data: [4] }],
      parameters: { timeout },
    });
    const pending = server.post("/v2/models/moody/infer", wait(5500));
    await vi.waitFor(() => {
      expect(clock.waiting).toBe(1);
    });
    clock.advance(5.4);
    expect(clock.waiting).toBe(1);
    clock.advance(0.2);
    const response = await pending;
    expect([response.status, await errorOf(response)]).toEqual([
      504,
      expect.stringMatching(/^The answer was not ready/),
    ]);
    expect(clock.waiting).toBe(0);
    // A good answer leaves no timer behind either.
    expect((await server.post(path, { ...pair, parameters: { timeout: 1000 } })).status).toBe(200);
    expect(clock.waiting).toBe(0);
  });

  it("is counted in nanoseconds, and the last inference in milliseconds since 1970", async () => {
    const clock = createFakeClock();
    const model = defineTensorModel("timed", {
      inputs: { x: tensor("INT32", "batch") },
      outputs: { x: tensor("INT32", "batch") },
    }).predict(({ x }) => {
      clock.advance(x.data[0] ?? 0);
      if (x.data[0] === 7) throw new Error("seven");
      return { x: x.data };
    });
    const api = serve([model], { clock, protocols: [openInference()] });
    await api.ready();
    await using server = await listen(api);
    const before = Date.now();
    for (const [index, values] of [[3], [1, 0], [7]].entries()) {
      const body = { inputs: [{ name: "x", shape: [values.length], datatype: "INT32", data: values }] };
      expect((await server.post("/v2/models/timed/infer", body)).status).toBe(index === 2 ? 500 : 200);
    }
    const { model_stats: stats } = (await (await server.get("/v2/models/timed/stats")).json()) as {
      model_stats: { last_inference: number }[];
    };
    const none = { count: 0, ns: 0 };
    const computed = (ns: number) => ({ compute_input: none, compute_infer: { count: 1, ns }, compute_output: none });
    expect(stats).toEqual([
      {
        name: "timed",
        version: "1",
        last_inference: expect.any(Number),
        inference_count: 3,
        execution_count: 2,
        inference_stats: {
          success: { count: 2, ns: 4_000_000 },
          fail: { count: 1, ns: 7_000_000 },
          queue: { count: 3, ns: 0 },
          compute_input: none,
          compute_infer: { count: 2, ns: 4_000_000 },
          compute_output: none,
          cache_hit: none,
          cache_miss: none,
        },
        batch_stats: [
          { batch_size: 1, ...computed(3_000_000) },
          { batch_size: 2, ...computed(1_000_000) },
        ],
      },
    ]);
    expect(stats[0]?.last_inference).toBeGreaterThanOrEqual(before);
    expect(stats[0]?.last_inference).toBeLessThanOrEqual(Date.now());
  });
});

describe("the protocol's paths", () => {
  it("are answered here to the last, and no others", async () => {
    const api = serve([doubler], { protocols: [openInference()] });
    const app = express().use("/ml", api);
    app.use((_request, response) => {
      response.status(418).end();
    });
    await using server = await listen(app);
    await api.ready();
    const unknown = await server.get("/ml/v2/anything");
    expect([unknown.status, await errorOf(unknown)]).toEqual([404, "No route of this server has this path."]);
    expect(await answerOf(await server.get("/ml/v2/"))).toEqual([
      200,
      {
        name: "mlops-serve",
        version: "unknown",
        extensions: ["binary_tensor_data", "classification", "model_configuration", "statistics"],
      },
    ]);
    for (const other of ["/ml/v20", "/ml/v1/models/doubler", "/v2", "/ml/V2"]) {
      expect((await server.get(other)).status).toBe(418);
    }
  });

  it("are not there without the protocol", async () => {
    await using server = await listen(serve([doubler], { fallthrough: false }));
    const response = await server.get("/v2");
    expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });

  it("reach a model of the name stats, whose metadata are at its version", async () => {
    const model = defineTensorModel("stats", {
      inputs: { x: tensor("INT32", "batch") },
      outputs: { x: tensor("INT32", "batch") },
    }).predict(({ x }) => ({ x: x.data }));
    await using server = await listen(serve([model], { protocols: [openInference()] }));
    expect(await (await server.get("/v2/models/stats")).json()).toHaveProperty("model_stats");
    expect(await (await server.get("/v2/models/stats/versions/1")).json()).toMatchObject({ name: "stats" });
    expect(await (await server.post("/v2/models/stats/infer", one)).json()).toMatchObject({ model_name: "stats" });
  });

  it("count for themselves on each server", async () => {
    const protocol = openInference();
    const [first, second] = [serve([doubler], { protocols: [protocol] }), serve([doubler], { protocols: [protocol] })];
    await Promise.all([first.ready(), second.ready()]);
    await using busy = await listen(first);
    await using idle = await listen(second);
    await busy.post(path, pair);
    const countOf = async (server: TestServer) =>
      ((await (await server.get("/v2/models/stats")).json()) as { model_stats: { inference_count: number }[] })
        .model_stats[0]?.inference_count;
    expect([await countOf(busy), await countOf(idle)]).toEqual([1, 0]);
  });
});

describe("a body that the host app has read", () => {
  it("counts as it was parsed, also where it is bytes", async () => {
    const api = openInferenceServer();
    await api.ready();
    await using server = await listen(express().use(express.json(), express.raw(), api));
    expect((await server.post(path, pair)).status).toBe(200);
    const input = { name: "x", shape: [1, 2], datatype: "FP32", parameters: { binary_data_size: 8 } };
    const values = new Uint8Array(Float32Array.of(1, 2).buffer);
    const { body, headers } = binaryBody({ inputs: [input], parameters: { binary_data_output: true } }, values);
    const answer = await binaryAnswer(await server.post(path, body, headers));
    expect(answer.bytes.get("y")).toEqual(Buffer.from(Float32Array.of(2, 4).buffer));
  });

  it.each([{}, { "inference-header-content-length": "90000" }])(
    "is refused where it is too deep: %o",
    async (headers) => {
      await using server = await listen(express().use(express.json(), openInferenceServer()));
      const deep = `{"inputs":${"[".repeat(45_000)}${"]".repeat(45_000)}}`;
      const response = await server.post(path, deep, headers);
      expect([response.status, typeof (await errorOf(response))]).toEqual([400, "string"]);
    },
  );
});

describe("numbers that JSON has no form for", () => {
  it("go out in binary as the model gives them", async () => {
    await using server = await listen(serve([moody], { protocols: [openInference()] }));
    const body = {
      inputs: [{ name: "mood", shape: [2], datatype: "INT32", data: [3, 3] }],
      parameters: { binary_data_output: true },
    };
    const { bytes } = await binaryAnswer(await server.post("/v2/models/moody/infer", body));
    expect(bytes.get("value")).toEqual(Buffer.from(Float64Array.of(Number.NaN, Number.NaN).buffer));
  });
});
