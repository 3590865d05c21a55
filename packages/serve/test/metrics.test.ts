import { Counter, Registry, register } from "prom-client";
import { describe, expect, it } from "vitest";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { createFakeClock } from "@mlops/serve/testing";
import { adder, four, listen } from "./support.ts";

describe("metrics", () => {
  it("count predictions by outcome and measure their latency", async () => {
    const clock = createFakeClock();
    const slow = defineModel("adder", { version: "3", input: adder.input, output: adder.output }).predictOne(() => {
      clock.advance(250);
      return { prediction: 1 };
    });
    await using server = await listen(serve([slow], { metrics: createMetrics(), clock }));
    await server.post("/predict", four);
    await server.post("/predict", four);
    await server.post("/predict", { features: [] });
    const response = await server.get("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    expect(text).toContain('predictions_total{model="adder",version="3",outcome="ok"} 2\n');
    expect(text).toContain('predictions_total{model="adder",version="3",outcome="client_error"} 1\n');
    expect(text).toContain('prediction_latency_seconds_count{model="adder",version="3"} 3\n');
    expect(text).toContain('prediction_latency_seconds_bucket{le="0.25",model="adder",version="3"} 3\n');
    expect(text).toContain('prediction_latency_seconds_bucket{le="0.1",model="adder",version="3"} 1\n');
  });

  it("do not grow with what callers send", async () => {
    await using server = await listen(serve([adder], { metrics: createMetrics(), fallthrough: false }));
    await server.post("/predict", four);
    await server.get("/path");
    const series = async (): Promise<number> => (await (await server.get("/metrics")).text()).split("\n").length;
    const before = await series();
    for (let index = 0; index < 50; index += 1) {
      await server.post(`/models/m${index}/predict`, four, { "x-request-id": `r${index}` });
      await server.get(`/path-${index}`);
    }
    expect(await series()).toBe(before);
  });

  it("use a registry that the host has, and never prom-client's global one", async () => {
    const registry = new Registry();
    const own = new Counter({ name: "host_things_total", help: "The host's own.", registers: [registry] });
    own.inc();
    await using server = await listen(serve([adder], { metrics: createMetrics({ registry }) }));
    await server.post("/predict", four);
    const text = await (await server.get("/metrics")).text();
    expect(text).toContain("host_things_total 1");
    expect(text).toContain("predictions_total{");
    expect(await register.getMetricsAsJSON()).toEqual([]);
  });

  it("are hidden from connections that do not come over loopback, unless they are exposed on purpose", async () => {
    const overNetwork =
      (handler: ReturnType<typeof serve>): Parameters<typeof listen>[0] =>
      (request, response) => {
        Object.defineProperty(request.socket, "localAddress", { value: "10.0.0.7", configurable: true });
        handler(request, response);
      };
    const status = async (exposeMetrics: "loopback" | "always" | "never" | undefined): Promise<number> => {
      const api = serve([adder], { metrics: createMetrics(), exposeMetrics });
      await using server = await listen(overNetwork(api));
      return (await server.get("/metrics")).status;
    };
    expect([await status(undefined), await status("loopback"), await status("never"), await status("always")]).toEqual([
      404, 404, 404, 200,
    ]);
  });

  it("are no route at all when none are kept", async () => {
    await using server = await listen(serve([adder]));
    expect((await server.get("/metrics")).status).toBe(404);
  });
});
