import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { ModelSource } from "@mlops/serve";
import { createFakeClock } from "@mlops/serve/testing";
import { adder, four, listen } from "./support.ts";

/** A promise and the functions that settle it. */
function deferred<Value>(): {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: Error) => void;
} {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

type Numbers = ModelSource<number, number>;
type Loaded = Awaited<ReturnType<Numbers["load"]>>;

const numbers = { input: z.number(), output: z.number() };

/** A model that is loaded when the test says so. */
function gated(): {
  model: ReturnType<ReturnType<typeof defineModel>["predict"]>;
  load: ReturnType<typeof deferred<Loaded>>;
} {
  const load = deferred<Loaded>();
  return { model: defineModel("gated", numbers).predict({ load: () => load.promise }), load };
}

describe("readiness", () => {
  it("fails until every model is loaded and then passes", async () => {
    const { model, load } = gated();
    const api = serve([adder, model]);
    await using server = await listen(api);

    const early = await server.get("/ready");
    expect([early.status, early.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await early.json()).toMatchObject({ code: "model-not-ready", detail: "Not ready: gated is loading." });
    expect(await (await server.get("/health")).json()).toEqual({
      status: "starting",
      model_loaded: false,
      version: null,
    });
    expect((await server.post("/models/gated/predict", "1")).status).toBe(503);
    expect((await server.post("/models/adder/predict", four)).status).toBe(200);

    load.resolve({ predict: (rows) => rows });
    await api.ready();
    const late = await server.get("/ready");
    expect([late.status, await late.json()]).toEqual([200, { status: "ready" }]);
    expect((await server.get("/health")).status).toBe(200);
    expect(await (await server.post("/models/gated/predict", "1")).json()).toBe(1);
  });

  it("stays away when a model does not load; the reason goes to the log and to ready(), not to callers", async () => {
    const { model, load } = gated();
    const logged: object[] = [];
    const logger = { info: () => {}, warn: () => {}, error: (fields: object) => logged.push(fields) };
    const api = serve([model], { logger });
    await using server = await listen(api);
    load.reject(new Error("no tensor named /secret/path"));
    await expect(api.ready()).rejects.toThrow("no tensor named");
    expect(logged).toMatchObject([{ model: "gated", version: "1", err: expect.any(Error) }]);
    for (const path of ["/ready", "/health"]) {
      const response = await server.get(path);
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain("secret");
    }
    expect((await server.post("/predict", "1")).status).toBe(503);
  });

  it("shows the release of the default model on /health", async () => {
    await using server = await listen(serve([adder]));
    await expect
      .poll(async () => (await server.get("/health")).json())
      .toEqual({
        status: "healthy",
        model_loaded: true,
        version: "3.1.4",
      });
  });
});

describe("close", () => {
  it("lets what is under way finish, refuses what is new, then frees the models", async () => {
    const entered = deferred<void>();
    const answer = deferred<number>();
    let isFreed = false;
    const model = defineModel("slow", numbers).predict({
      load: () =>
        Promise.resolve({
          async predict() {
            entered.resolve();
            return [await answer.promise];
          },
          close() {
            isFreed = true;
            return Promise.resolve();
          },
        }),
    });
    const api = serve([model]);
    await api.ready();
    await using server = await listen(api);
    const underWay = server.post("/predict", "1");
    await entered.promise;

    const closed = api.close();
    const refused = await server.post("/predict", "2");
    expect([refused.status, refused.headers.get("connection")]).toEqual([503, "close"]);
    expect(await refused.json()).toMatchObject({ code: "draining" });
    expect((await server.get("/ready")).status).toBe(503);
    expect(await (await server.get("/health")).json()).toMatchObject({ status: "draining" });
    expect(isFreed).toBe(false);

    answer.resolve(41);
    expect(await (await underWay).json()).toBe(41);
    expect(await closed).toBe(true);
    expect(isFreed).toBe(true);
  });

  it("gives up after the grace and says so; closing again waits for the same end", async () => {
    const entered = deferred<void>();
    const model = defineModel("stuck", numbers).predict(() => {
      entered.resolve();
      return new Promise(() => {});
    });
    const clock = createFakeClock();
    const api = serve([model], { clock });
    await using server = await listen(api);
    const stuck = server.post("/predict", "1").catch(() => "cut off");
    await entered.promise;
    const first = api.close({ graceMs: 250 });
    const second = api.close({ graceMs: 9 });
    clock.advance(249);
    clock.advance(1);
    expect(await first).toBe(false);
    expect(await second).toBe(false);
    server.server.closeAllConnections();
    expect(await stuck).toBe("cut off");
  });

  it("frees a model that was still loading as soon as it has loaded", async () => {
    const { model, load } = gated();
    const api = serve([model]);
    expect(await api.close()).toBe(true);
    const freed = deferred<string>();
    load.resolve({
      predict: (rows) => rows,
      close() {
        freed.resolve("freed");
        return Promise.resolve();
      },
    });
    expect(await freed.promise).toBe("freed");
  });
});
