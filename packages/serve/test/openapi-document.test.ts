import { createHash, randomUUID } from "node:crypto";
import express from "express";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, fail, serve, tensor } from "@mlops/serve";
import type { AnyModel, Exchange } from "@mlops/serve";
import { apiKeys, auth as createAuth, bearerTokens } from "@mlops/serve/auth";
import { openApiDocument } from "@mlops/serve/openapi";
import { rateLimit } from "@mlops/serve/rate-limit";
import { flowers, versions } from "./models.ts";
import { Checker, at, documentOf, documentFaults } from "./openapi-support.ts";
import { adder, four, listen, problemOf } from "./support.ts";

const schemaOf = async (model: AnyModel, side: "input" | "output" = "input"): Promise<unknown> => {
  const document = await openApiDocument([model]);
  expect(await documentFaults(document)).toEqual([]);
  return at(document, `/components/schemas/${model.name}.v${model.version}.${side}`);
};
const modelOf = (input: z.ZodType, more: object = {}): AnyModel =>
  defineModel("m", { input, output: z.unknown(), ...more }).predictOne(() => fail("no"));

describe("openApiDocument", () => {
  it("has the paths without a name for the default model, those without a version for the greatest", async () => {
    const paths = (models: readonly AnyModel[], defaultModel?: string): Promise<string[]> =>
      openApiDocument(models, { defaultModel }).then((document) => Object.keys(document.paths));
    expect(await paths([adder])).toContain("/predict");
    expect(await paths([adder, flowers])).not.toContain("/predict");
    expect(await paths([adder, flowers], "flowers")).toContain("/predict");
    const three = ["2", "10", "9"].map((version) =>
      defineModel("m", { version, input: z.number(), output: z.literal(Number(version)) }).predictOne(() => fail("no")),
    );
    const document = await openApiDocument(three);
    const answer = "/responses/200/content/application~1json/schema/$ref";
    expect(at(document, `/paths/~1models~1m~1predict/post${answer}`)).toBe("#/components/schemas/m.v10.output");
    expect(at(document, `/paths/~1models~1m~1versions~19~1predict/post${answer}`)).toBe(
      "#/components/schemas/m.v9.output",
    );
  });

  it("tells the headers of requests and answers, with the values that the model decides", async () => {
    const document = await openApiDocument([flowers, ...versions], { defaultModel: "flowers" });
    const operation = at(document, "/paths/~1predict/post") as Record<string, unknown>;
    expect(operation["parameters"]).toEqual([
      { $ref: "#/components/parameters/x-request-id" },
      { $ref: "#/components/parameters/x-request-timeout-ms" },
      { $ref: "#/components/parameters/x-priority" },
    ]);
    expect(at(operation, "/responses/200/headers")).toMatchObject({
      "x-model-name": { schema: { const: "flowers" } },
      "x-model-version": { schema: { const: "2" } },
      "x-model-release": { schema: { const: "2.0.1" } },
      "x-clipped": { $ref: "#/components/headers/x-clipped" },
    });
    const plain = at(document, "/paths/~1models~1versioned~1predict/post/responses/200/headers");
    expect(Object.keys(plain as object)).toEqual(["x-request-id", "x-model-name", "x-model-version"]);
    const cached = await openApiDocument([adder], { cache: true });
    expect(at(cached, "/paths/~1predict/post/responses/200/headers/x-cache")).toEqual({
      $ref: "#/components/headers/x-cache",
    });
    expect(at(document, "/components/responses/problem503/headers")).toHaveProperty("retry-after");
  });

  it("lists for each status exactly the codes of the table", async () => {
    const document = await openApiDocument([adder]);
    expect(at(document, "/components/schemas/Problem429/properties/code/enum")).toEqual(["rate-limited"]);
    expect(at(document, "/components/schemas/Problem401/properties/status/const")).toBe(401);
    expect(at(document, "/components/schemas/ErrorCode/enum")).toContain("deadline-exceeded");
  });

  it("refuses unnamed fields where the kit does: in the row and in objects within it, not where the value decides", async () => {
    const inner = z.object({ a: z.number() });
    const one = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };
    const closed = { ...one, additionalProperties: false };
    expect(await schemaOf(modelOf(z.object({ inner, list: z.array(inner).optional() })))).toEqual({
      type: "object",
      properties: { inner: closed, list: { type: "array", items: closed } },
      required: ["inner"],
      additionalProperties: false,
    });
    const either = z.union([z.object({ a: z.number() }), z.string()]);
    expect(await schemaOf(modelOf(z.object({ either })))).toMatchObject({
      properties: { either: { anyOf: [one, { type: "string" }] } },
    });
    expect(await schemaOf(modelOf(z.object({ inner: z.looseObject({}) })))).toMatchObject({
      properties: { inner: { additionalProperties: {} } },
    });
    expect(await schemaOf(modelOf(z.looseObject({})))).toMatchObject({ additionalProperties: {} });
    expect(await schemaOf(modelOf(z.strictObject({})))).toMatchObject({ additionalProperties: false });
  });

  it("has the shapes and ranges of tensors, and what has no form in JSON as nothing", async () => {
    const model = defineTensorModel("t", {
      inputs: {
        grid: tensor("FP32", "batch", 2, "width"),
        byte: tensor("UINT8", "batch"),
        short: tensor("INT16", "batch"),
        long: tensor("INT64", "batch"),
        bits: tensor("BF16", "batch"),
        note: { ...tensor("BYTES", "batch"), optional: true },
      },
      outputs: { label: { ...tensor("INT32", "batch"), labels: ["a", "b"] } },
    }).predict(() => ({ label: new Int32Array(1) }));
    expect(await schemaOf(model)).toEqual({
      type: "object",
      properties: {
        grid: {
          type: "array",
          minItems: 2,
          maxItems: 2,
          items: { type: "array", items: { type: "number", format: "float" } },
          description: "FP32 [batch, 2, width]",
        },
        byte: { type: "integer", format: "uint8", minimum: 0, maximum: 255, description: "UINT8 [batch]" },
        short: { type: "integer", format: "int16", minimum: -32768, maximum: 32767, description: "INT16 [batch]" },
        long: { type: "integer", format: "int64", description: "INT64 [batch]" },
        bits: { not: {}, "x-unrepresentable": "BF16", description: "BF16 [batch]" },
        note: { type: "string", description: "BYTES [batch]" },
      },
      required: ["grid", "byte", "short", "long", "bits"],
      additionalProperties: false,
    });
    expect(at(await schemaOf(model, "output"), "/properties/label/x-labels")).toEqual(["a", "b"]);
  });
});

describe("schemas that JSON Schema cannot tell", () => {
  const endless = (): z.ZodType => z.lazy(() => z.array(endless()));
  const cycle: Record<string, unknown> = {};
  cycle["cycle"] = cycle;
  it.each<[string, z.ZodType]>([
    ["without an end", endless()],
    ["that throw", z.lazy(() => fail("no") as unknown as z.ZodType)],
    ["with metadata that is no JSON", z.string().meta({ cycle })],
    ["with one id twice", z.object({ a: z.string().meta({ id: "X" }), b: z.number().meta({ id: "X" }) })],
  ])("%s take any value and say so", async (_what, schema) => {
    expect(await schemaOf(modelOf(schema))).toMatchObject({ "x-unrepresentable": "schema" });
    await using server = await listen(serve([modelOf(schema)]));
    expect(await documentFaults(await documentOf(server))).toEqual([]);
  });

  it("say so for the part that it cannot", async () => {
    const fields = {
      at: z.date(),
      big: z.bigint().optional(),
      name: z.string().regex(/^a$/i),
      bad: z.string().regex(new RegExp("\\-")),
    };
    expect(await schemaOf(modelOf(z.object(fields)))).toMatchObject({
      properties: {
        at: { "x-unrepresentable": "date" },
        big: { "x-unrepresentable": "bigint" },
        name: { type: "string", "x-unrepresentable": "pattern" },
        bad: { type: "string", "x-unrepresentable": "pattern" },
      },
      required: ["at", "name", "bad"],
    });
    const codec = defineModel("m", { input: z.number(), output: z.number().transform(String) });
    expect(
      await schemaOf(
        codec.predictOne(() => 1),
        "output",
      ),
    ).toEqual({ "x-unrepresentable": "transform" });
  });

  it("refer to themselves and to others by their components", async () => {
    const node = z.object({
      value: z.number(),
      get next(): z.ZodOptional<z.ZodType> {
        return node.optional();
      },
    });
    const named = node.meta({ id: "a node/1" });
    for (const schema of [node, named, z.object({ first: named, second: named }), z.array(z.lazy(() => node))]) {
      expect(await documentFaults(await openApiDocument([modelOf(schema)]))).toEqual([]);
    }
    const checker = new Checker(await openApiDocument([modelOf(z.object({ first: named }))]));
    expect(checker.takes("/predict", { first: { value: 1, next: { value: 2 } } })).toBe(true);
    expect(checker.takes("/predict", { first: { value: 1, next: { value: "2" } } })).toBe(false);
  });
});

describe("rules of features", () => {
  it("that refuse are bounds and values, within those of the schema", async () => {
    const input = z.object({
      size: z.number().min(1).max(5),
      label: z.enum(["a", "b", "c"]),
      pair: z.array(z.number()),
      fixed: z.tuple([z.number(), z.number()]),
    });
    const rules = {
      size: { name: "the size", min: 0, max: 3 },
      label: { values: ["b", "z"] },
      pair: [{ min: 0 }, { max: 9 }],
      fixed: [{ min: 0 }, {}],
    };
    expect(at(await schemaOf(modelOf(input, { rules })), "/properties")).toEqual({
      size: { title: "the size", type: "number", minimum: 1, maximum: 3 },
      label: { type: "string", enum: ["b"] },
      pair: {
        type: "array",
        prefixItems: [
          { type: "number", minimum: 0 },
          { type: "number", maximum: 9 },
        ],
        items: { type: "number" },
      },
      fixed: {
        type: "array",
        prefixItems: [{ type: "number", minimum: 0 }, { type: "number" }],
        items: false,
        minItems: 2,
        maxItems: 2,
      },
    });
  });

  it("that clip refuse nothing, not even what the schema alone would", async () => {
    const input = z.object({ x: z.number().min(0).lt(20), y: z.number().min(3) });
    const rules = { x: { min: 1, max: 9, outside: "clip" }, y: { min: 2, outside: "clip" } };
    expect(at(await schemaOf(modelOf(input, { rules })), "/properties")).toEqual({
      x: { type: "number", "x-clip": { minimum: 1, maximum: 9 } },
      y: { type: "number", minimum: 3, "x-clip": { minimum: 2 } },
    });
  });

  it("of tensors are for the places of their last dimension and never widen the datatype", async () => {
    const model = defineTensorModel("t", {
      inputs: { x: tensor("UINT8", "batch", 2), y: tensor("INT8", "batch") },
      outputs: { z: tensor("INT8", "batch") },
      rules: { x: [{ max: 300 }, { min: 5, outside: "clip" }], y: { min: 0 } },
    }).predict(({ y }) => ({ z: y.data }));
    const { x, y } = at(await schemaOf(model), "/properties") as Record<string, { prefixItems: unknown }>;
    const byte = { type: "integer", format: "uint8", minimum: 0, maximum: 255 };
    expect(x?.prefixItems).toEqual([byte, { ...byte, "x-clip": { minimum: 5 } }]);
    expect(y).toMatchObject({ minimum: 0, maximum: 127 });
  });
});

describe("examples", () => {
  it("are those of the metadata that the contract takes, and are answered", async () => {
    const input = z
      .object({ size: z.number().max(9) })
      .meta({ examples: [{ size: 3 }, { size: 10 }, { size: 4, odd: 1 }, { size: 8 }] });
    const output = z.object({ label: z.string().meta({ examples: ["long"] }) });
    const model = defineModel("m", { input, output, rules: { size: { max: 7 } } }).predictOne(() => ({
      label: "long",
    }));
    await using server = await listen(serve([model]));
    const document = await documentOf(server);
    const post = at(document, "/paths/~1predict/post");
    const examples = at(post, "/requestBody/content/application~1json/examples");
    expect(examples).toEqual({ example1: { value: { size: 3 } } });
    expect(at(post, "/responses/200/content/application~1json/examples")).toEqual({
      example1: { value: { label: "long" } },
    });
    for (const { value } of Object.values(examples as Record<string, { value: unknown }>)) {
      expect((await server.post("/predict", value)).status).toBe(200);
    }
  });

  it("are put together of those of the fields, but not past a check that the row fails", async () => {
    const fields = { a: z.number().meta({ examples: [1, 2] }), b: z.number().meta({ examples: [5] }) };
    const examples = async (input: z.ZodType): Promise<unknown> =>
      at(
        await openApiDocument([modelOf(input)]),
        "/paths/~1predict/post/requestBody/content/application~1json/examples",
      );
    expect(await examples(z.object(fields))).toEqual({ example1: { value: { a: 1, b: 5 } } });
    expect(await examples(z.object({ ...fields, c: z.number() }))).toBeUndefined();
    expect(await examples(z.object(fields).refine(async ({ a, b }) => a > b))).toBeUndefined();
    const failing = z.object(fields).refine(() => Promise.reject(new Error("no")));
    expect(await examples(failing)).toBeUndefined();
  });
});

describe("serve", () => {
  const auth = {
    authenticate: async (exchange: Exchange): Promise<void> => {
      exchange.principal = { id: "me", scopes: new Set() };
    },
  };

  it("says what its options say of the server, and where its paths begin", async () => {
    const servers = [{ url: "https://models.example" }];
    await using named = await listen(
      serve([adder], { openapi: { title: "T", version: "7", description: "D", servers } }),
    );
    const document = await documentOf(named);
    expect(await documentFaults(document)).toEqual([]);
    expect([document.info, document.servers]).toEqual([{ title: "T", version: "7", description: "D" }, servers]);
    await using plain = await listen(serve([adder]));
    const { info, servers: own } = await documentOf(plain);
    expect([info, own]).toEqual([{ title: "Model server", version: "1" }, [{ url: "." }]]);
  });

  it("answers under a mount path, from which the relative server leads to the routes", async () => {
    await using server = await listen(express().use("/ml", serve([adder])));
    const place = `${server.url}/ml/openapi.json`;
    const document = (await (await fetch(place)).json()) as { servers: [{ url: string }] };
    const base = new URL(document.servers[0].url, place).href.replace(/\/$/, "");
    const path = `${base}/predict`.slice(server.url.length);
    expect((await server.post(path, four)).status).toBe(200);
  });

  it("has no document when told so", async () => {
    await using server = await listen(serve([adder], { openapi: false }));
    expect((await problemOf(await server.get("/openapi.json"))).code).toBe("not-found");
  });

  it("tells how to get in, which routes are free, and the statuses of its guards", async () => {
    await using free = await listen(serve([adder]));
    const open = await documentOf(free);
    expect([open.components["securitySchemes"], at(open, "/paths/~1predict/post/security")]).toEqual([
      undefined,
      undefined,
    ]);
    expect(Object.keys(at(open, "/paths/~1predict/post/responses") as object)).not.toContain("401");

    await using guarded = await listen(serve([adder], { auth }));
    const document = await documentOf(guarded);
    expect(await documentFaults(document)).toEqual([]);
    expect(document.components["securitySchemes"]).toEqual({ bearer: { type: "http", scheme: "bearer" } });
    expect(at(document, "/paths/~1predict/post/security")).toEqual([{ bearer: ["predict"] }]);
    expect(at(document, "/paths/~1openapi.json/get/security")).toEqual([{ bearer: ["metadata"] }]);
    expect(at(document, "/paths/~1health/get/security")).toEqual([]);
    expect(Object.keys(at(document, "/paths/~1predict/post/responses") as object)).toEqual(
      expect.arrayContaining(["401", "403"]),
    );
  });

  it("tells of each method of authentication, and what is answered without one and without a scope", async () => {
    const [token, key] = [randomUUID(), randomUUID()];
    const sha256 = createHash("sha256").update(key).digest("hex");
    const methods = [
      bearerTokens([{ id: "a", token, scopes: ["metadata"] }]),
      apiKeys({ keys: [{ id: "b", sha256 }] }),
    ];
    await using server = await listen(serve([adder], { auth: createAuth({ methods }) }));
    const document = await documentOf(server, { authorization: `Bearer ${token}` });
    expect(await documentFaults(document)).toEqual([]);
    expect(document.components["securitySchemes"]).toEqual({
      bearer: { type: "http", scheme: "bearer" },
      "x-api-key": { type: "apiKey", in: "header", name: "x-api-key" },
    });
    expect(at(document, "/paths/~1predict/post/security")).toEqual([
      { bearer: ["predict"] },
      { "x-api-key": ["predict"] },
    ]);
    const checker = new Checker(document);
    for (const [status, headers] of [
      [401, {}],
      [403, { authorization: `Bearer ${token}` }],
      [200, { "x-api-key": key }],
    ] as const) {
      const response = await server.post("/predict", four, headers);
      expect(response.status).toBe(status);
      expect(await checker.answerFaults("post", "/predict", response)).toEqual([]);
    }
    const locked = await server.get("/openapi.json");
    expect(locked.status).toBe(401);
    expect(await checker.answerFaults("get", "/openapi.json", locked)).toEqual([]);
  });

  it("tells what is answered to a caller whose budget is used up, and to others", async () => {
    await using server = await listen(serve([adder], { rateLimit: rateLimit({ limit: "1/day" }) }));
    // Reading the document would use the budget up.
    const checker = new Checker(await openApiDocument([adder], { rateLimit: true }));
    for (const status of [200, 429]) {
      const response = await server.post("/predict", four);
      expect([response.status, response.headers.has("ratelimit")]).toEqual([status, true]);
      expect(await checker.answerFaults("post", "/predict", response)).toEqual([]);
      const { responses } = at(checker.document, "/paths/~1predict/post") as { responses: object };
      expect(responses).toHaveProperty(String(status));
    }
    const free = await openApiDocument([adder]);
    expect(at(free, "/paths/~1predict/post/responses")).not.toHaveProperty("429");
  });

  it("has the routes that a protocol tells of", async () => {
    const paths = { "/v9/live": { get: { responses: { 200: { description: "It lives." } } } } };
    const protocol = {
      name: "nine",
      owns: () => false,
      find: () => undefined,
      renderError: () => ({ status: 500 }),
      openApi: () => ({ paths, schemas: { "nine.Thing": { type: "object" } } }),
    };
    await using server = await listen(serve([adder], { protocols: [() => protocol] }));
    const document = await documentOf(server);
    expect(await documentFaults(document)).toEqual([]);
    expect(document.paths["/v9/live"]).toEqual(paths["/v9/live"]);
    expect(at(document, "/components/schemas/nine.Thing")).toEqual({ type: "object" });
  });
});
