import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createServer } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { createApp } from "../src/app.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };

async function started(): Promise<AsyncDisposable & { url: string }> {
  const { listener, api } = createApp({ metrics: createMetrics(), exposeMetrics: "loopback", logger: silent });
  await api.ready();
  const server = createServer(listener);
  const url = await server.listen({ port: 0 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = server.close();
      await api.close();
      await closed;
    },
  };
}

const post = (url: string, body: string): Promise<Response> =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json", connection: "close" }, body });

describe("the model server", () => {
  it("tells the three species apart, with its confidence", async () => {
    await using server = await started();
    const answers = [
      ["[5.1,3.5,1.4,0.2]", "setosa"],
      ["[6.0,2.7,4.1,1.2]", "versicolor"],
      ["[6.9,3.1,5.8,2.1]", "virginica"],
    ];
    for (const [features, species] of answers) {
      const response = await post(`${server.url}/predict`, `{"features":${features}}`);
      expect(response.status).toBe(200);
      expect(response.headers.get("x-powered-by")).toBeNull();
      const answer: unknown = await response.json();
      expect(answer).toEqual({ prediction: species, confidence: expect.any(Number) });
    }
  });

  it("speaks TensorFlow Serving and the Open Inference Protocol as well", async () => {
    await using server = await started();
    const instance = { features: [5.1, 3.5, 1.4, 0.2] };
    const rows = await post(`${server.url}/v1/models/iris:predict`, JSON.stringify({ instances: [instance] }));
    expect(await rows.json()).toMatchObject({ predictions: [{ prediction: "setosa" }] });
    const inputs = [{ name: "features", shape: [1, 4], datatype: "FP64", data: instance.features }];
    const tensors = await post(`${server.url}/v2/models/iris/infer`, JSON.stringify({ inputs }));
    expect(await tensors.json()).toMatchObject({ outputs: [{ name: "prediction", data: ["setosa"] }, {}] });
  });

  it("counts each prediction", async () => {
    await using server = await started();
    await post(`${server.url}/models/iris/predict`, '{"features":[5.1,3.5,1.4,0.2]}');
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toContain('predictions_total{model="iris",version="1",outcome="ok"} 1');
    expect(text).toMatch(/prediction_latency_seconds_sum\{model="iris",version="1"\} 0\.\d+/);
  });

  it("refuses a flower that cannot be", async () => {
    await using server = await started();
    const response = await post(`${server.url}/predict`, '{"features":[5.1,-3.5,1.4,200]}');
    expect([response.status, await response.json()]).toMatchObject([
      422,
      {
        errors: [
          { pointer: "/features/1", expected: "at least 0" },
          { pointer: "/features/3", expected: "at most 30" },
        ],
      },
    ]);
  });

  it("answers unknown paths and targets that are no paths with problem details, not with a page", async () => {
    await using server = await started();
    const unknown = await fetch(`${server.url}/nope`);
    expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    for (const target of ["http://", "*", "http://[fe80::a%25eth0]/", "//"]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
          socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
        );
        let text = "";
        socket.on("data", (chunk) => (text += chunk.toString()));
        socket.on("close", () => {
          resolve(text);
        });
      });
      const status = target === "//" ? 404 : 400;
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*application/problem\\+json`));
    }
  });
});
