import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { adder, four, listen, problemOf } from "./support.ts";

const api = (): ReturnType<typeof serve> => serve([adder], { fallthrough: false });

/** The same four features, padded with blanks to a length in bytes. */
const padded = (length: number): string => JSON.stringify(four).padEnd(length, " ");

/** What comes back over a raw connection until it closes. */
function raw(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("close", () => {
      resolve(received);
    });
    socket.on("error", reject);
  });
}

describe("a bad body", () => {
  it.each([
    ["empty", "", 400, "body-empty", "a JSON value", "nothing"],
    ["not JSON", "{features: 1}", 400, "body-not-json", "a name in double quotes or `}`", "`features`"],
    [
      "cut off",
      '{"features": [1, 2',
      400,
      "body-not-json",
      "`,` or the end of the list or object",
      "the end of the text",
    ],
    ["with a NaN", '{"features": [1, 2, 3, NaN]}', 400, "body-not-json", "a value", "`NaN`"],
    ["with an Infinity", '{"features": [1, 2, 3, -Infinity]}', 400, "body-not-json", "a value", "`-`"],
    ["with a trailing comma", '{"features": [1, 2, 3, 4,]}', 400, "body-not-json", "a value", "`]`"],
    ["with single quotes", "{'features': []}", 400, "body-not-json", "a name in double quotes or `}`", "`'`"],
    ["with something after it", '{"features": [1,2,3,4]} x', 400, "body-not-json", "the end of the text", "`x`"],
    ["with a BOM", "\uFEFF{}", 400, "body-not-json", "a value", "the character U+FEFF"],
  ])("that is %s is refused with its place", async (_what, body, status, code, expected, received) => {
    await using server = await listen(api());
    const response = await server.post("/predict", body);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.errors?.[0]).toMatchObject({ expected, received });
    expect((await server.post("/predict", four)).status).toBe(200);
  });

  it("names line and column of what is not JSON, and hints at NaN", async () => {
    await using server = await listen(api());
    const problem = await problemOf(await server.post("/predict", '{\n  "features": [1, 2, 3, NaN]\n}'));
    expect(problem.detail).toBe("At line 2, column 25: expected a value, received `NaN`.");
    expect(problem.hint).toContain("JSON has no NaN");
  });

  it.each([
    ["no features", {}, "/features", "tuple", "nothing"],
    ["a missing feature", { features: [1, 2, 3] }, "/features", "at least 4 items", "array of 3"],
    ["an extra feature", { features: [1, 2, 3, 4, 5] }, "/features", "at most 4 items", "array of 5"],
    ["an extra field", { features: [1, 2, 3, 4], feature: 1 }, "/feature", "no field of this name", "a field"],
    ["a string for a number", { features: [1, "2", 3, 4] }, "/features/1", "number", "string"],
    ["null for a number", { features: [1, null, 3, 4] }, "/features/1", "number", "null"],
    ["a string for NaN", { features: [1, 2, 3, "NaN"] }, "/features/3", "number", "string"],
    ["an object for the list", { features: { 0: 1, 1: 2, 2: 3, 3: 4 } }, "/features", "tuple", "object"],
    ["a list", [1, 2, 3, 4], "", "object", "array of 4"],
    ["null", null, "", "object", "null"],
    ["a number", 7, "", "object", "integer"],
  ])(
    "with %s is 422 with a pointer, what was expected and what came",
    async (_what, body, pointer, expected, received) => {
      await using server = await listen(api());
      const response = await server.post("/predict", JSON.stringify(body));
      const problem = await problemOf(response);
      expect([response.status, problem.code]).toEqual([422, "invalid-input"]);
      expect(problem.errors).toContainEqual(expect.objectContaining({ pointer, expected, received }));
      expect(problem.errors).toHaveLength(1);
    },
  );

  it("with a field that no object within it names is 422 with its place, except where the value decides or all are let in", async () => {
    const part = z.object({ a: z.number() });
    const input = z.object({
      one: part.optional(),
      many: z.array(part).default([]),
      pair: z.tuple([part, z.string()]).optional(),
      either: z.union([part, z.string()]).optional(),
      loose: z.looseObject({ part: part.optional() }).optional(),
    });
    const model = defineModel("nested", { input, output: z.any() }).predictOne((row) => row);
    await using server = await listen(serve([model]));
    const odd = { a: 1, odd: 2 };
    const body = { one: odd, many: [{ a: 1 }, odd], pair: [odd, ""], loose: { part: odd, odd: 1 }, either: odd };
    const problem = await problemOf(await server.post("/predict", body));
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      "/one/odd",
      "/many/1/odd",
      "/pair/0/odd",
      "/loose/part/odd",
    ]);
    expect((await server.post("/predict", { one: { a: 1 }, either: odd, loose: { odd: 1 } })).status).toBe(200);
  });

  it("with a number beyond a double is 422: Infinity never reaches the model", async () => {
    await using server = await listen(api());
    const problem = await problemOf(await server.post("/predict", '{"features":[1e400,2,3,4]}'));
    expect(problem).toMatchObject({
      code: "not-finite",
      errors: [{ pointer: "/features/0", expected: "a finite number" }],
    });
  });

  it("never sends the caller's values back", async () => {
    await using server = await listen(api());
    const text = await (await server.post("/predict", { features: ["my-password", 2, 3, 4] })).text();
    expect(text).not.toContain("my-password");
  });

  it("with __proto__ leaves prototypes alone", async () => {
    await using server = await listen(api());
    const response = await server.post("/predict", '{"__proto__":{"polluted":1},"features":[1,2,3,4]}');
    expect(response.status).toBe(422);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("may have the limit's length and not one byte more, with and without a declared length", async () => {
    await using server = await listen(serve([adder], { limits: { bodyBytes: 200 } }));
    expect((await server.post("/predict", padded(200))).status).toBe(200);
    const over = await server.post("/predict", padded(201));
    expect([over.status, (await problemOf(over)).code]).toEqual([413, "body-too-large"]);

    const chunked = (body: string): Promise<Response> => {
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(body));
          controller.close();
        },
      });
      const headers = { "content-type": "application/json" };
      return fetch(`${server.url}/predict`, { method: "POST", headers, body: stream, duplex: "half" });
    };
    expect((await chunked(padded(200))).status).toBe(200);
    expect((await chunked(padded(201))).status).toBe(413);
  });

  it("far over the limit is answered 413 and not received to its end", async () => {
    await using server = await listen(api());
    const length = 50_000_000;
    const head = `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
    const received = await raw(server.url, `${head}{`);
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(received.toLowerCase()).toContain("\r\nconnection: close\r\n");
    expect((await server.post("/predict", four)).status).toBe(200);
  });

  it("may nest 100 levels deep and not 101", async () => {
    const model = defineModel("any", { input: z.any(), output: z.any() }).predictOne(() => "ok");
    await using server = await listen(serve([model]));
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect((await server.post("/predict", nested(100))).status).toBe(200);
    const deep = await server.post("/predict", nested(101));
    expect([deep.status, (await problemOf(deep)).code]).toEqual([400, "body-too-deep"]);
    expect((await server.post("/predict", "[".repeat(100_000))).status).toBe(400);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "json",
    "a/".repeat(90),
  ])("declared as %s is 415", async (type) => {
    await using server = await listen(api());
    const response = await server.post("/predict", four, { "content-type": type });
    expect([response.status, (await problemOf(response)).code]).toEqual([415, "unsupported-media-type"]);
  });

  it.each([
    "application/json",
    "application/json; charset=utf-8",
    'Application/JSON;charset="UTF-8"',
    "application/vnd.a+json",
  ])("declared as %s is read", async (type) => {
    await using server = await listen(api());
    expect((await server.post("/predict", four, { "content-type": type })).status).toBe(200);
  });

  it("without any declared type is 415", async () => {
    await using server = await listen(api());
    const response = await fetch(`${server.url}/predict`, { method: "POST", body: new TextEncoder().encode("{}") });
    expect([response.status, (await problemOf(response)).errors?.[0]?.received]).toEqual([415, "no content-type"]);
  });

  it("that is compressed is 415", async () => {
    await using server = await listen(api());
    const response = await server.post("/predict", four, { "content-encoding": "gzip" });
    expect([response.status, (await problemOf(response)).code]).toEqual([415, "unsupported-content-encoding"]);
  });

  it("that is not UTF-8 is 400", async () => {
    await using server = await listen(api());
    const response = await server.post("/predict", Uint8Array.of(0x22, 0xc3, 0x28, 0x22));
    expect([response.status, (await problemOf(response)).code]).toEqual([400, "body-not-utf8"]);
  });

  it("lists at most 20 faults", async () => {
    const model = defineModel("wide", { input: z.array(z.number()), output: z.number() }).predictOne(() => 1);
    await using server = await listen(serve([model]));
    const faults = async (count: number): Promise<number> =>
      (
        await problemOf(
          await server.post(
            "/predict",
            Array.from({ length: count }, () => "x"),
          ),
        )
      ).errors?.length ?? 0;
    expect([await faults(19), await faults(20), await faults(21)]).toEqual([19, 20, 20]);
  });
});

describe("a bad target", () => {
  it.each([
    "/models/nobody/predict",
    "/models/__proto__/predict",
    "/models/constructor/predict",
    "/models/%2E%2E%2Fx/predict",
  ])("%s is 404 model-not-found and names the models that there are", async (path) => {
    await using server = await listen(api());
    const response = await server.post(path, four);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([404, "model-not-found"]);
    expect(problem.errors?.[0]?.expected).toBe("adder");
    expect(JSON.stringify(problem)).not.toContain("nobody");
  });

  it.each(["/", "/PREDICT", "/predict/", "//predict", "/%70redict", "/models/%zz/predict", "/models//predict"])(
    "%s is 404 not-found",
    async (path) => {
      await using server = await listen(api());
      const response = await server.post(path, four);
      expect([response.status, (await problemOf(response)).code]).toEqual([404, "not-found"]);
    },
  );

  it("ignores the query", async () => {
    await using server = await listen(api());
    expect((await server.post("/predict?a=/models/x", four)).status).toBe(200);
  });

  it.each([
    ["GET", "/predict", "OPTIONS, POST"],
    ["DELETE", "/models/adder/predict", "OPTIONS, POST"],
    ["POST", "/health", "GET, HEAD, OPTIONS"],
  ])("%s %s is 405 and says what is allowed", async (method, path, allow) => {
    await using server = await listen(api());
    const response = await fetch(server.url + path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect(await problemOf(response)).toMatchObject({
      code: "method-not-allowed",
      errors: [{ expected: allow, received: method }],
    });
  });

  it("answers OPTIONS with what is allowed and HEAD without a body", async () => {
    await using server = await listen(api());
    const options = await fetch(`${server.url}/predict`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "OPTIONS, POST"]);
    const head = await fetch(`${server.url}/ready`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it.each(["http:// HTTP/1.1", "* HTTP/1.1", "http://[fe80::a%25eth0]/ HTTP/1.1"])(
    "in the form %s is 404 problem details",
    async (target) => {
      await using server = await listen(api());
      const received = await raw(server.url, `GET ${target}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(received).toMatch(/^HTTP\/1\.1 404 /);
      expect(received).toContain("application/problem+json");
    },
  );
});
