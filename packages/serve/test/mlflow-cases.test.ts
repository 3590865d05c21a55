import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCases, testCases } from "./cases.ts";
import { mlflowServer } from "./mlflow-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const files = readCases("mlflow");

/** Each file is named after the model that is the default one. */
describe.each(files)("the scoring server of MLflow answers as it says: %s", (file, cases) => {
  let server: TestServer;
  beforeAll(async () => {
    const model = file.replace(".json", "");
    const api = mlflowServer(model === "none" ? undefined : model);
    await api.ready();
    server = await listen(api);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testCases(cases, () => server);

  it("and still answers then", async () => {
    expect((await server.get("/ping")).status).toBe(200);
  });
});

it("there are cases for models of every kind", () => {
  expect(files.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(90);
});
