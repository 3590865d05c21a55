import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import type { CacheStore } from "@mlops/serve/cache";
import { openInference } from "@mlops/serve/protocols/openinference";
import { createFakeClock } from "@mlops/serve/testing";
import { entryFromBytes, entryToBytes } from "../src/cache/entry-bytes.ts";
import { GuardedStore } from "../src/cache/guarded-store.ts";
import { Memory } from "../src/cache/memory.ts";
import { datatypes } from "../src/core/tensor/datatype.ts";
import { countedModel, serveCached } from "./cache-support.ts";
import { listen } from "./support.ts";

const runs = Number(process.env["MLOPS_RUNS"] ?? 300);
const cacheOf = (response: Response): string | null => response.headers.get("x-cache");

/** A store in memory that two servers can share, and what it was asked. */
function sharedStore(): CacheStore & { readonly entries: Map<string, Uint8Array>; gets: number; lives: number[] } {
  const entries = new Map<string, Uint8Array>();
  const store = {
    entries,
    gets: 0,
    lives: [] as number[],
    get: (key: string) => {
      store.gets += 1;
      return Promise.resolve(entries.get(key));
    },
    set: (key: string, entry: Uint8Array, milliseconds: number) => {
      store.lives.push(milliseconds);
      entries.set(key, Uint8Array.from(entry));
      return Promise.resolve();
    },
  };
  return store;
}

const shared = { models: { m: { ttlMs: 1000, fingerprint: "weights one" } } } as const;

describe("the store of a cache", () => {
  it("gives answers of one process to another, with the time that they have left", async () => {
    const store = sharedStore();
    const [one, other] = [countedModel(), countedModel()];
    const first = await serveCached(one.model, { ...shared, store });
    const second = await serveCached(other.model, { ...shared, store });
    await using serverOne = await listen(first.api);
    await using serverOther = await listen(second.api);
    const answer = await (await serverOne.post("/predict", [1])).json();
    await vi.waitFor(() => {
      expect(store.entries.size).toBe(1);
    });
    expect(store.lives).toEqual([1000]);
    first.clock.advance(600);
    second.clock.advance(600);
    const response = await serverOther.post("/predict", [1]);
    expect(await response.json()).toEqual(answer);
    expect(other.runs).toEqual([]);
    second.clock.advance(399);
    expect(cacheOf(await serverOther.post("/predict", [1]))).toBe("hit");
    second.clock.advance(1);
    expect(cacheOf(await serverOther.post("/predict", [1]))).toBe("miss");
    expect(other.runs).toEqual([[[1]]]);
  });

  it("is asked once by equal requests at once, and not at all for what is in memory", async () => {
    const store = sharedStore();
    const { api } = await serveCached(countedModel().model, { ...shared, store });
    await using server = await listen(api);
    await Promise.all(Array.from({ length: 20 }, () => server.post("/predict", [1])));
    await server.post("/predict", [1]);
    expect(store.gets).toBe(1);
  });

  it("is used only for models with a fingerprint, and tells fingerprints, versions and contracts apart", async () => {
    const store = sharedStore();
    const ask = async (
      model: ReturnType<typeof countedModel>["model"],
      fingerprint: string | undefined,
    ): Promise<void> => {
      const { api } = await serveCached(model, { models: { m: { ttlMs: 1000, fingerprint } }, store });
      await using server = await listen(api);
      expect((await server.post("/predict", "1")).status).toBe(200);
      await new Promise(setImmediate);
    };
    await ask(countedModel().model, undefined);
    expect([store.gets, store.entries.size]).toEqual([0, 0]);
    await ask(countedModel().model, "one");
    await ask(countedModel().model, "two");
    await ask(countedModel("2").model, "one");
    const wider = z.strictObject({ run: z.int(), text: z.string(), more: z.string().optional() });
    await ask(
      defineModel("m", { input: z.json(), output: wider }).predictOne(() => ({ run: 1, text: "" })),
      "one",
    );
    expect(store.entries.size).toBe(4);
  });

  it("holds tensors exactly, and they are held to the contract when they come back", async () => {
    const store = sharedStore();
    let runsOfModel = 0;
    const specs = {
      inputs: { x: tensor("INT64", "batch") },
      outputs: { y: tensor("INT64", "batch"), t: tensor("BYTES", "batch") },
    };
    const make = () =>
      defineTensorModel("m", specs).predict(({ x }) => {
        runsOfModel += 1;
        return { y: x.data.map((value) => -value), t: [...x.data].map((value) => Buffer.from(`é${value}`)) };
      });
    const answers: unknown[] = [];
    for (let process = 0; process < 2; process += 1) {
      const cache = responseCache({ models: { m: { ttlMs: 60_000, fingerprint: "f" } }, store });
      const api = serve([make()], { cache, protocols: [openInference()] });
      await api.ready();
      await using server = await listen(api);
      const inputs = '[{"name":"x","shape":[2],"datatype":"INT64","data":[9007199254740993,-9223372036854775808]}]';
      const wrong = '[{"name":"x","shape":[1],"datatype":"INT64","data":[9223372036854775807]}]';
      for (const given of [inputs, wrong]) {
        answers.push(await (await server.post("/v2/models/m/infer", `{"inputs":${given}}`)).text());
      }
      await new Promise(setImmediate);
    }
    expect(answers.slice(2)).toEqual(answers.slice(0, 2));
    expect(answers[0]).toContain("-9007199254740993,");
    expect(runsOfModel).toBe(2);
  });

  it.each([
    ["no bytes", new Uint8Array()],
    ["text", Buffer.from("OK")],
    ["another format", Buffer.concat([Buffer.from("MLR9"), Buffer.alloc(8)])],
    ["no JSON", entryToBytes({ freshUntil: 2e12, answer: { json: "{" } })],
    ["JSON that is not the contract's", entryToBytes({ freshUntil: 2e12, answer: { json: '{"run":"1","text":"x"}' } })],
    [
      "more than the contract has",
      entryToBytes({ freshUntil: 2e12, answer: { json: '{"run":1,"text":"x","admin":true}' } }),
    ],
    [
      "a name of the language",
      entryToBytes({ freshUntil: 2e12, answer: { json: '{"run":1,"text":"x","__proto__":{"a":1}}' } }),
    ],
    ["tensors in the place of a row", entryToBytes({ freshUntil: 2e12, answer: { outputs: new Map() } })],
    ["a time that is none", entryToBytes({ freshUntil: Number.NaN, answer: { json: '{"run":1,"text":"x"}' } })],
    ["a time that is over", entryToBytes({ freshUntil: 1, answer: { json: '{"run":1,"text":"x"}' } })],
    [
      "an endless shape",
      Buffer.concat([
        entryToBytes({ freshUntil: 2e12, answer: { outputs: new Map() } }).subarray(0, 12),
        Buffer.from([1, 0, 0, 0, 24, 0, 0, 0]),
        Buffer.from('["y","FP64",[4294967296]]'),
      ]),
    ],
  ])("is not believed where it gives %s", async (_what, bytes) => {
    const store: CacheStore = { get: () => Promise.resolve(bytes), set: () => Promise.resolve() };
    const { model, runs: ran } = countedModel();
    const { api } = await serveCached(model, { ...shared, store });
    await using server = await listen(api);
    const response = await server.post("/predict", "1");
    expect([response.status, await response.json()]).toEqual([200, { run: 1, text: "1" }]);
    expect(ran).toHaveLength(1);
  });

  it("gives no answer a longer life than it would have here, however wrong another machine's clock is", async () => {
    const entry = entryToBytes({ freshUntil: 9e15, answer: { json: '{"run":7,"text":"x"}' } });
    const store: CacheStore = { get: () => Promise.resolve(entry), set: () => Promise.resolve() };
    const { api, clock } = await serveCached(countedModel().model, { ...shared, store });
    await using server = await listen(api);
    await server.post("/predict", "1");
    clock.advance(999);
    expect(cacheOf(await server.post("/predict", "1"))).toBe("hit");
    clock.advance(1);
    expect(cacheOf(await server.post("/predict", "1"))).toBe("miss");
  });
});

describe("a store that fails", () => {
  type Guarded = {
    store: GuardedStore;
    clock: ReturnType<typeof createFakeClock>;
    changes: boolean[];
    lines: string[];
  };
  const guard = (store: CacheStore): Guarded => {
    const clock = createFakeClock();
    const changes: boolean[] = [];
    const lines: string[] = [];
    const write = (_fields: object, line: string): void => void lines.push(line);
    const log = { debug: write, info: write, warn: write, error: write };
    const options = { timeoutMs: 50, clock, log, changed: (isUp: boolean) => void changes.push(isUp) };
    return { store: new GuardedStore(store, options), clock, changes, lines };
  };
  const entry = { freshUntil: 2e12, answer: { json: "1" } } as const;

  it("is waited for as long as its time and no longer", async () => {
    const { store, clock } = guard({ get: () => new Promise(() => {}), set: () => Promise.resolve() });
    let found: unknown = "nothing yet";
    const asked = store.get("a").then((one) => (found = one));
    clock.advance(49);
    await new Promise(setImmediate);
    expect(found).toBe("nothing yet");
    clock.advance(1);
    await asked;
    expect(found).toBe(undefined);
    expect(clock.waiting).toBe(0);
  });

  it("is left alone after three failures, tried by one question a second later, and used again when it answers", async () => {
    let calls = 0;
    let isBroken = true;
    const { store, clock, changes, lines } = guard({
      get: () => {
        calls += 1;
        return isBroken ? Promise.reject(new Error("reset")) : Promise.resolve(entryToBytes(entry));
      },
      set: () => Promise.resolve(),
    });
    for (let time = 0; time < 10; time += 1) expect(await store.get("a")).toBe(undefined);
    expect([calls, changes, lines.length]).toEqual([3, [false], 1]);
    clock.advance(999);
    await store.get("a");
    expect(calls).toBe(3);
    clock.advance(1);
    await Promise.all([store.get("a"), store.get("a"), store.get("a")]);
    expect([calls, changes]).toEqual([4, [false]]);
    isBroken = false;
    clock.advance(1000);
    expect(await store.get("a")).toEqual(entry);
    expect(await store.get("a")).toEqual(entry);
    expect([changes, lines.length]).toEqual([[false, true], 2]);
  });

  it("has 64 entries on their way to it and not more", async () => {
    let sets = 0;
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    const { store } = guard({
      get: () => Promise.resolve(undefined),
      set: () => {
        sets += 1;
        return held;
      },
    });
    for (let index = 0; index < 100; index += 1) store.set(String(index), entry, 1000);
    expect(sets).toBe(64);
    finish();
    await new Promise(setImmediate);
    store.set("later", entry, 1000);
    expect(sets).toBe(65);
  });

  it("that throws at once, or gives something else than bytes, is nothing found", async () => {
    const throws = guard({
      get: () => {
        throw new Error("closed");
      },
      set: () => {
        throw new Error("closed");
      },
    });
    expect(await throws.store.get("a")).toBe(undefined);
    throws.store.set("a", entry, 1);
    const strange = guard({ get: () => Promise.resolve("text" as never), set: () => Promise.resolve() });
    expect(await strange.store.get("a")).toBe(undefined);
  });
});

describe("an entry", () => {
  const dataOf = (type: keyof typeof datatypes, length: number): fc.Arbitrary<unknown> => {
    if (type === "BYTES") return fc.array(fc.uint8Array({ maxLength: 5 }), { minLength: length, maxLength: length });
    const size = datatypes[type].bytes * length;
    return fc.uint8Array({ minLength: size, maxLength: size });
  };
  const oneTensor = fc
    .tuple(
      fc.constantFrom(...(Object.keys(datatypes) as (keyof typeof datatypes)[])),
      fc.array(fc.nat(3), { maxLength: 3 }),
    )
    .chain(([datatype, shape]) =>
      dataOf(
        datatype,
        shape.reduce((product, size) => product * size, 1),
      ).map((data) => ({ datatype, shape, data })),
    );

  it("is the same after it was bytes, whatever its tensors hold", async () => {
    const { tensorOf } = await import("../src/core/tensor/tensor.ts");
    const { viewBytes } = await import("../src/core/tensor/datatype.ts");
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 5 }), oneTensor, { maxKeys: 3 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (given, freshUntil) => {
          const outputs = new Map(
            Object.entries(given).map(([name, { datatype, shape, data }]) => [
              name,
              tensorOf(datatype, shape, datatype === "BYTES" ? data : viewBytes(datatype, data as Uint8Array)),
            ]),
          );
          const one = { freshUntil, answer: { outputs } };
          expect(entryFromBytes(entryToBytes(one))).toEqual(one);
        },
      ),
      { numRuns: runs },
    );
  });

  it("is none where bytes were changed, cut or added, or something that fits its form; nothing is thrown", () => {
    const outputs = new Map([
      ["y", { datatype: "FP32", shape: [2], data: Float32Array.of(1, 2) } as const],
      ["t", { datatype: "BYTES", shape: [2], data: [Buffer.from("a"), Buffer.from("bc")] } as const],
    ]);
    const bytes = entryToBytes({ freshUntil: 1e12, answer: { outputs } });
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        entryFromBytes(changed);
        if (length < bytes.length) expect(entryFromBytes(bytes.subarray(0, length))).toBe(undefined);
        expect(entryFromBytes(Buffer.concat([bytes, Buffer.alloc(1 + (value % 9))]))).toBe(undefined);
      }),
      { numRuns: runs },
    );
  });
});

describe("the memory of a cache", () => {
  const count = process.env["MLOPS_RUNS"] === undefined ? 20_000 : 1_000_000;

  it(`keeps its bytes within their bound over ${count.toLocaleString("en")} distinct entries`, () => {
    const maxBytes = 1_000_000;
    const memory = new Memory(maxBytes);
    let most = 0;
    for (let index = 0; index < count; index += 1) {
      memory.set(`key ${index}`, { value: { json: "x".repeat(index % 500) }, freshUntil: 1, staleUntil: 1 });
      most = Math.max(most, memory.bytes);
    }
    expect(most).toBeLessThanOrEqual(maxBytes);
    expect(memory.bytes).toBeGreaterThan(maxBytes / 2);
    expect(memory.get(`key ${count - 1}`, 0)).toBeDefined();
    expect(memory.get("key 0", 0)).toBe(undefined);
  }, 60_000);

  it("gives an entry until its time is over and not then", () => {
    const memory = new Memory(10_000);
    memory.set("a", { value: { json: "1" }, freshUntil: 5, staleUntil: 10 });
    expect(memory.get("a", 9.9)).toBeDefined();
    expect(memory.get("a", 10)).toBe(undefined);
    expect(memory.entries).toBe(0);
  });
});
