import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { readMetrics } from "@mlops/serve/testing";
import { allLabels, allModels } from "./models.ts";
import { listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

let server: TestServer;

beforeAll(async () => {
  const api = serve(allModels, {
    labels: allLabels,
    defaultModel: "flowers",
    protocols: [tensorflow(), openInference()],
    metrics: createMetrics(),
    fallthrough: false,
  });
  await api.ready();
  server = await listen(api);
});

afterAll(() => server[Symbol.asyncDispose]());

/** Requests that are answered 200 as they stand. */
const requests: readonly (readonly [path: string, body: unknown])[] = [
  ["/predict", { petal: 4.5, count: 2, note: "a note" }],
  ["/predict/batch", [{ petal: 4.5 }, { petal: 11, count: 3 }]],
  ["/models/echo/predict", { i: 7, bool: true, u8: [1, 2], u64: 3, f64: [1.5, -2e3], text: "ä" }],
  [
    "/v1/models/flowers:predict",
    {
      instances: [
        { petal: 1, count: 1 },
        { petal: 2, count: 2 },
      ],
    },
  ],
  [
    "/v1/models/doubler:predict",
    {
      signature_name: "serving_default",
      inputs: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  ["/v1/models/scorer:classify", { signature_name: "classify", examples: [{ scores: [1, 2, 3] }] }],
  ["/v2/models/doubler/infer", { id: "1", inputs: [{ name: "x", shape: [1, 2], datatype: "FP32", data: [[1, 2]] }] }],
  [
    "/v2/models/echo/infer",
    {
      inputs: [
        { name: "i", shape: [1], datatype: "INT64", data: [7] },
        { name: "text", shape: [1], datatype: "BYTES", data: ["a"] },
      ],
      outputs: [{ name: "i", parameters: { binary_data: false } }],
    },
  ],
];

/** What stands in the place of some bytes of a request. */
const splice = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "-",
    "1e400",
    "-0",
    "9007199254740993",
    "18446744073709551616",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    '"',
    "\\",
    "\\ud800",
    "\u0000",
    '"__proto__":',
    '"constructor":{"prototype":1},',
    "[[[[",
    "NaN",
    "Infinity",
    '{"b64":"!"}',
    "\ufeff",
  ),
  fc.string({ maxLength: 4 }),
);

describe("a request that something went wrong with", () => {
  it.each(requests)("is answered 200 as it stands: %s", async (path, body) => {
    expect((await server.post(path, body)).status).toBe(200);
  });

  it.each(requests)("is never the server's fault, and its answer is JSON: %s", async (path, body) => {
    const text = JSON.stringify(body);
    const place = fc.integer({ min: 0, max: text.length });
    const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 6 }), splice), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(changes, async (edits) => {
        let hostile = text;
        for (const [at, length, piece] of edits) hostile = hostile.slice(0, at) + piece + hostile.slice(at + length);
        const response = await server.post(path, hostile);
        const answer = await response.text();
        expect(response.status, `${hostile}\n${answer}`).toBeLessThan(500);
        // TensorFlow Serving answers with bare tokens for what has no form in JSON.
        const strict = path.startsWith("/v1/") ? answer.replaceAll(/-?\b(?:Infinity|NaN)\b/g, "0") : answer;
        expect(() => JSON.parse(strict), answer).not.toThrow();
        expect(answer).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|undefined is not|Cannot read/);
        expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) },
    );
    expect((await server.post(path, body)).status).toBe(200);
  });
});

describe("a number", () => {
  it.each([
    ["of 10,000 digits", "1".repeat(10_000), 422],
    ["with an exponent of 400 digits", `1e${"9".repeat(400)}`, 422],
    ["with a negative exponent of 400 digits", `1e-${"9".repeat(400)}`, 200],
    ["with 10,000 digits behind the point", `0.${"1".repeat(10_000)}`, 200],
    ["that is the least there is", "5e-324", 200],
    ["that is negative zero", "-0", 200],
    ["in hexadecimal", "0x10", 400],
    ["with a leading zero", "01", 400],
    ["with a plus", "+1", 400],
    ["without a digit before the point", ".5", 400],
    ["with an underscore", "1_000", 400],
  ])("%s is taken or refused, in little time: %s", async (_what, digits, status) => {
    expect((await server.post("/predict", `{"petal":${digits}}`)).status).toBe(status);
  });
});

describe("names that every object has", () => {
  it.each(["toString", "then", "toJSON", "hasOwnProperty", "valueOf", "length", "__proto__", "constructor"])(
    "are unknown fields, and %s is no promise and no method",
    async (name) => {
      const refused = await server.post("/predict", `{"petal":1,"${name}":{"then":1}}`);
      expect((await problemOf(refused)).errors).toMatchObject([{ pointer: `/${name}` }]);
      const tensors = await server.post("/models/doubler/predict", `{"x":[1,2],"${name}":1}`);
      expect(tensors.status).toBe(422);
      expect((await server.post(`/models/${name}/predict`, "{}")).status).toBe(404);
      expect((await server.post(`/v1/models/${name}:predict`, "{}")).status).toBe(404);
      expect((await server.post(`/v2/models/${name}/infer`, "{}")).status).toBe(404);
    },
  );

  it("may be 1,000 in an object and not one more, also those that are numbers", async () => {
    const named = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `"${index * 7919}":1`).join()}}`;
    expect((await problemOf(await server.post("/predict", named(1_000)))).code).toBe("invalid-input");
    expect((await problemOf(await server.post("/predict", named(1_001)))).code).toBe("too-many-keys");
  });
});

describe("the metrics", () => {
  it("have no series more after all this than the statuses and codes that there are", async () => {
    const read = async (): Promise<number> => readMetrics(await (await server.get("/metrics")).text()).seriesCount;
    const before = await read();
    for (let index = 0; index < 100; index += 1) {
      await server.post(`/models/${"x".repeat(index)}/predict`, "{}", { "user-agent": `agent ${index}` });
      await server.post(`/v2/models/m${index}/infer`, "{}");
      await server.get(`/path/${index}`);
    }
    expect(await read()).toBe(before);
  });
});
