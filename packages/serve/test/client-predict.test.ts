import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, fail, serve } from "@mlops/serve";
import { ServeClientError, createClient } from "@mlops/serve/client";
import type { ClientOptions } from "@mlops/serve/client";
import { doubler, echo, flowers } from "./models.ts";
import { listen } from "./support.ts";

/** The failure of a call; fails the test where there is none, or one that is not the client's. */
async function failureOf(call: Promise<unknown>): Promise<ServeClientError> {
  const error: unknown = await call.then(
    () => "it was answered",
    (thrown: unknown) => thrown,
  );
  if (error instanceof ServeClientError) return error;
  throw error;
}

const api = serve([flowers, doubler, echo]);
const clientOf = (url: string, options: Partial<ClientOptions> = {}): ReturnType<typeof createClient<typeof api>> =>
  createClient<typeof api>({ url, ...options });

describe("a call", () => {
  it("gives the prediction of a model of rows, and of one of tensors", async () => {
    await using server = await listen(api);
    const client = clientOf(server.url);
    expect(await client.predict("flowers", { petal: 1 })).toEqual({ species: "setosa", score: 0.1 });
    expect(await client.predict("doubler", { x: [1, 2.5] })).toEqual({ y: [2, 5] });
  });

  it("names no model where there is one, also for a row that is a text", async () => {
    const only = serve([doubler]);
    await using doubles = await listen(only);
    const client = createClient<typeof only>({ url: doubles.url });
    expect(await client.predict({ x: [1, 2] }, { requestId: "r" })).toEqual({ y: [2, 4] });
    expect(await client.predictBatch([{ x: [1, 2] }])).toEqual({ predictions: [{ y: [2, 4] }], count: 1, errors: [] });
    const upper = defineModel("upper", { input: z.string(), output: z.string() }).predictOne((row) =>
      row.toUpperCase(),
    );
    const texts = serve([upper]);
    await using server = await listen(texts);
    const other = createClient<typeof texts>({ url: new URL(`${server.url}/`) });
    expect(await other.predict("upper")).toBe("UPPER");
    expect(await other.predict("upper", "named", { requestId: "r" })).toBe("NAMED");
  });

  it("reaches a version, and a handler under a path", async () => {
    const seen: (string | undefined)[] = [];
    await using server = await listen((request, response) => {
      seen.push(request.url);
      request.url = request.url?.replace("/ml", "") ?? "/";
      api(request, response);
    });
    const client = clientOf(`${server.url}/ml//`);
    await client.predict("flowers", { petal: 1 }, { version: "2" });
    expect(seen).toEqual(["/ml/models/flowers/versions/2/predict"]);
    expect((await failureOf(client.predict("flowers", { petal: 1 }, { version: "9" }))).code).toBe("version-not-found");
  });

  it("gives a batch with what failed in it, and fails where the whole of it does", async () => {
    await using server = await listen(api);
    const client = clientOf(server.url);
    const { predictions, count, errors } = await client.predictBatch("flowers", [
      { petal: 1 },
      { petal: 1, note: "refuse" },
    ]);
    expect([predictions, count]).toEqual([[{ species: "setosa", score: 0.1 }, null], 2]);
    expect(errors).toEqual([{ index: 1, code: "row-failed", detail: "There is nothing to name." }]);
    const many = Array.from({ length: 1001 }, () => ({ petal: 1 }));
    expect((await failureOf(client.predictBatch("flowers", many))).code).toBe("too-many-rows");
  });

  it("sends integers with all digits; a parser of the caller's keeps those of the answer", async () => {
    await using server = await listen(api);
    const i = 9_223_372_036_854_775_807n;
    expect((await clientOf(server.url).predict("echo", { i })).i).toBe(2 ** 63);
    const parse = (text: string): unknown => ({ i: BigInt(/"i":(-?\d+)/.exec(text)?.[1] ?? 0) });
    expect((await clientOf(server.url, { parse }).predict("echo", { i })).i).toBe(i);
  });

  it("writes everything else as JSON.stringify does", async () => {
    const bodies: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      bodies.push(init?.body);
      return Response.json(1);
    };
    const client = createClient<{ readonly models: readonly [] }>({ url: "http://x", fetch }) as unknown as {
      predict(row: unknown): Promise<unknown>;
    };
    const rows = [
      { a: undefined, b: null, 'c"': [undefined, [1, "ä\u2028\u0000"]], d: new Date(0), e: Number.NaN, f: {}, g: -0 },
      // oxlint-disable-next-line no-sparse-arrays -- what JSON makes of it is the question
      [, 1],
      { __proto__: { hidden: 1 }, own: new Float32Array(2) },
      null,
      "text",
      true,
    ];
    for (const row of rows) await client.predict(row);
    expect(bodies).toEqual(rows.map((row) => JSON.stringify(row)));
  });

  it("carries headers, a token that may be new for each call, and the id", async () => {
    const seen: unknown[] = [];
    await using server = await listen((request, response) => {
      const { authorization, "x-tenant": tenant, "x-request-id": id, "x-request-timeout-ms": wait } = request.headers;
      seen.push([authorization, tenant, id, Number(wait) > 0 && Number(wait) <= 5000]);
      api(request, response);
    });
    let number = 0;
    const client = clientOf(server.url, { headers: { "x-tenant": "t" }, token: async () => `t${(number += 1)}` });
    await client.predict("flowers", { petal: 1 }, { requestId: "one", timeoutMs: 5000 });
    await client.predict("flowers", { petal: 1 }, { requestId: "two", timeoutMs: 5000 });
    expect(seen).toEqual([
      ["Bearer t1", "t", "one", true],
      ["Bearer t2", "t", "two", true],
    ]);
    const broken = clientOf(server.url, { token: () => Promise.reject(new Error("no token")) });
    await expect(broken.predict("flowers", { petal: 1 })).rejects.toThrow("no token");
  });
});

describe("the health of a server", () => {
  it("is told, also where it is bad", async () => {
    let settle = (_error: Error): void => {};
    const load = (): Promise<never> => new Promise((_resolve, reject) => (settle = reject));
    const loading = serve([defineModel("m", { input: z.number(), output: z.number() }).predict({ load })]);
    await using server = await listen(loading);
    const client = createClient<typeof loading>({ url: server.url });
    expect([await client.ready(), (await client.health()).status]).toEqual([false, "starting"]);
    settle(new Error("no"));
    await expect(loading.ready()).rejects.toThrow("no");
    expect([await client.ready(), await client.health()]).toEqual([
      false,
      { status: "unhealthy", model_loaded: false, version: "1" },
    ]);
    await using well = await listen(api);
    const other = clientOf(well.url);
    expect([await other.ready(), (await other.health()).status]).toEqual([true, "healthy"]);
  });

  it("is no answer of another server's", async () => {
    await using server = await listen((_request, response) => {
      response.setHeader("content-type", "application/json").end("{}");
    });
    expect((await failureOf(clientOf(server.url).health())).code).toBe("http-error");
    expect((await failureOf(clientOf(server.url).predictBatch("doubler", []))).code).toBe("http-error");
  });
});

describe("a failed call", () => {
  it("tells what the server says", async () => {
    await using server = await listen(api);
    const error = await failureOf(clientOf(server.url).predict("doubler", { x: [1] }, { requestId: "r-1" }));
    expect(error).toMatchObject({
      name: "ServeClientError",
      message: "POST /models/doubler/predict: 422 invalid-input: One value is not as it should be.",
      status: 422,
      code: "invalid-input",
      requestId: "r-1",
      retryAfter: undefined,
      problem: { errors: [{ pointer: "/x", expected: "a list of 2" }] },
    });
  });

  it.each([
    [502, "text/html", "<html>Bad gateway</html>", "502 with text/html in place of JSON"],
    [200, "text/html", "<html>Sign in</html>", "200 with text/html in place of JSON"],
    [200, "application/json", "<html>", "200 with a body that is no JSON"],
    [200, "application/json", "", "200 with a body that is no JSON"],
    [404, "application/json", '{"message":"no route"}', "404 with another body than problem details"],
    [500, "application/json", "null", "500 with another body than problem details"],
    [204, undefined, "", "204 with no media type in place of JSON"],
  ])("tells of an answer %i %s %j that is none of the kit's", async (status, type, body, message) => {
    await using server = await listen((_request, response) => {
      response.writeHead(status, type === undefined ? {} : { "content-type": type }).end(body);
    });
    const error = await failureOf(clientOf(server.url).predict("doubler", { x: [1, 2] }));
    expect(error).toMatchObject({ code: "http-error", status, problem: undefined });
    expect(error.message).toBe(`POST /models/doubler/predict: ${message}`);
  });

  it("does not read a page without end", async () => {
    let isClosed = (): void => {};
    const wasClosed = new Promise<void>((resolve) => (isClosed = resolve));
    await using server = await listen((_request, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.on("close", isClosed);
      const more = (): void => {
        while (!response.closed && response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      more();
    });
    expect((await failureOf(clientOf(server.url).predict("doubler", { x: [1, 2] }))).status).toBe(502);
    await wasClosed;
  });

  it("is a network failure without an answer, and with half of one", async () => {
    await using server = await listen((request, response) => {
      if (request.url?.includes("echo") === true) request.socket.destroy();
      else {
        response.writeHead(200, { "content-type": "application/json", "content-length": 100 }).write('{"y":');
        setImmediate(() => request.socket.destroy());
      }
    });
    const client = clientOf(server.url, { retries: 0 });
    expect(await failureOf(client.predict("echo", { i: 1 }))).toMatchObject({
      code: "network",
      status: undefined,
      message: "POST /models/echo/predict: no answer",
    });
    expect(await failureOf(client.predict("doubler", { x: [1, 2] }))).toMatchObject({
      code: "network",
      status: 200,
      message: "POST /models/doubler/predict: the answer broke off",
    });
  });

  it("that the model refuses has the code for it", async () => {
    const refusing = serve([
      defineModel("no", { input: z.number(), output: z.number() }).predictOne(() => fail("No.")),
    ]);
    await using server = await listen(refusing);
    expect(await failureOf(createClient<typeof refusing>({ url: server.url }).predict(1))).toMatchObject({
      code: "row-failed",
      problem: { detail: "No." },
    });
  });
});
