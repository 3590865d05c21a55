import { afterAll, beforeAll, describe } from "vitest";
import { serve } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { readCases, testCases } from "./cases.ts";
import { allLabels } from "./models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";
import { tensorflowModels } from "./tensorflow-models.ts";

describe.each(readCases("tensorflow"))("%s", (file, cases) => {
  let server: TestServer;
  beforeAll(async () => {
    const meaning = file === "kserve.json" ? "kserve" : "tensorflow";
    const handler = serve(tensorflowModels, { labels: allLabels, protocols: [tensorflow({ meaning })] });
    server = await listen(handler);
    await handler.ready();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testCases(cases, () => server);
});
