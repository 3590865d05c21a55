import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCases, testCases } from "./cases.ts";
import { seldonServer } from "./seldon-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const files = readCases("seldon");

/** Each file is named after the model that is the default one. */
describe.each(files)("Seldon's protocol answers as it says: %s", (file, cases) => {
  let server: TestServer;
  beforeAll(async () => {
    const model = file.replace(".json", "");
    const api = seldonServer(model === "none" ? undefined : model);
    await api.ready();
    server = await listen(api);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testCases(cases, () => server);

  it("and still answers then", async () => {
    expect((await server.get("/health/status")).status).toBe(200);
  });
});

it("there are cases for models of every kind", () => {
  expect(files.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(90);
});
