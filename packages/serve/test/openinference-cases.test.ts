import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCases, testCases } from "./cases.ts";
import { openInferenceServer } from "./openinference-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const files = readCases("openinference");

describe.each(files)("the Open Inference Protocol answers as it says: %s", (_file, cases) => {
  let server: TestServer;
  beforeAll(async () => {
    const api = openInferenceServer();
    await api.ready();
    server = await listen(api);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testCases(cases, () => server);

  it("and still answers then", async () => {
    const response = await server.get("/v2/health/ready");
    expect([response.status, await response.json()]).toEqual([200, { ready: true }]);
  });
});

it("there are cases for every part of the protocol", () => {
  expect(files.map(([file]) => file.replace(".json", ""))).toEqual([
    "binary",
    "classification",
    "datatypes",
    "errors",
    "infer",
    "metadata",
    "outputs",
    "parameters",
    "paths",
    "shapes",
    "statistics",
  ]);
  expect(files.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(140);
});
