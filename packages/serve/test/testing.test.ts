import { describe, expect, it } from "vitest";
import * as z from "zod";
import { serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { memoryRateLimitStore, rateLimit } from "@mlops/serve/rate-limit";
import { createFakeClock, createFakeModel, createFaultyStore, readMetrics } from "@mlops/serve/testing";
import type { Fault } from "@mlops/serve/testing";
import { adder, four, listen, problemOf } from "./support.ts";

const numbers = { input: z.number(), output: z.number() };

describe("createFakeClock", () => {
  it("calls back in the order of the times, also what is set meanwhile, and nothing that was cancelled", () => {
    const clock = createFakeClock(100);
    const seen: string[] = [];
    clock.after(30, () => seen.push(`late at ${clock.now()}`));
    clock.after(10, () => {
      seen.push(`early at ${clock.now()}`);
      clock.after(5, () => seen.push(`within at ${clock.now()}`));
    });
    clock.after(20, () => seen.push("cancelled"))();
    clock.advance(29);
    expect([...seen, clock.waiting]).toEqual(["early at 110", "within at 115", 1]);
    clock.advance(1);
    expect(seen.at(-1)).toBe("late at 130");
    expect(clock.now()).toBe(130);
  });
});

describe("createFakeModel", () => {
  it("has its runs ended by the test, in any order", async () => {
    const { model, nextRun, runs } = createFakeModel("fake", numbers);
    await using server = await listen(serve([model]));
    const first = server.post("/predict", "1");
    const one = await nextRun();
    const second = server.post("/predict", "2", { "x-request-id": "r2" });
    const two = await nextRun();
    two.answer([20]);
    expect(await (await second).json()).toBe(20);
    one.fail(new Error("secret"));
    expect((await problemOf(await first)).code).toBe("prediction-failed");
    expect(runs.map(({ rows, context }) => [rows, context.requestIds])).toEqual([
      [[1], [expect.any(String)]],
      [[2], ["r2"]],
    ]);
  });

  it("loads when the test says so, and tells that it was freed", async () => {
    let load = (): void => {};
    const fake = createFakeModel("fake", { ...numbers, loading: new Promise<void>((resolve) => (load = resolve)) });
    const api = serve([fake.model]);
    await using server = await listen(api);
    expect((await server.get("/ready")).status).toBe(503);
    load();
    await api.ready();
    expect((await server.get("/ready")).status).toBe(200);
    expect(fake.isClosed).toBe(false);
    await api.close();
    expect(fake.isClosed).toBe(true);
  });
});

describe("createFaultyStore", () => {
  it.each<Fault>(["none", "error", "hang", { delayMs: 10 }])(
    "makes limits go on while the store does this: %j",
    async (fault) => {
      const clock = createFakeClock();
      const { store, control } = createFaultyStore(memoryRateLimitStore(), clock);
      control.fault = fault;
      const limits = rateLimit({ limit: "2/minute", store, clock, storeTimeoutMs: 50 });
      await using server = await listen(serve([adder], { rateLimit: limits, clock }));
      const ask = async (): Promise<number> => {
        const response = server.post("/predict", four);
        const timer = setInterval(() => {
          clock.advance(10);
        }, 1);
        const { status } = await response;
        clearInterval(timer);
        return status;
      };
      expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    },
  );
});

describe("readMetrics", () => {
  it("gives the values of an exposition by name and labels", async () => {
    await using server = await listen(serve([adder], { metrics: createMetrics() }));
    await server.post("/predict", four);
    await server.post("/predict", {});
    const metrics = readMetrics(await (await server.get("/metrics")).text());
    expect(metrics.value("predictions_total", { model: "adder", outcome: "ok" })).toBe(1);
    expect(metrics.value("predictions_total", { outcome: "client_error" })).toBe(1);
    expect(metrics.value("predictions_total", { outcome: "none" })).toBeUndefined();
    expect(metrics.value("prediction_latency_seconds_bucket", { le: "+Inf" })).toBe(2);
    expect(metrics.seriesCount).toBeGreaterThan(50);
    expect(() => metrics.value("predictions_total")).toThrow("2 series");
  });

  it("reads labels with every character, and refuses what is no exposition", () => {
    const text = '# HELP a b\na{x="1,\\"2\\"\\n\\\\",y="}"} 1e3 1700000000\nb +Inf\n';
    const metrics = readMetrics(text);
    expect(metrics.value("a", { x: '1,"2"\n\\', y: "}" })).toBe(1_000);
    expect(metrics.value("b")).toBe(Number.POSITIVE_INFINITY);
    expect(() => readMetrics("<html>")).toThrow("No line of the text format");
  });
});
