import { describe, expect, it } from "vitest";
import * as z from "zod";
import { serve } from "@mlops/serve";
import type { Authentication } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { openInference } from "@mlops/serve/protocols/openinference";
import { createFakeClock, createFakeModel } from "@mlops/serve/testing";
import { listen, problemOf } from "./support.ts";

const contract = { input: z.number(), output: z.number() };
const token = "a-token-of-the-test-that-is-long-enough";

describe("the priority of a request", () => {
  it("is low, normal or high by x-priority; high needs the scope, and anything else is refused", async () => {
    const { model, nextRun } = createFakeModel("m", contract);
    const scopes = ["predict", "priority"];
    const plain = token.toUpperCase();
    const api = serve([model], {
      limits: { concurrency: 1 },
      auth: auth({
        methods: [
          bearerTokens([
            { id: "first", token, scopes },
            { id: "other", token: plain },
          ]),
        ],
      }),
      protocols: [openInference()],
    });
    await api.ready();
    await using server = await listen(api);
    const answered: string[] = [];
    const arrived = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (api.backend.models.find({ name: "m" }).gate.queued >= count) resolve();
          else setImmediate(look);
        };
        look();
      });
    const ask = async (name: string, secret: string, headers: Record<string, string>): Promise<void> => {
      const response = await server.post("/predict", "1", { authorization: `Bearer ${secret}`, ...headers });
      expect(response.status).toBe(200);
      answered.push(name);
    };
    const infer = async (name: string, priority: number): Promise<void> => {
      const inputs = [{ name: "input", shape: [1], datatype: "FP64", data: [1] }];
      const body = { inputs, parameters: { priority } };
      const response = await server.post("/v2/models/m/infer", body, { authorization: `Bearer ${token}` });
      expect(response.status).toBe(200);
      answered.push(name);
    };
    const all = [ask("running", token, {})];
    const run = await nextRun();
    for (const [index, start] of [
      () => ask("low", token, { "x-priority": "low" }),
      () => infer("infer 2", 2),
      () => ask("normal", token, {}),
      () => ask("high without the scope", plain, { "x-priority": "high" }),
      () => infer("infer 0", 0),
      () => ask("high", token, { "x-priority": "high" }),
      () => infer("infer 1", 1),
    ].entries()) {
      all.push(start());
      await arrived(index + 1);
    }
    run.answer([1]);
    for (let index = 0; index < 7; index += 1) {
      const next = await nextRun();
      const before = answered.length;
      next.answer([1]);
      while (answered.length === before) await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(answered).toEqual([
      "running",
      "high",
      "infer 1",
      "normal",
      "high without the scope",
      "infer 0",
      "low",
      "infer 2",
    ]);
    const wrong = await server.post("/predict", "1", { authorization: `Bearer ${token}`, "x-priority": "urgent" });
    expect(await problemOf(wrong)).toMatchObject({
      code: "malformed-request",
      detail: "The header x-priority is high, normal, low.",
    });
  });
});

describe("a request that waits", () => {
  it("is refused after limits.queueMs, and its deadline says that nothing was run", async () => {
    const clock = createFakeClock();
    const { model, nextRun, runs } = createFakeModel("m", contract);
    const api = serve([model], { clock, limits: { concurrency: 1, queueMs: 100 } });
    await api.ready();
    await using server = await listen(api);
    const first = server.post("/predict", "1");
    const run = await nextRun();
    const waits = server.post("/predict", "2");
    const isShort = server.post("/predict", "3", { "x-request-timeout-ms": "50" });
    while (api.backend.models.find({ name: "m" }).gate.queued < 2) await new Promise(setImmediate);
    clock.advance(50);
    expect(await problemOf(await isShort)).toMatchObject({
      code: "deadline-exceeded",
      status: 504,
      detail: "The answer was not ready in time: the model had not come to it, and nothing of it was run.",
    });
    clock.advance(50);
    const response = await waits;
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await problemOf(response)).code).toBe("queue-timeout");
    run.answer([1]);
    expect((await first).status).toBe(200);
    expect(runs).toHaveLength(1);
  });
});

describe("a server whose event loop lags", () => {
  it("refuses what is not alone before its body, lower lanes first, and neither probes nor who is alone", async () => {
    const clock = createFakeClock();
    const { model, nextRun } = createFakeModel("m", contract);
    // What one turn of the event loop takes.
    let turnMs = 0;
    const authentication: Authentication = {
      authenticate() {
        clock.advance(turnMs);
        turnMs = 0;
        return Promise.resolve();
      },
    };
    const api = serve([model], { clock, auth: authentication, limits: { lagMs: 100 } });
    await api.ready();
    await using server = await listen(api);
    const statusOf = async (lane: string): Promise<number> => {
      const response = await server.post("/predict", "{", { "x-priority": lane });
      if (response.status === 503) {
        expect(await problemOf(response)).toMatchObject({ code: "overloaded" });
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      return response.status;
    };
    const after = async (ms: number): Promise<number[]> => {
      turnMs = ms;
      await statusOf("high");
      await new Promise(setImmediate);
      return [await statusOf("low"), await statusOf("normal"), await statusOf("high")];
    };
    // Alone, nobody is refused.
    expect(await after(150)).toEqual([400, 400, 400]);
    const held = server.post("/predict", "1");
    const run = await nextRun();
    expect(await after(0)).toEqual([503, 400, 400]);
    clock.advance(10_000);
    expect(await after(0)).toEqual([400, 400, 400]);
    // Without the scope, the high lane is the normal one.
    expect(await after(250)).toEqual([503, 503, 503]);
    expect((await server.get("/readyz")).status).toBe(200);
    clock.advance(10_000);
    expect(await after(0)).toEqual([400, 400, 400]);
    run.answer([1]);
    expect((await held).status).toBe(200);
  });
});
