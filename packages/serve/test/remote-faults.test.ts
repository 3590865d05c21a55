import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { defineModel, serve } from "@mlops/serve";
import type { ServeHandler } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import type { Metrics } from "@mlops/serve/metrics";
import { remoteModel } from "@mlops/serve/remote";
import { readMetrics } from "@mlops/serve/testing";
import { createShim } from "./remote-shim.ts";
import type { Shim, Trouble } from "./remote-shim.ts";
import { adder, four, listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });
const soon = { timeout: 20_000 };

const secret = "postgres://admin:hunter2@db";
const timeoutMs = 400;
const answerBytes = 2_000;
/** What this machine may take beyond that when it has much to do. */
const slackMs = 4_000;

function http(status: string, headers: readonly string[], body: string): Trouble {
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, "connection: close", ...headers];
  return { answer: `${lines.join("\r\n")}\r\n\r\n${body}` };
}

const json = "content-type: application/json";
const long = JSON.stringify({ prediction: 1, more: "x".repeat(answerBytes) });
const chunked = `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`;

/** What goes wrong, and what the caller gets: the status and the code. */
const table: readonly (readonly [string, Trouble, number, string])[] = [
  ["is down", "refused", 503, "dependency-unavailable"],
  ["takes the connection and says nothing", "black hole", 503, "dependency-unavailable"],
  ["resets the connection", "reset", 503, "dependency-unavailable"],
  ["answers 2 s later", { latencyMs: 2_000 }, 503, "dependency-unavailable"],
  ["answers a byte at a time", { byteEveryMs: 20 }, 503, "dependency-unavailable"],
  ["resets within the head", { afterBytes: 30, next: "reset" }, 503, "dependency-unavailable"],
  ["resets within the body", { afterBytes: -5, next: "reset" }, 503, "dependency-unavailable"],
  ["ends within the head", { afterBytes: 30, next: "end" }, 503, "dependency-unavailable"],
  ["ends within the body", { afterBytes: -5, next: "end" }, 503, "dependency-unavailable"],
  ["goes silent within the body", { afterBytes: -5, next: "silence" }, 503, "dependency-unavailable"],
  ["does not speak HTTP", { answer: `${secret}\r\n\r\n` }, 503, "dependency-unavailable"],
  ["answers 500", http("500 Internal Server Error", [json], secret), 503, "dependency-unavailable"],
  [
    "answers 502 with a page",
    http("502 Bad Gateway", ["content-type: text/html"], secret),
    503,
    "dependency-unavailable",
  ],
  ["answers 404", http("404 Not Found", [json], secret), 503, "dependency-unavailable"],
  ["answers 429", http("429 Too Many Requests", [json], secret), 503, "dependency-unavailable"],
  ["answers 401", http("401 Unauthorized", [json], secret), 500, "bad-output"],
  ["answers 422", http("422 Unprocessable Entity", [json], `{"detail":"${secret}"}`), 500, "bad-output"],
  ["redirects", http("302 Found", ["location: http://127.0.0.1:1/", json], "{}"), 500, "bad-output"],
  ["answers with what is no JSON", http("200 OK", [json], `{"prediction": ${secret}`), 500, "bad-output"],
  ["answers with a name twice", http("200 OK", [json], '{"prediction":1,"prediction":2}'), 500, "bad-output"],
  [
    "answers with another content type",
    http("200 OK", ["content-type: text/html"], '{"prediction":1}'),
    500,
    "bad-output",
  ],
  ["answers without a content type", http("200 OK", [], '{"prediction":1}'), 500, "bad-output"],
  ["answers with nothing", http("200 OK", [json], ""), 500, "bad-output"],
  ["answers with too much", http("200 OK", [json], long), 500, "bad-output"],
  ["answers with too much, in pieces", { answer: chunked }, 500, "bad-output"],
  ["answers outside the contract", http("200 OK", [json], '{"prediction":"one"}'), 500, "bad-output"],
];

describe("a remote that", () => {
  let upstream: TestServer;
  let shim: Shim;
  let api: ServeHandler;
  let server: TestServer;
  let metrics: Metrics;
  const logged: unknown[] = [];
  const write = (...line: readonly unknown[]): void => void logged.push(line);

  beforeAll(async () => {
    upstream = await listen(serve([adder]));
    shim = await createShim(Number(new URL(upstream.url).port));
    metrics = createMetrics();
    const remote = remoteModel({
      url: shim.url,
      name: "far",
      protocol: "json",
      timeoutMs,
      answerBytes,
      // Each of these is to be seen by itself.
      circuit: { minimumCalls: 1_000_000 },
      observer: metrics,
    });
    const { input, output } = adder;
    const model = defineModel("adder", { input, output }).predict(remote);
    api = serve([model], { metrics, logger: { info: write, warn: write, error: write } });
    await api.ready();
    server = await listen(api);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await shim[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  it.each(table)(
    "%s is told in its place, in time, and without a word of it",
    async (_title, trouble, status, code) => {
      await shim.setTrouble(trouble);
      logged.length = 0;
      const from = performance.now();
      const response = await server.post("/predict", four, { "x-request-id": "asked-1" });
      const took = performance.now() - from;
      const problem = await problemOf(response);
      expect([response.status, problem.code]).toEqual([status, code]);
      expect(took).toBeLessThan(timeoutMs + slackMs);
      const said = JSON.stringify(problem) + JSON.stringify([...response.headers]);
      expect(said).not.toMatch(/hunter2|127\.0\.0\.1|ECONN|UND_ERR|undici|fetch|remote|far/i);
      expect(response.headers.get("retry-after")).toBe(status === 503 ? "1" : null);
      expect(inspect(logged, { depth: 10 })).toContain("asked-1");
      // It is back as soon as it is well again.
      await shim.setTrouble("none");
      const after = await server.post("/predict", four);
      expect([after.status, await after.json()]).toEqual([200, { prediction: 10 }]);
    },
  );

  it.each([
    ["is silent", "black hole"],
    ["answers late", { latencyMs: 2_000 }],
    ["answers a byte at a time", { byteEveryMs: 20 }],
  ] as const)("%s holds no caller beyond its own deadline", async (_title, trouble) => {
    await shim.setTrouble(trouble);
    const from = performance.now();
    const response = await server.post("/predict", four, { "x-request-timeout-ms": "100" });
    expect([response.status, (await problemOf(response)).code]).toEqual([504, "deadline-exceeded"]);
    expect(performance.now() - from).toBeLessThan(100 + slackMs);
    await shim.setTrouble("none");
  });

  it("is silent keeps no connection of callers that have left", async () => {
    await shim.setTrouble("black hole");
    for (let round = 0; round < 5; round += 1) {
      const asked = Array.from({ length: 20 }, () => server.post("/predict", four, { "x-request-timeout-ms": "20" }));
      expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([504]));
    }
    // A connection whose request was given up before it was written serves for the next.
    await expect.poll(() => shim.open, soon).toBeLessThanOrEqual(20);
    await shim.setTrouble("none");
  });

  it("says when to come back is believed, within a minute", async () => {
    for (const [said, told] of [
      ["7", "7"],
      ["3600", "60"],
      ["soon", "1"],
    ] as const) {
      await shim.setTrouble(http("503 Service Unavailable", [`retry-after: ${said}`], ""));
      const response = await server.post("/predict", four);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, told]);
    }
    await shim.setTrouble("none");
  });

  it("says why it does not want a request is quoted in the log, cut short", async () => {
    await shim.setTrouble(http("500 Internal Server Error", [json], `${secret}${"x".repeat(600)}`));
    logged.length = 0;
    expect((await server.post("/predict", four)).status).toBe(503);
    const text = inspect(logged, { depth: 10, maxStringLength: null });
    expect(text).toContain(`The remote answered 500: ${secret}`);
    expect(text).not.toContain("x".repeat(512));
    await shim.setTrouble("none");
  });

  it("fails is counted by how", async () => {
    const read = readMetrics((await metrics.expose()).text);
    const count = (outcome: string): number | undefined => read.value("remote_calls_total", { remote: "far", outcome });
    expect(count("ok")).toBeGreaterThanOrEqual(table.length);
    expect(count("unavailable")).toBeGreaterThanOrEqual(15);
    expect(count("unusable")).toBeGreaterThanOrEqual(9);
    expect(count("abandoned")).toBeGreaterThan(3);
    expect(read.value("remote_circuit_state", { remote: "far" })).toBe(0);
  });

  it("answers with as many bytes as it may is heard, one more is not", async () => {
    for (const [length, status] of [
      [answerBytes, 200],
      [answerBytes + 1, 500],
    ] as const) {
      const body = '{"prediction":1}'.padEnd(length, " ");
      await shim.setTrouble(http("200 OK", [json], body));
      expect((await server.post("/predict", four)).status).toBe(status);
      const piece = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      await shim.setTrouble({ answer: `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n${piece}` });
      expect((await server.post("/predict", four)).status).toBe(status);
    }
    await shim.setTrouble("none");
  });
});
