import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { serve } from "@mlops/serve";
import type { LimitOptions } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { createFakeModel } from "@mlops/serve/testing";
import { mlflowModels, mlflowServer } from "./mlflow-models.ts";
import { Checker, documentFaults, documentOf } from "./openapi-support.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const csv = { "content-type": "text/csv" };

async function serverOf(model: string, limits?: LimitOptions): Promise<TestServer> {
  const api = mlflowServer(model, limits);
  await api.ready();
  return listen(api);
}

/** The statuses of two requests to `/invocations`: what passes, and one more of it. */
async function statuses(server: TestServer, ...bodies: readonly (string | object)[]): Promise<number[]> {
  const all: number[] = [];
  for (const body of bodies) {
    const response = await server.post("/invocations", body, typeof body === "string" ? csv : {});
    await response.arrayBuffer();
    all.push(response.status);
  }
  return all;
}

describe("the limits of /invocations", () => {
  const rows = (count: number): object => ({ instances: Array.from({ length: count }, () => ({ petal: 1 })) });
  const table = (count: number): string => `petal\n${"1\n".repeat(count)}`;

  it("let so many rows in and not one more, in JSON and in CSV", async () => {
    await using server = await serverOf("flowers", { rows: 3 });
    expect(await statuses(server, rows(3), rows(4), table(3), table(4), table(1_000))).toEqual([
      200, 413, 200, 413, 413,
    ]);
  });

  it("let so many cells of CSV in and not one more", async () => {
    await using server = await serverOf("flowers", { jsonElements: 4 });
    expect(await statuses(server, table(3), table(4))).toEqual([200, 413]);
  });

  it("let so many columns of CSV in and not one more", async () => {
    await using server = await serverOf("lists", { jsonKeys: 2 });
    const quoted = '"a,b",b\n"1",2\n';
    expect(await statuses(server, "a,b\n1,2\n", quoted, "a,b,c\n1,2,3\n", "a,b\n1,2,3\n")).toEqual([
      200, 200, 413, 413,
    ]);
  });

  it("let so long a cell in and not one longer", async () => {
    await using server = await serverOf("flowers", { stringLength: 8 });
    expect(await statuses(server, "petal\n1.234567\n", "petal\n1.2345678\n")).toEqual([200, 413]);
  });

  it("let so many bytes in and not one more: of rows and of CSV those of a batch, else those of tensors", async () => {
    await using flowers = await serverOf("flowers", { batchBytes: 28 });
    const body = JSON.stringify({ instances: [{ petal: 1 }] });
    expect(body).toHaveLength(27);
    const json = { "content-type": "application/json" };
    expect((await flowers.post("/invocations", `${body} `, json)).status).toBe(200);
    expect((await flowers.post("/invocations", `${body}  `, json)).status).toBe(413);
    await using doubler = await serverOf("doubler", { batchBytes: 8, tensorBytes: 21 });
    expect(await statuses(doubler, "a,b\n1,2\n", "a,b\n1,22\n")).toEqual([200, 413]);
    expect(await statuses(doubler, { instances: [[1, 2]] }, { instances: [[1, 22]] })).toEqual([200, 413]);
  });

  it("let so many values of a tensor in and not one more", async () => {
    await using server = await serverOf("doubler", { tensorElements: 6 });
    // Rows are items of lists as well.
    expect(
      await statuses(
        server,
        {
          instances: [
            [1, 2],
            [1, 2],
          ],
        },
        {
          instances: [
            [1, 2],
            [1, 2],
            [1, 2],
          ],
        },
      ),
    ).toEqual([200, 413]);
  });

  it("tell so many faults of rows and no more", async () => {
    await using server = await serverOf("flowers", { reportedErrors: 2 });
    const response = await server.post("/invocations", { instances: [{}, {}, {}, {}] });
    const message = String(((await response.json()) as { message: unknown }).message);
    expect(message.match(/\/instances\/\d/g)).toEqual(["/instances/0", "/instances/1"]);
  });

  it("hold a megabyte of commas, quotes or line ends in little time", async () => {
    await using server = await serverOf("flowers");
    const from = performance.now();
    for (const piece of [",", '"', "\n", "a\n", "1,", '""\n', "\r"]) {
      const text = `petal\n${piece.repeat(Math.floor(1_000_000 / piece.length))}`;
      const response = await server.post("/invocations", text, csv);
      expect([200, 400, 413]).toContain(response.status);
    }
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});

describe("/ping", () => {
  it("fails until the default model is loaded, whatever the others do, and when the server shuts down", async () => {
    let finish = (_done: undefined): void => {};
    const loading = new Promise<undefined>((resolve) => {
      finish = resolve;
    });
    const slow = createFakeModel("slow", { input: z.number(), output: z.number(), loading });
    const [flowers] = mlflowModels;
    if (flowers === undefined) throw new Error("no model");
    const api = serve([flowers, slow.model], { defaultModel: "slow", protocols: [mlflow()] });
    await using server = await listen(api);
    const early = await server.get("/ping");
    expect([early.status, await early.json()]).toEqual([
      503,
      { error_code: "TEMPORARILY_UNAVAILABLE", message: "The model is not loaded." },
    ]);
    expect(early.headers.get("retry-after")).toBe("1");
    finish(undefined);
    await api.ready();
    expect((await server.get("/ping")).status).toBe(200);
    await api.close();
    expect((await server.get("/ping")).status).toBe(503);
    const late = await server.post("/invocations", { instances: [{}] });
    expect([late.status, await late.json()]).toMatchObject([503, { error_code: "TEMPORARILY_UNAVAILABLE" }]);
  });
});

describe("access", () => {
  it("is free to /ping alone; the others are refused in MLflow's words", async () => {
    const token = randomBytes(32).toString("hex");
    const api = serve(mlflowModels, {
      defaultModel: "flowers",
      protocols: [mlflow()],
      auth: auth({ methods: [bearerTokens([{ id: "shop", token }])] }),
    });
    await api.ready();
    await using server = await listen(api);
    expect((await server.get("/ping")).status).toBe(200);
    for (const response of [await server.get("/version"), await server.post("/invocations", { instances: [] })]) {
      expect([response.status, await response.json()]).toMatchObject([401, { error_code: "UNAUTHENTICATED" }]);
    }
    const headers = { authorization: `Bearer ${token}` };
    expect((await server.get("/version", { headers })).status).toBe(200);
    expect((await server.post("/invocations", { instances: [] }, headers)).status).toBe(200);
  });
});

describe("the version", () => {
  it("is the one that is asked for, and one that no header could carry is refused", async () => {
    const api = serve(mlflowModels, { protocols: [mlflow({ version: "3.1.4" })] });
    await using server = await listen(api);
    expect(await (await server.get("/version")).text()).toBe("3.1.4");
    expect(() => mlflow({ version: "" })).toThrow(TypeError);
    expect(() => mlflow({ version: "a\nb" })).toThrow(TypeError);
    expect(() => mlflow({ version: "1".repeat(65) })).toThrow(TypeError);
  });
});

describe("a request that something went wrong with", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverOf("mixed");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const row = { text: "a", flag: true, maybe: 5, tags: ["b"], count: 2 };
  const bodies: readonly (readonly [type: string, text: string])[] = [
    ["application/json", JSON.stringify({ dataframe_records: [row, row], params: {} })],
    [
      "application/json",
      JSON.stringify({ dataframe_split: { columns: Object.keys(row), index: [0], data: [Object.values(row)] } }),
    ],
    ["application/json", JSON.stringify({ inputs: { text: ["a"], flag: [false], none: [null] } })],
    ["text/csv", ',text,flag,maybe,tags\n0,"a ""b""",true,5,"[""c""]"\n1,b,False,,\n'],
  ];
  const pieces = ["", "0", "1e400", "null", "[", "]", "{", "}", ",", ":", '"', '""', "\n", "\r", "\u0000", "\ud800"];
  const splice = fc.oneof(
    fc.constantFrom(...pieces, '"__proto__":', "[[[[", "NaN", "\ufeff"),
    fc.string({ maxLength: 4 }),
  );

  it.each(bodies)("is never the server's fault, and its answer is JSON: %s %s", async (type, text) => {
    expect((await server.post("/invocations", text, { "content-type": type })).status).toBe(200);
    const edit = fc.tuple(fc.integer({ min: 0, max: text.length }), fc.integer({ min: 0, max: 6 }), splice);
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        let hostile = text;
        for (const [at, length, piece] of edits) hostile = hostile.slice(0, at) + piece + hostile.slice(at + length);
        const response = await server.post("/invocations", hostile, { "content-type": type });
        const answer = await response.text();
        expect(response.status, `${hostile}\n${answer}`).toBeLessThan(500);
        expect(Object.keys(JSON.parse(answer) as object)).toEqual(
          response.status === 200 ? ["predictions"] : ["error_code", "message"],
        );
        expect(answer).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|undefined is not|Cannot read|CSV_/);
        expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) },
    );
  });
});

describe("forms of one table", () => {
  it("are all answered alike", async () => {
    await using server = await serverOf("flowers");
    const cell = fc.record({ petal: fc.double({ min: 0, max: 10, noNaN: true }), count: fc.integer() });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (rows) => {
        const data = rows.map(({ petal, count }) => [petal, count]);
        const columns = ["petal", "count"];
        const bodies: (object | string)[] = [
          { dataframe_records: rows },
          { dataframe_split: { columns, data } },
          { instances: rows },
          { inputs: { petal: rows.map(({ petal }) => petal), count: rows.map(({ count }) => count) } },
          [columns, ...data].map((line) => line.join(",")).join("\n"),
        ];
        const [first, ...others] = await Promise.all(
          bodies.map(async (body) => {
            const response = await server.post("/invocations", body, typeof body === "string" ? csv : {});
            expect(response.status).toBe(200);
            return response.text();
          }),
        );
        for (const other of others) expect(other.replaceAll("-0", "0")).toBe(first?.replaceAll("-0", "0"));
      }),
      { numRuns: 30 },
    );
  });
});

describe("the document of a server that speaks MLflow", () => {
  it("is valid, and says what is taken and answered", async () => {
    await using server = await serverOf("flowers");
    const checker = new Checker(await documentOf(server));
    expect(await documentFaults(checker.document)).toEqual([]);
    for (const body of [{ instances: [{ petal: 1 }] }, { dataframe_split: { columns: ["petal"], data: [[1]] } }]) {
      const response = await server.post("/invocations", body);
      expect(response.status).toBe(200);
      expect(await checker.answerFaults("post", "/invocations", response)).toEqual([]);
      expect(checker.takes("/invocations", body)).toBe(true);
    }
    for (const body of [{}, { instances: [], inputs: [] }, { instances: [], params: { a: 1 } }]) {
      const response = await server.post("/invocations", body);
      expect(response.status).toBe(400);
      expect(await checker.answerFaults("post", "/invocations", response)).toEqual([]);
      expect(checker.takes("/invocations", body)).toBe(false);
    }
    expect(await checker.answerFaults("get", "/ping", await server.get("/ping"))).toEqual([]);
    expect(await checker.answerFaults("get", "/version", await server.get("/version"))).toEqual([]);
  });
});
