import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http2";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ServeError } from "@mlops/serve";
import type { AnsweredEvent } from "@mlops/serve";
import { auth, apiKeys, bearerTokens } from "@mlops/serve/auth";
import { responseCache } from "@mlops/serve/cache";
import { createMetrics } from "@mlops/serve/metrics";
import { rateLimit } from "@mlops/serve/rate-limit";
import { createFakeClock, createFakeModel, readMetrics } from "@mlops/serve/testing";
import type { Message } from "./client.ts";
import { framed, inference, RawClient } from "./raw.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";
import type { TestServer, TestServerOptions } from "./support.ts";

const open: TestServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startServer(options);
  open.push(server);
  return server;
};

/** A model whose runs the test ends. */
const fake = () => createFakeModel("slow", { input: z.number(), output: z.number() });
const slow: Message = {
  model_name: "slow",
  inputs: [{ name: "input", datatype: "FP64", shape: [1], contents: { fp64_contents: [21] } }],
};
const infer = (server: TestServer, message: Message = scorerRequest([1, 2, 3])) =>
  server.client.call("ModelInfer", message);

describe("who may not ask", () => {
  const token = "a-token-of-the-tests-with-32-bytes";
  const key = "a-key-of-the-tests-with-thirty-two";
  const guarded = () =>
    start({
      auth: auth({
        methods: [
          bearerTokens([
            { id: "shop", token },
            { id: "reader", token: `${token}-2`, scopes: ["metadata"] },
          ]),
          apiKeys({ keys: [{ id: "desk", sha256: createHash("sha256").update(key).digest("hex") }] }),
        ],
      }),
    });

  it("is UNAUTHENTICATED without credentials and with wrong ones, and learns how to send them", async () => {
    const server = await guarded();
    const wrong: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${token}x` },
      { "x-api-key": token },
      { authorization: "Bearer" },
    ];
    for (const metadata of wrong) {
      for (const name of ["ModelInfer", "ModelMetadata", "ServerMetadata", "RepositoryIndex"]) {
        const refusal = await refusalOf(server.client.call(name, {}, { metadata }));
        expect(refusal).toMatchObject({ status: 16, code: "unauthenticated" });
        expect(refusal.trailers["www-authenticate"]).toContain("Bearer");
      }
    }
  });

  it("is let in with a token or a key in the metadata", async () => {
    const server = await guarded();
    for (const metadata of [{ authorization: `Bearer ${token}` }, { "x-api-key": key }]) {
      const { response } = await server.client.call("ModelInfer", scorerRequest([2, 4, 6]), { metadata });
      expect(response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
    }
  });

  it("is UNAUTHENTICATED with credentials that are there twice", async () => {
    const server = await guarded();
    using raw = new RawClient(server.grpc.target);
    const statusOf = async (headers: OutgoingHttpHeaders): Promise<unknown> =>
      (await raw.call(inference("ServerMetadata"), framed(Buffer.alloc(0)), headers)).trailers["grpc-status"];
    expect(await statusOf({ "x-api-key": key })).toBe("0");
    expect(await statusOf({ "x-api-key": [key, key] })).toBe("16");
    expect(await statusOf({ "x-api-key": key, authorization: `Bearer ${token}` })).toBe("16");
  });

  it("has PERMISSION_DENIED without the scope", async () => {
    const server = await guarded();
    const metadata = { authorization: `Bearer ${token}-2` };
    const call = server.client.call("ModelInfer", scorerRequest([1, 2, 3]), { metadata });
    expect(await refusalOf(call)).toMatchObject({ status: 7, code: "forbidden" });
    expect((await server.client.call("ServerMetadata", {}, { metadata })).response.name).toBe("tests");
  });

  it("may look at probes", async () => {
    const server = await guarded();
    const probes = [
      ["ServerLive", { live: true }],
      ["ServerReady", { ready: true }],
      ["ModelReady", { ready: true }],
      ["Check", { status: "SERVING" }],
    ] as const;
    for (const [name, expected] of probes) {
      const { response } = await server.client.call(name, name === "ModelReady" ? { name: "iris" } : {});
      expect(response).toEqual(expected);
    }
  });
});

describe("a guard of somebody's own", () => {
  const refusing = (headers: Record<string, string>) =>
    start({
      auth: {
        authenticate() {
          return Promise.reject(new ServeError("unauthenticated", { detail: "No.", headers }));
        },
      },
      logger: { info: () => {}, warn: () => {}, error: (_fields, message) => void logged.push(message) },
    });
  const logged: string[] = [];

  it("may give headers that only HTTP/1 has: they are left out", async () => {
    const server = await refusing({ connection: "close", "keep-alive": "timeout=5", "x-own": "1" });
    const refusal = await refusalOf(infer(server));
    expect(refusal).toMatchObject({ status: 16, trailers: { "x-own": "1" } });
    expect(Object.keys(refusal.trailers)).not.toContain("connection");
  });

  it("ends the call, and no more, with a header that there cannot be", async () => {
    const server = await refusing({ ":own": "1" });
    expect(await refusalOf(infer(server))).toMatchObject({ status: 13, code: "internal" });
    expect(logged).toEqual(["an answer could not be written"]);
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
  });
});

describe("a caller's budget", () => {
  it("lets n calls pass and refuses the next with RESOURCE_EXHAUSTED, which says when to ask again", async () => {
    const clock = createFakeClock();
    const server = await start({ clock, rateLimit: rateLimit({ limit: "2/minute", clock }) });
    const first = await infer(server);
    expect(first.headers["ratelimit"]).toBeDefined();
    await infer(server);
    const refusal = await refusalOf(infer(server));
    expect(refusal).toMatchObject({ status: 8, code: "rate-limited" });
    expect(refusal.trailers["retry-after"]).toBe("30");
    clock.advance(30_000);
    await infer(server);
  });

  it("is used by the rows of a call where it counts rows", async () => {
    const clock = createFakeClock();
    const server = await start({ clock, rateLimit: rateLimit({ limit: "3/minute", cost: "row", clock }) });
    await infer(server, scorerRequest([1, 2, 3, 4, 5, 6]));
    expect(await refusalOf(infer(server, scorerRequest([1, 2, 3, 4, 5, 6])))).toMatchObject({
      status: 8,
      code: "rate-limited",
    });
  });
});

describe("a server with as much as it may have", () => {
  it("refuses with UNAVAILABLE what is beyond the queue of a model and beyond the calls under way", async () => {
    const { model, nextRun } = fake();
    const server = await start({ models: [model], limits: { concurrency: 1, queue: 1, inFlight: 3 } });
    const running = infer(server, slow);
    const run = await nextRun();
    const queued = infer(server, slow);
    await server.client.call("ModelMetadata", { name: "slow" });
    const full = await refusalOf(infer(server, slow));
    expect(full).toMatchObject({ status: 14, code: "queue-full" });
    expect(full.trailers["retry-after"]).toMatch(/^[1-9][0-9]*$/);
    run.answer([42]);
    (await nextRun()).answer([43]);
    expect((await running).response.outputs[0].contents.fp64_contents).toEqual([42]);
    expect((await queued).response.outputs[0].contents.fp64_contents).toEqual([43]);
  });

  it("refuses calls that would be too many under way before it reads them", async () => {
    const { model, nextRun } = fake();
    const server = await start({ models: [model], limits: { inFlight: 1 } });
    const running = infer(server, slow);
    const run = await nextRun();
    expect(await refusalOf(infer(server, slow))).toMatchObject({ status: 14, code: "overloaded" });
    expect((await server.client.call("ServerReady", {})).response).toEqual({ ready: true });
    run.answer([1]);
    await running;
  });
});

describe("a deadline", () => {
  it("of the client reaches the server and ends the model's run", async () => {
    const { model, nextRun } = fake();
    const events: AnsweredEvent[] = [];
    const clock = createFakeClock();
    const server = await start({
      models: [model],
      clock,
      observers: [{ answered: (event) => void events.push(event) }],
    });
    const call = refusalOf(server.client.call("ModelInfer", slow, { timeoutMs: 60_000 }));
    const { context } = await nextRun();
    expect(clock.waiting).toBeGreaterThan(0);
    clock.advance(29_999);
    expect(context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(context.signal.aborted).toBe(true);
    expect(await call).toMatchObject({ status: 4, code: "deadline-exceeded" });
    expect(events).toMatchObject([{ dialect: "grpc", status: 504, code: "deadline-exceeded" }]);
  });

  it("of the client that is nearer than the server's counts", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const server = await start({ models: [model], clock });
    const call = refusalOf(server.client.call("ModelInfer", slow, { metadata: { "grpc-timeout": "5S" } }));
    const { context } = await nextRun();
    clock.advance(4_999);
    expect(context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(await call).toMatchObject({ status: 4, code: "deadline-exceeded" });
  });

  it("is also the parameter timeout in microseconds, whose 0 stands for none", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const server = await start({ models: [model], clock });
    const parameters = { timeout: { int64_param: 2_000_000 } };
    const call = refusalOf(infer(server, { ...slow, parameters }));
    await nextRun();
    clock.advance(2_000);
    expect(await call).toMatchObject({ status: 4, code: "deadline-exceeded" });
    const patient = infer(server, { ...slow, parameters: { timeout: { uint64_param: 0 } } });
    const run = await nextRun();
    clock.advance(3_000);
    run.answer([7]);
    expect((await patient).response.outputs[0].contents.fp64_contents).toEqual([7]);
  });
});

describe("a client that leaves", () => {
  it("aborts the model's run and is counted as gone", async () => {
    const { model, nextRun } = fake();
    const answered = new Promise<AnsweredEvent>((resolve) => {
      void start({ models: [model], observers: [{ answered: resolve }] }).then(async (server) => {
        const leave = new AbortController();
        const call = refusalOf(server.client.call("ModelInfer", slow, { signal: leave.signal }));
        const { context } = await nextRun();
        const aborted = new Promise((done) => {
          context.signal.addEventListener("abort", done);
        });
        leave.abort();
        expect(await call).toMatchObject({ status: 1 });
        await aborted;
      });
    });
    expect(await answered).toMatchObject({ dialect: "grpc", status: 499 });
  });
});

describe("a prediction that is kept", () => {
  it("answers the same values again, in another form as well, each with its own id", async () => {
    const server = await start({ cache: responseCache({ models: { scorer: { ttlMs: 60_000 } } }) });
    const typed = (id: string) => infer(server, scorerRequest([2, 4, 6], { id }));
    expect((await typed("a")).headers["x-cache"]).toBe("miss");
    const again = await typed("b");
    expect(again.headers["x-cache"]).toBe("hit");
    expect(again.response.id).toBe("b");
    expect(again.response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
    const inputs = [{ name: "x", datatype: "FP32", shape: [1, 3] }];
    const bytes = Buffer.from(Float32Array.of(2, 4, 6).buffer);
    const raw = await infer(server, scorerRequest([], { inputs, raw_input_contents: [bytes] }));
    expect(raw.headers["x-cache"]).toBe("hit");
    expect(raw.response.raw_output_contents).toEqual([Buffer.from(Float32Array.of(1, 2, 3).buffer)]);
  });
});

describe("what is measured", () => {
  it("has calls of gRPC among requests, predictions and refusals", async () => {
    const metrics = createMetrics();
    const server = await start({ metrics });
    await infer(server);
    await refusalOf(infer(server, scorerRequest([1])));
    const values = readMetrics((await metrics.expose()).text);
    expect(values.value("http_requests_total", { protocol: "grpc", status: "200" })).toBe(1);
    expect(values.value("http_requests_total", { protocol: "grpc", status: "422" })).toBe(1);
    expect(values.value("predictions_total", { model: "scorer", version: "1", outcome: "ok" })).toBe(1);
    expect(values.value("refusals_total", { code: "invalid-input" })).toBe(1);
    expect(values.value("http_requests_in_flight")).toBe(0);
  });
});
