import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { defineModel, serve } from "@mlops/serve";
import type { ServeOptions } from "@mlops/serve";
import { remoteModel } from "@mlops/serve/remote";
import type { RemoteCallOptions } from "@mlops/serve/remote";
import { createFakeClock } from "@mlops/serve/testing";
import { freePort } from "./remote-python.ts";
import { adder, four, listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });

const { input, output } = adder;
const secret = "remote-secret-0123456789";

function answer(response: ServerResponse): void {
  response.setHeader("content-type", "application/json").end('{"prediction":10}');
}

/** Keeps the headers of what is posted, and answers it. */
function recorder(): {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
  seen: IncomingHttpHeaders[];
} {
  const seen: IncomingHttpHeaders[] = [];
  return {
    seen,
    handler(request, response) {
      if (request.method === "POST") seen.push(request.headers);
      answer(response);
    },
  };
}

async function gateway(
  url: string,
  options: Partial<RemoteCallOptions> = {},
  serving: ServeOptions<"adder"> = {},
): Promise<TestServer> {
  const remote = remoteModel({ url, protocol: "json", ...options });
  const api = serve([defineModel("adder", { input, output }).predict(remote)], serving);
  await api.ready();
  return listen(api);
}

describe("a call to a remote", () => {
  it("passes on the id, the trace and the time left, and nothing else of the caller's", async () => {
    const { handler, seen } = recorder();
    await using upstream = await listen(handler);
    await using server = await gateway(upstream.url, { headers: { "x-own": "1" } });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await server.post("/predict", four, {
      "x-request-id": "asked-1",
      "x-request-timeout-ms": "5000",
      traceparent,
      authorization: "Bearer the-callers-own",
      cookie: "session=1",
      "x-forwarded-for": "203.0.113.7",
    });
    const [headers = {}] = seen;
    expect(headers).toMatchObject({ "x-request-id": "asked-1", traceparent, "x-own": "1" });
    const left = Number(headers["x-request-timeout-ms"]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5_000);
    expect(Object.keys(headers).filter((name) => /authorization|cookie|forwarded/.test(name))).toEqual([]);
    // A deadline that is further away than one try may take is not told.
    await server.post("/predict", four);
    expect(Number(seen[1]?.["x-request-timeout-ms"])).toBe(10_000);
    expect(seen[1]?.["traceparent"]).toBe(undefined);
  });

  it("carries each header once, however it is spelt", async () => {
    const { handler, seen } = recorder();
    await using upstream = await listen(handler);
    const headers = { "X-Request-Id": "own", "Content-Type": "text/plain", AUTHORIZATION: "Basic none", "X-Own": "1" };
    await using server = await gateway(upstream.url, { headers, token: secret });
    await server.post("/predict", four, { "x-request-id": "asked-1" });
    expect(seen[0]).toMatchObject({
      "x-request-id": "asked-1",
      "content-type": "application/json",
      authorization: `Bearer ${secret}`,
      "x-own": "1",
    });
  });

  it("carries a token, fetched anew for each", async () => {
    const { handler, seen } = recorder();
    await using upstream = await listen(handler);
    let given = 0;
    await using server = await gateway(upstream.url, { token: () => Promise.resolve(`${secret}-${(given += 1)}`) });
    await server.post("/predict", four);
    await server.post("/predict", four);
    // The first was for the look whether the server is there.
    expect(seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${secret}-2`, `Bearer ${secret}-3`]);
  });

  it("never shows a credential, in an answer or in the log", async () => {
    const logged: unknown[] = [];
    const write = (...line: readonly unknown[]): void => void logged.push(line);
    const logger = { info: write, warn: write, error: write };
    let token = (): string => secret;
    const upstream = await listen((_request, response) => {
      answer(response);
    });
    const options = { headers: { "x-api-key": secret }, token: () => token(), circuit: { minimumCalls: 1 } };
    await using server = await gateway(upstream.url, options, { logger });
    const said: string[] = [];
    const ask = async (): Promise<number> => {
      const response = await server.post("/predict", four);
      said.push(await response.text());
      return response.status;
    };
    expect(await ask()).toBe(200);
    token = () => `${secret}\nx: y`;
    expect(await ask()).toBe(503);
    token = () => {
      throw new Error("the vault is away");
    };
    expect(await ask()).toBe(503);
    token = () => secret;
    await upstream[Symbol.asyncDispose]();
    expect([await ask(), await ask()]).toEqual([503, 503]);
    const text = inspect(logged, { depth: 12, showHidden: true });
    expect(text).toContain("the vault is away");
    expect(text).toContain("has changed");
    expect(text + said.join()).not.toContain("secret");
  });

  it("is given up with the caller, and the remote notices", async () => {
    let left = (): void => {};
    let arrived = (): void => {};
    const isGone = new Promise<void>((resolve) => (left = resolve));
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    await using upstream = await listen((request, response) => {
      if (request.method === "GET") answer(response);
      else {
        response.on("close", left);
        arrived();
      }
    });
    await using server = await gateway(upstream.url);
    const abort = new AbortController();
    const { signal } = abort;
    const asked = fetch(`${server.url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(four),
      signal,
    });
    await hasArrived;
    abort.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
    await isGone;
  });

  it("does not follow a redirect, wherever it points", async () => {
    let stolen = 0;
    await using elsewhere = await listen((_request, response) => {
      stolen += 1;
      answer(response);
    });
    for (const status of [301, 302, 303, 307, 308]) {
      await using upstream = await listen((request, response) => {
        if (request.method === "GET") answer(response);
        else response.writeHead(status, { location: elsewhere.url }).end();
      });
      await using server = await gateway(upstream.url, { token: secret });
      const response = await server.post("/predict", four);
      expect([response.status, (await problemOf(response)).code]).toEqual([500, "bad-output"]);
    }
    expect(stolen).toBe(0);
  });

  it("asks for answers that are not compressed, and counts one that is by what it holds", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(`{"prediction":10}${" ".repeat(1_000_000)}`);
    const codings: unknown[] = [];
    await using upstream = await listen((request, response) => {
      codings.push(request.headers["accept-encoding"]);
      if (request.method === "GET") answer(response);
      else response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
    });
    await using server = await gateway(upstream.url, { answerBytes: 100_000 });
    expect(bomb.length).toBeLessThan(100_000);
    expect((await server.post("/predict", four)).status).toBe(500);
    expect(codings).toEqual(["identity", "identity"]);
  });
});

describe("loading a remote", () => {
  it("waits until the server is there", async () => {
    const port = await freePort();
    const api = serve([
      defineModel("adder", { input, output }).predict(
        remoteModel({ url: `http://127.0.0.1:${port}/ml/`, protocol: "json" }),
      ),
    ]);
    await using server = await listen(api);
    expect((await server.get("/ready")).status).toBe(503);
    const early = await server.post("/predict", four);
    expect((await problemOf(early)).code).toBe("model-not-ready");
    const paths: unknown[] = [];
    const late = createServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      answer(response);
    });
    await new Promise<void>((resolve) => late.listen(port, "127.0.0.1", resolve));
    await api.ready();
    expect((await server.post("/predict", four)).status).toBe(200);
    expect(paths).toEqual(["GET /ml/predict", "POST /ml/predict"]);
    late.closeAllConnections();
    await new Promise((resolve) => late.close(resolve));
  });

  it("gives up after its time, with what was said last and after waits that grow", async () => {
    await using upstream = await listen((_request, response) => {
      response.writeHead(503).end("loading");
    });
    const clock = createFakeClock();
    const waits: number[] = [];
    const patient = {
      ...clock,
      after(milliseconds: number, callback: () => void) {
        // The time of a request, or a wait: which then is over at once.
        if (milliseconds === 3_000) return clock.after(milliseconds, callback);
        waits.push(milliseconds);
        clock.advance(milliseconds);
        callback();
        return () => {};
      },
    };
    const remote = remoteModel({
      url: upstream.url,
      name: "far",
      protocol: "json",
      readyTimeoutMs: 10_000,
      clock: patient,
      random: () => 1,
    });
    await expect(serve([defineModel("adder", { input, output }).predict(remote)]).ready()).rejects.toMatchObject({
      code: "remote-not-ready",
      message: "far was not ready within 10000 ms. The remote answered 503: loading",
    });
    expect(waits).toEqual([200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  });

  it.each([
    ["nobody listens", async () => `http://127.0.0.1:${await freePort()}`, "ECONNREFUSED"],
    ["the name is unknown", () => Promise.resolve("http://no-such-host.invalid"), /ENOTFOUND|EAI_AGAIN/],
  ] as const)("says that %s", async (_title, urlOf, reason) => {
    const remote = remoteModel({ url: await urlOf(), protocol: "json", readyTimeoutMs: 1 });
    await expect(serve([defineModel("adder", { input, output }).predict(remote)]).ready()).rejects.toThrow(reason);
  });

  it.each([
    ["a server that does not say yes", { protocol: "openinference", model: "m" }, '{"ready":false}'],
    [
      "a version that is still loading",
      { protocol: "tensorflow", model: "m" },
      '{"model_version_status":[{"state":"LOADING"}]}',
    ],
  ] as const)("takes %s for one that is not ready", async (_title, wire, body) => {
    await using upstream = await listen((_request, response) => {
      response.setHeader("content-type", "application/json").end(body);
    });
    const remote = remoteModel({ url: upstream.url, readyTimeoutMs: 1, ...wire });
    await expect(serve([defineModel("adder", { input, output }).predict(remote)]).ready()).rejects.toMatchObject({
      code: "remote-not-ready",
    });
  });
});

describe("the options of a remote", () => {
  const url = "http://127.0.0.1:8000";
  it.each<[string, Record<string, unknown>, string]>([
    ["no URL", { url: "localhost" }, "is one such as"],
    ["a relative URL", { url: "/models" }, "is one such as"],
    ["another scheme", { url: "file:///etc/passwd" }, "begins with http: or https:, not file:"],
    ["credentials in the URL", { url: "http://me:hunter2@models" }, "has no credentials, query or fragment"],
    ["a query in the URL", { url: "http://models?key=hunter2" }, "has no credentials, query or fragment"],
    ["a broken header", { headers: { "x-key": "hunter2\n" } }, 'The header "x-key"'],
    ["a broken token", { token: "hunter2\n" }, "characters that no header has"],
    ["no time", { timeoutMs: 0 }, "timeoutMs is a whole number from 1"],
    ["too much time", { timeoutMs: 2 ** 31 }, "timeoutMs is a whole number from 1 to 2147483647"],
    ["a part of a retry", { retries: 0.5 }, "retries is a whole number from 0"],
    ["no failures", { circuit: { failureRate: 0 } }, "circuit.failureRate is above 0"],
    ["more failures than calls", { circuit: { failureRate: 1.01 } }, "circuit.failureRate is above 0"],
    ["a path without a slash", { path: "predict" }, "A path begins with a slash"],
  ])("are refused with %s", (_title, options, message) => {
    const make = (): unknown => remoteModel({ url, protocol: "json", ...options });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });

  it("are refused with a version and a label", () => {
    expect(() => remoteModel({ url, protocol: "tensorflow", model: "m", version: "1", label: "stable" })).toThrow(
      "a version or a label, not both",
    );
  });
});
