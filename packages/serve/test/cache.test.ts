import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, fail, serve, tensor } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { responseCache } from "@mlops/serve/cache";
import { createMetrics } from "@mlops/serve/metrics";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { createFakeModel } from "@mlops/serve/testing";
import { countedModel, createTally, serveCached } from "./cache-support.ts";
import { listen } from "./support.ts";

const contract = { input: z.number(), output: z.number() };
const cacheOf = (response: Response): string | null => response.headers.get("x-cache");

describe("a cached prediction", () => {
  it("is run once and then given as it was, until its time is over", async () => {
    const { model, runs } = countedModel();
    const { api, clock } = await serveCached(model);
    await using server = await listen(api);
    const first = await server.post("/predict", { a: 1 });
    expect([cacheOf(first), await first.json()]).toEqual(["miss", { run: 1, text: '{"a":1}' }]);
    const second = await server.post("/predict", { a: 1 });
    expect([cacheOf(second), await second.json()]).toEqual(["hit", { run: 1, text: '{"a":1}' }]);
    clock.advance(999);
    expect(cacheOf(await server.post("/predict", { a: 1 }))).toBe("hit");
    clock.advance(1);
    const third = await server.post("/predict", { a: 1 });
    expect([cacheOf(third), await third.json()]).toEqual(["miss", { run: 2, text: '{"a":1}' }]);
    expect(runs).toHaveLength(2);
  });

  it("is found again however the body is written, and its body again without being read", async () => {
    const { model, runs } = countedModel();
    const { api, tally } = await serveCached(model);
    await using server = await listen(api);
    for (const body of ["[1.0, 2]", "[1,2]", "[ 1e0 ,2.0]", "[1,2]"]) {
      expect(await (await server.post("/predict", body)).json()).toEqual({ run: 1, text: "[1,2]" });
    }
    expect(runs).toEqual([[[1, 2]]]);
    expect(tally.counts).toEqual({ miss: 1, hit: 3 });
    // One answer, and the three bodies that it answers.
    expect(tally.entries()).toBe(4);
  });

  it("of a batch is looked up row by row: only the rows that are not kept are run, equal ones once", async () => {
    const { model, runs } = countedModel();
    const { api } = await serveCached(model);
    await using server = await listen(api);
    await server.post("/predict", "2");
    const batch = await server.post("/predict/batch", [1, 2, 3, 1]);
    expect(cacheOf(batch)).toBe("miss");
    const { predictions } = (await batch.json()) as { predictions: { run: number; text: string }[] };
    expect(predictions.map(({ run, text }) => [run, text])).toEqual([
      [2, "1"],
      [1, "2"],
      [2, "3"],
      [2, "1"],
    ]);
    expect(runs).toEqual([[2], [1, 3]]);
    expect(cacheOf(await server.post("/predict/batch", [3, 2, 1]))).toBe("hit");
    expect(cacheOf(await server.post("/predict", "3"))).toBe("hit");
  });

  it("is one run for a thousand equal requests at once", async () => {
    const { model, nextRun, runs } = createFakeModel("m", contract);
    const cache = responseCache({ models: { m: { ttlMs: 600_000 } } });
    const api = serve([model], { cache });
    await api.ready();
    await using server = await listen(api);
    const answers = Promise.all(Array.from({ length: 1000 }, async () => (await server.post("/predict", "7")).text()));
    const run = await nextRun();
    run.answer([49]);
    expect(new Set(await answers)).toEqual(new Set(["49"]));
    expect(runs).toHaveLength(1);
  }, 30_000);

  it("fails for all who share a run that fails, is not kept, and is tried again by the next one", async () => {
    const { model, nextRun, runs } = createFakeModel("m", contract);
    const { api, tally } = await serveCached(model);
    await using server = await listen(api);
    const answers = [server.post("/predict", "7"), server.post("/predict", "7"), server.post("/predict", "7")];
    const run = await nextRun();
    await vi.waitFor(() => {
      expect(tally.counts).toEqual({ miss: 1, shared: 2 });
    });
    run.fail(new Error("broken"));
    for (const answer of answers) expect((await answer).status).toBe(500);
    const retry = server.post("/predict", "7");
    (await nextRun()).answer([49]);
    expect(await (await retry).json()).toBe(49);
    expect(runs).toHaveLength(2);
  });

  it("does not fail for the row of another request in the same run", async () => {
    const { model, nextRun } = createFakeModel("m", contract);
    const { api, tally } = await serveCached(model);
    await using server = await listen(api);
    const batch = server.post("/predict/batch", [1, 2]);
    const run = await nextRun();
    const single = server.post("/predict", "2");
    await vi.waitFor(() => {
      expect(tally.counts).toEqual({ miss: 2, shared: 1 });
    });
    run.fail(new Error("broken by the first row"));
    expect((await batch).status).toBe(500);
    (await nextRun()).answer([4]);
    expect([(await single).status, await (await single).json()]).toEqual([200, 4]);
    expect(cacheOf(await server.post("/predict", "2"))).toBe("hit");
  });

  it("goes on for the others when the one who began it leaves, and stops when the last one does", async () => {
    const { model, nextRun } = createFakeModel("m", contract);
    const { api } = await serveCached(model);
    await using server = await listen(api);
    const leaves = new AbortController();
    const headers = { "content-type": "application/json" };
    const ask = (signal: AbortSignal): Promise<Response> =>
      fetch(`${server.url}/predict`, { method: "POST", headers, body: "7", signal });
    const held = (count: number): Promise<void> =>
      vi.waitFor(() => {
        expect(inside).toBe(count);
      });
    let inside = 0;
    server.server.prependListener("request", (_request, response) => {
      inside += 1;
      response.once("close", () => (inside -= 1));
    });
    const first = ask(leaves.signal);
    const run = await nextRun();
    const second = ask(new AbortController().signal);
    await held(2);
    leaves.abort();
    await expect(first).rejects.toThrow(/abort/);
    await held(1);
    expect(run.context.signal.aborted).toBe(false);
    run.answer([49]);
    expect(await (await second).json()).toBe(49);

    const alone = new AbortController();
    const third = ask(alone.signal).catch(() => {});
    // The first answer is kept; another question begins another run.
    await third;
    const last = new AbortController();
    const fourth = fetch(`${server.url}/predict`, { method: "POST", headers, body: "8", signal: last.signal });
    const lastRun = await nextRun();
    last.abort();
    await expect(fourth).rejects.toThrow(/abort/);
    await vi.waitFor(() => {
      expect(lastRun.context.signal.aborted).toBe(true);
    });
    // Who asks then does not share what nobody waits for any more, and what it gives late is not kept.
    const fifth = fetch(`${server.url}/predict`, { method: "POST", headers, body: "8" });
    const newRun = await nextRun();
    lastRun.answer([-1]);
    newRun.answer([64]);
    expect(await (await fifth).json()).toBe(64);
    const sixth = await server.post("/predict", "8");
    expect([cacheOf(sixth), await sixth.json()]).toEqual(["hit", 64]);
  });

  it("that is no longer fresh is given at once while it is made anew, by one run", async () => {
    const { model, nextRun, runs } = createFakeModel("m", contract);
    const { api, clock } = await serveCached(model, { models: { m: { ttlMs: 1000, staleMs: 500 } } });
    await using server = await listen(api);
    const first = server.post("/predict", "7");
    (await nextRun()).answer([1]);
    await first;
    clock.advance(1000);
    const stale = await Promise.all([server.post("/predict", "7"), server.post("/predict", "7")]);
    expect(stale.map(cacheOf)).toEqual(["stale", "stale"]);
    expect(await stale[0].json()).toBe(1);
    const refresh = await nextRun();
    expect([runs.length, refresh.context.timeLeft?.()]).toEqual([2, undefined]);
    refresh.answer([2]);
    await vi.waitFor(async () => {
      const next = await server.post("/predict", "7");
      expect([cacheOf(next), await next.json()]).toEqual(["hit", 2]);
    });
    // A renewal that fails leaves the old one, as long as that may be given.
    clock.advance(1499);
    expect(cacheOf(await server.post("/predict", "7"))).toBe("stale");
    (await nextRun()).fail(new Error("broken"));
    clock.advance(1);
    const gone = server.post("/predict", "7");
    (await nextRun()).answer([3]);
    expect(cacheOf(await gone)).toBe("miss");
  });

  it("keeps no fault: neither of the caller's, nor a row that failed, nor an answer that broke the contract", async () => {
    let runs = 0;
    const model = defineModel("m", contract).predictOne((row) => {
      runs += 1;
      return row === 1 ? fail("not this one") : row === 2 ? ("text" as never) : row;
    });
    const { api } = await serveCached(model);
    await using server = await listen(api);
    for (const [body, status] of [
      ["1", 422],
      ["2", 500],
      ['"x"', 422],
    ] as const) {
      for (let time = 0; time < 2; time += 1) expect((await server.post("/predict", body)).status).toBe(status);
    }
    expect(runs).toBe(4);
    // Of a batch that failed in part, the rows that did not are kept, and the whole is not.
    await server.post("/predict/batch", [1, 5]);
    expect(runs).toBe(6);
    await server.post("/predict/batch", [1, 5]);
    expect(runs).toBe(7);
  });

  it("is not given to another version, nor after a version was replaced by one of the same number", async () => {
    const one = countedModel("1");
    const { api } = await serveCached(one.model);
    await using server = await listen(api);
    await server.post("/predict", "1");
    const two = countedModel("2");
    await api.add(two.model);
    expect(cacheOf(await server.post("/models/m/versions/2/predict", "1"))).toBe("miss");
    expect(cacheOf(await server.post("/models/m/versions/1/predict", "1"))).toBe("hit");
    const anew = countedModel("2");
    await api.replace(anew.model, "2");
    expect(cacheOf(await server.post("/predict", "1"))).toBe("miss");
    expect([one.runs.length, two.runs.length, anew.runs.length]).toEqual([1, 1, 1]);
  });

  it("is each caller's own where the model is private", async () => {
    const { model, runs } = countedModel();
    const [tokenA, tokenB] = ["a".repeat(15) + "-one-caller-token", "b".repeat(15) + "-another-caller-token"];
    const methods = [
      bearerTokens([
        { id: "a", token: tokenA },
        { id: "b", token: tokenB },
      ]),
    ];
    const { api } = await serveCached(
      model,
      { models: { m: { ttlMs: 1000, private: true } } },
      { auth: auth({ methods }) },
    );
    await using server = await listen(api);
    const ask = async (token: string): Promise<string | null> =>
      cacheOf(await server.post("/predict", "1", { authorization: `Bearer ${token}` }));
    expect([await ask(tokenA), await ask(tokenB), await ask(tokenA), await ask(tokenB)]).toEqual([
      "miss",
      "miss",
      "hit",
      "hit",
    ]);
    expect(runs).toHaveLength(2);
  });

  it("is made anew for no-cache and then kept, and neither looked up nor kept for no-store", async () => {
    const { model, runs } = countedModel();
    const { api } = await serveCached(model);
    await using server = await listen(api);
    const ask = async (control?: string): Promise<unknown> => {
      const response = await server.post("/predict", "1", control === undefined ? {} : { "cache-control": control });
      return [cacheOf(response), ((await response.json()) as { run: number }).run];
    };
    expect(await ask("No-Store")).toEqual(["off", 1]);
    expect(await ask()).toEqual(["miss", 2]);
    expect(await ask("max-age=0, no-cache")).toEqual(["miss", 3]);
    expect(await ask()).toEqual(["hit", 3]);
    expect(runs).toHaveLength(3);
  });

  it("says off for a model whose predictions are not kept, and nothing without a cache", async () => {
    const other = defineModel("other", contract).predictOne((x) => x);
    const cached = serve([countedModel().model, other], { cache: responseCache({ models: { m: { ttlMs: 1 } } }) });
    await cached.ready();
    await using server = await listen(cached);
    expect(cacheOf(await server.post("/models/other/predict", "1"))).toBe("off");
    const plain = serve([other]);
    await plain.ready();
    await using without = await listen(plain);
    expect(cacheOf(await without.post("/predict", "1"))).toBe(null);
  });

  it("costs a caller's budget as much as one that is run", async () => {
    const { model } = countedModel();
    const charged: number[] = [];
    const rateLimit = {
      admit: (exchange: { charge: unknown }) => {
        exchange.charge = (units: number) => void charged.push(units);
        return Promise.resolve();
      },
      admitAttempt: () => Promise.resolve(),
      failed: () => Promise.resolve(),
    };
    const { api } = await serveCached(model, {}, { rateLimit });
    await using server = await listen(api);
    for (let time = 0; time < 3; time += 1) await server.post("/predict/batch", [1, 2, 3]);
    expect(charged).toEqual([2, 2, 2]);
  });

  it("is counted as a prediction, and the metrics tell hits, misses and bytes", async () => {
    const { model } = countedModel();
    const metrics = createMetrics();
    const { api } = await serveCached(model, { observer: metrics }, { metrics });
    await using server = await listen(api);
    for (let time = 0; time < 3; time += 1) await server.post("/predict", "1");
    const { text } = await metrics.expose();
    expect(text).toContain('predictions_total{model="m",version="1",outcome="ok"} 3');
    expect(text).toContain('cache_lookups_total{model="m",version="1",outcome="hit"} 2');
    expect(text).toContain('cache_lookups_total{model="m",version="1",outcome="miss"} 1');
    expect(text).toMatch(/^cache_bytes [1-9][0-9]*$/m);
    expect(text).toMatch(/^cache_entries 2$/m);
    expect(text).toMatch(/^cache_store_up 1$/m);
  });
});

describe("the cache under the protocols", () => {
  const doubler = (): { model: ReturnType<ReturnType<typeof defineTensorModel>["predict"]>; runs: number[] } => {
    const runs: number[] = [];
    const memory = new Float32Array(4);
    const specs = {
      inputs: { x: tensor("FP32", "batch") },
      outputs: { y: tensor("FP32", "batch"), z: tensor("FP32", "batch") },
    };
    const model = defineTensorModel("m", specs).predict(({ x }, { rowCount }) => {
      runs.push(rowCount);
      // A model that uses its memory again for each answer.
      for (const [index, value] of x.data.entries()) memory[index] = 2 * value;
      return { y: memory.subarray(0, rowCount), z: x.data };
    });
    return { model, runs };
  };

  it("shares the tensors between protocols; an id is the caller's own, and outputs are those that were asked for", async () => {
    const { model, runs } = doubler();
    const protocols = [openInference(), tensorflow()];
    const api = serve([model], { cache: responseCache({ models: { m: { ttlMs: 60_000 } } }), protocols });
    await api.ready();
    await using server = await listen(api);
    const infer = async (id: string, data: number[], more: object = {}): Promise<unknown> => {
      const inputs = [{ name: "x", shape: [data.length], datatype: "FP32", data }];
      const response = await server.post("/v2/models/m/infer", { id, inputs, ...more });
      const { id: given, outputs } = (await response.json()) as {
        id: string;
        outputs: { name: string; data: number[] }[];
      };
      return [cacheOf(response), given, Object.fromEntries(outputs.map((one) => [one.name, one.data]))];
    };
    expect(await infer("one", [1, 2])).toEqual(["miss", "one", { y: [2, 4], z: [1, 2] }]);
    expect(await infer("two", [5, 6])).toEqual(["miss", "two", { y: [10, 12], z: [5, 6] }]);
    // The memory of the first answer has been used again since.
    expect(await infer("three", [1, 2])).toEqual(["hit", "three", { y: [2, 4], z: [1, 2] }]);
    expect(await infer("one", [1, 2])).toEqual(["hit", "one", { y: [2, 4], z: [1, 2] }]);
    expect(await infer("four", [1, 2], { outputs: [{ name: "y" }] })).toEqual(["miss", "four", { y: [2, 4] }]);
    const columns = await server.post("/v1/models/m:predict", { inputs: [1, 2] });
    expect([cacheOf(columns), await columns.json()]).toEqual(["hit", { outputs: { y: [2, 4], z: [1, 2] } }]);
    expect(runs).toEqual([2, 2, 2]);
  });

  it("tells bodies apart by all that the answer depends on", async () => {
    const { model } = doubler();
    const cache = responseCache({ models: { m: { ttlMs: 60_000 } } });
    const api = serve([model], { cache, protocols: [openInference(), mlflow()] });
    await api.ready();
    await using server = await listen(api);
    const inputs = [{ name: "x", shape: [1], datatype: "FP32", data: [3] }];
    const json = await server.post("/v2/models/m/infer", { inputs });
    const binary = await server.post("/v2/models/m/infer", { inputs, parameters: { binary_data_output: true } });
    expect([json.headers.get("content-type"), binary.headers.get("content-type")]).toEqual([
      "application/json",
      "application/octet-stream",
    ]);
    const csv = await server.post("/invocations", '{"instances":[3]}', { "content-type": "text/csv" });
    expect(csv.status).toBe(400);
    for (let time = 0; time < 2; time += 1) {
      const again = await server.post("/v2/models/m/infer", { inputs, parameters: { binary_data_output: true } });
      expect([cacheOf(again), again.headers.get("content-type")]).toEqual(["hit", "application/octet-stream"]);
      expect(Number(again.headers.get("inference-header-content-length"))).toBeGreaterThan(0);
    }
  });

  it("keeps what was clipped out of the answer that is shared", async () => {
    let runs = 0;
    const input = z.strictObject({ x: z.number() });
    const rules = { x: { min: 0, max: 10, outside: "clip" } } as const;
    const model = defineModel("m", { input, output: z.number(), rules }).predictOne(({ x }) => {
      runs += 1;
      return x;
    });
    const { api } = await serveCached(model);
    await using server = await listen(api);
    const ask = async (x: number): Promise<unknown> => {
      const response = await server.post("/predict", { x });
      return [cacheOf(response), response.headers.get("x-clipped"), await response.json()];
    };
    expect([await ask(10), await ask(99), await ask(99), await ask(10)]).toEqual([
      ["miss", null, 10],
      ["hit", "/x", 10],
      ["hit", "/x", 10],
      ["hit", null, 10],
    ]);
    expect(runs).toBe(1);
  });
});

describe("the size of the cache", () => {
  it("is bounded by bytes, whatever comes", async () => {
    const { model } = countedModel();
    const maxBytes = 20_000;
    const { api, tally } = await serveCached(model, { maxBytes });
    await using server = await listen(api);
    for (let index = 0; index < 200; index += 1) {
      await server.post("/predict", JSON.stringify("x".repeat(index * 10)));
      expect(tally.bytes()).toBeLessThanOrEqual(maxBytes);
    }
    expect(tally.entries()).toBeGreaterThan(2);
    expect(cacheOf(await server.post("/predict", JSON.stringify("x".repeat(1990))))).toBe("hit");
    expect(cacheOf(await server.post("/predict", JSON.stringify("x")))).toBe("miss");
    // One that alone is larger is not kept, and drives nothing out.
    const before = tally.entries();
    await server.post("/predict", JSON.stringify("x".repeat(20_000)));
    expect(tally.entries()).toBe(before);
  });
});

describe("the options of a cache", () => {
  it.each([
    [{ models: { m: { ttlMs: 0 } } }, "cache.models.m.ttlMs is a whole number of at least 1, not 0"],
    [{ models: { m: { ttlMs: 1, staleMs: -1 } } }, "cache.models.m.staleMs is a whole number of at least 0, not -1"],
    [{ models: { m: { ttlMs: 1, fingerprint: "" } } }, "cache.models.m.fingerprint is not empty"],
    [{ models: {}, maxBytes: 0 }, "cache.maxBytes is a whole number of at least 1, not 0"],
    [{ models: {}, jitter: 1.1 }, "cache.jitter is a number from 0 to 1, not 1.1"],
    [{ models: {}, storeTimeoutMs: 0.5 }, "cache.storeTimeoutMs is a whole number of at least 1, not 0.5"],
  ])("are refused: %j", (options, message) => {
    expect(() => responseCache(options)).toThrow(new TypeError(message));
  });

  it("are refused when they name a model that is not served", () => {
    const cache = responseCache({ models: { none: { ttlMs: 1 } } });
    expect(() => serve([countedModel().model], { cache })).toThrow(
      "The cache names the model none, which is not served",
    );
  });

  it("shorten the time of an answer by chance, at most by the jitter", async () => {
    for (const [chance, end] of [
      [0, 1000],
      [1, 500],
    ] as const) {
      const { model } = countedModel();
      const { api, clock } = await serveCached(model, { jitter: 0.5, random: () => chance, observer: createTally() });
      await using server = await listen(api);
      await server.post("/predict", "1");
      clock.advance(end - 1);
      expect(cacheOf(await server.post("/predict", "1"))).toBe("hit");
      clock.advance(1);
      expect(cacheOf(await server.post("/predict", "1"))).toBe("miss");
    }
  });
});
