import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { memoryRateLimitStore, rateLimit } from "@mlops/serve/rate-limit";
import { createFakeClock, createFaultyStore, readMetrics } from "@mlops/serve/testing";
import { allModels, doubler } from "./models.ts";
import { listen } from "./support.ts";

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

async function scrape(server: { get(path: string): Promise<Response> }): Promise<string> {
  return (await server.get("/metrics")).text();
}

describe("the exposition", () => {
  // Where tests have to be complete, the tool has to be there.
  it.skipIf(!hasPromtool && process.env["CI"] !== "true")(
    "passes promtool's check, with every metric in it",
    async () => {
      const api = serve(allModels, { metrics: createMetrics(), fallthrough: false });
      await api.ready();
      await using server = await listen(api);
      await server.post("/models/doubler/predict", { x: [1, 2] });
      await server.post("/models/doubler/predict", { x: [1] });
      await server.post("/models/moody/predict", { mood: 1 });
      const text = await scrape(server);
      for (const name of [
        "predictions_total",
        "prediction_latency_seconds",
        "prediction_queue_seconds",
        "model_run_seconds",
        "model_run_rows",
        "model_running",
        "model_queued",
        "model_ready",
        "http_requests_total",
        "http_requests_in_flight",
        "refusals_total",
        "rate_limit_takes_total",
        "rate_limit_store_up",
        "remote_calls_total",
        "remote_call_seconds",
        "remote_retries_total",
        "remote_circuit_state",
        "nodejs_eventloop_lag_p99_seconds",
        "nodejs_eventloop_lag_max_seconds",
        "process_cpu_seconds_total",
      ]) {
        expect(text).toContain(`# TYPE ${name} `);
      }
      const check = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
      expect([check.status, check.stderr, check.stdout]).toEqual([0, "", ""]);
    },
  );

  it("tells the queue, the run and the rows of each prediction", async () => {
    const clock = createFakeClock();
    const model = defineModel("slow", { input: z.number(), output: z.number() }).predict((rows) => {
      clock.advance(300);
      return rows;
    });
    await using server = await listen(serve([model], { metrics: createMetrics(), clock }));
    await server.post("/predict/batch", [1, 2, 3]);
    const text = await scrape(server);
    expect(text).toContain('prediction_queue_seconds_sum{model="slow",version="1"} 0\n');
    expect(text).toContain('model_run_seconds_sum{model="slow",version="1"} 0.3\n');
    expect(text).toContain('model_run_rows_sum{model="slow",version="1"} 3\n');
    expect(text).toContain('model_ready{model="slow",version="1"} 1\n');
  });

  it("shows what is under way and what waits", async () => {
    let release = (): void => {};
    let arrived = (): void => {};
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    const gate = new Promise<void>((resolve) => (release = resolve));
    const model = defineModel("slow", { input: z.number(), output: z.number() }).predict(async (rows) => {
      arrived();
      await gate;
      return rows;
    });
    const limits = { concurrency: 1, queue: 1 };
    await using server = await listen(serve([model], { metrics: createMetrics(), limits }));
    const first = server.post("/predict", "1");
    await hasArrived;
    const second = server.post("/predict", "2");
    await expect.poll(() => scrape(server)).toContain('model_queued{model="slow",version="1"} 1\n');
    const refused = await server.post("/predict", "3");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    const text = await scrape(server);
    expect(text).toContain('model_running{model="slow",version="1"} 1\n');
    expect(text).toContain("http_requests_in_flight 3\n");
    expect(text).toContain('refusals_total{code="queue-full"} 1\n');
    release();
    expect([await (await first).json(), await (await second).json()]).toEqual([1, 2]);
    expect(await scrape(server)).toContain('model_queued{model="slow",version="1"} 0\n');
  });

  it("count looks at budgets, and tell when the store is away", async () => {
    const clock = createFakeClock();
    const metrics = createMetrics();
    const { store, control } = createFaultyStore(memoryRateLimitStore(), clock);
    const limits = rateLimit({ limit: "1/minute", store, clock, observer: metrics });
    await using server = await listen(serve([doubler], { metrics, rateLimit: limits, clock }));
    const ask = async (): Promise<number> => (await server.post("/predict", { x: [1, 2] })).status;
    expect([await ask(), await ask()]).toEqual([200, 429]);
    let read = readMetrics(await scrape(server));
    const requests = { budget: "requests", by: "store" };
    expect(read.value("rate_limit_takes_total", { ...requests, outcome: "allowed" })).toBe(1);
    expect(read.value("rate_limit_takes_total", { ...requests, outcome: "refused" })).toBe(1);
    expect(read.value("rate_limit_store_up")).toBe(1);
    control.fault = "error";
    expect(await ask()).toBe(200);
    read = readMetrics(await scrape(server));
    expect(read.value("rate_limit_takes_total", { by: "local" })).toBe(1);
    expect(read.value("rate_limit_store_up")).toBe(0);
  });
});
