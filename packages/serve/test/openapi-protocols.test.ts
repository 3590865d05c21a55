import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { openInference } from "@mlops/serve/protocols/openinference";
import { seldon } from "@mlops/serve/protocols/seldon";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { allLabels, allModels } from "./models.ts";
import { Checker, documentFaults, documentOf } from "./openapi-support.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

describe("the document of a server that speaks every protocol", () => {
  let server: TestServer;
  let checker: Checker;

  beforeAll(async () => {
    const protocols = [tensorflow(), openInference(), mlflow(), seldon()];
    const api = serve(allModels, { labels: allLabels, protocols, fallthrough: false });
    await api.ready();
    server = await listen(api);
    checker = new Checker(await documentOf(server));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("is valid OpenAPI 3.1", async () => {
    expect(await documentFaults(checker.document)).toEqual([]);
  });

  const tensors = { inputs: [{ name: "x", shape: [1, 2], datatype: "FP32", data: [1, 2] }] };
  it.each<[method: "get" | "post", template: string, path: string, status: number, body?: unknown]>([
    ["post", "/v1/models/{model}:predict", "/v1/models/doubler:predict", 200, { instances: [[1, 2]] }],
    ["post", "/v1/models/{model}:predict", "/v1/models/doubler:predict", 200, { inputs: [[1, 2]] }],
    ["post", "/v1/models/{model}:predict", "/v1/models/doubler:predict", 400, { instances: [[1]] }],
    [
      "post",
      "/v1/models/{model}/labels/{label}:predict",
      "/v1/models/versioned/labels/stable:predict",
      200,
      { instances: [1] },
    ],
    [
      "post",
      "/v1/models/{model}:classify",
      "/v1/models/flowers:classify",
      200,
      { signature_name: "classify", examples: [{ petal: 1 }] },
    ],
    [
      "post",
      "/v1/models/{model}:regress",
      "/v1/models/flowers:regress",
      200,
      { signature_name: "regress", examples: [{ petal: 1 }] },
    ],
    ["get", "/v1/models/{model}", "/v1/models/versioned", 200],
    ["get", "/v1/models/{model}/metadata", "/v1/models/flowers/metadata", 200],
    ["get", "/v1/models/{model}/versions/{version}", "/v1/models/versioned/versions/9", 404],
    ["post", "/invocations", "/invocations", 404, { instances: [] }],
    ["post", "/api/v1.0/predictions", "/api/v1.0/predictions", 404, { strData: "a" }],
    ["get", "/v2", "/v2", 200],
    ["get", "/v2/health/live", "/v2/health/live", 200],
    ["get", "/v2/health/ready", "/v2/health/ready", 200],
    ["get", "/v2/models/stats", "/v2/models/stats", 200],
    ["get", "/v2/models/{model}", "/v2/models/echo", 200],
    ["get", "/v2/models/{model}/ready", "/v2/models/echo/ready", 200],
    ["get", "/v2/models/{model}/config", "/v2/models/echo/config", 200],
    ["get", "/v2/models/{model}/versions/{version}/stats", "/v2/models/versioned/versions/1/stats", 200],
    ["get", "/v2/models/{model}", "/v2/models/rose", 404],
    ["post", "/v2/models/{model}/infer", "/v2/models/doubler/infer", 200, tensors],
    ["post", "/v2/models/{model}/infer", "/v2/models/doubler/infer", 200, { id: "a", ...tensors }],
    ["post", "/v2/models/{model}/infer", "/v2/models/doubler/infer", 400, { inputs: [] }],
  ])("says of %s %s what is answered at %s with %i", async (method, template, path, status, body) => {
    const response = method === "get" ? await server.get(path) : await server.post(path, body);
    expect(response.status).toBe(status);
    expect(await checker.answerFaults(method, template, response)).toEqual([]);
    if (method === "post" && status === 200) expect(checker.takes(template, body)).toBe(true);
  });

  it("takes no request that is of another form", () => {
    expect(checker.takes("/v1/models/{model}:predict", { instances: [1], inputs: [1] })).toBe(false);
    expect(checker.takes("/v1/models/{model}:predict", {})).toBe(false);
    expect(checker.takes("/v2/models/{model}/infer", { inputs: [{ name: "x", shape: [-1], datatype: "FP32" }] })).toBe(
      false,
    );
    expect(checker.takes("/v2/models/{model}/infer", { inputs: [{ name: "x", shape: [1], datatype: "fp32" }] })).toBe(
      false,
    );
  });
});
