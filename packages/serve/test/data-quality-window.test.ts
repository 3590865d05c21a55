import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { ServeOptions } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import { dataQuality, referenceOf } from "@mlops/serve/data-quality";
import type { DataQualityOptions, ModelQualityOptions } from "@mlops/serve/data-quality";
import { Window } from "../src/data-quality/window.ts";
import { countersOf, seeded, serveWatched } from "./data-quality-support.ts";
import { listen } from "./support.ts";

describe("answers from the cache", () => {
  const square = defineModel("square", { input: z.object({ x: z.number() }), output: z.number() }).predictOne(
    ({ x }) => x * x,
  );
  const cache = (): { cache: ReturnType<typeof responseCache> } => ({
    cache: responseCache({ models: { square: { ttlMs: 60_000 } } }),
  });

  it("count as seen: whole answers that are given again, and rows that are found one by one", async () => {
    const { api, report } = await serveWatched([square], {}, cache());
    await using server = await listen(api);
    const outcomes: (string | null)[] = [];
    for (const body of ['{"x":2}', '{"x":2}', '{"x": 2.0}', '{"x":2}']) {
      outcomes.push((await server.post("/predict", body)).headers.get("x-cache"));
    }
    expect(outcomes).toEqual(["miss", "hit", "hit", "hit"]);
    expect(report().rows).toBe(4);
    await server.post("/predict/batch", '[{"x":2},{"x":null}]');
    await server.post("/predict/batch", '[{"x":2},{"x":3}]');
    await server.post("/predict/batch", '[{"x":2},{"x":3}]');
    expect(report().rows).toBe(10);
    expect(countersOf(report(), "x")).toEqual({ rows: 10, missing: 1 });
    expect(countersOf(report(), "output")).toEqual({ rows: 9 });
  });

  it("count by chance like all others: also an answer that was not counted when it was made", async () => {
    let chance = 0.9;
    const { api, report } = await serveWatched([square], { sampleRate: 0.5 }, cache(), { random: () => chance });
    await using server = await listen(api);
    const ask = (): Promise<Response> => server.post("/predict", '{"x":2}');
    await ask();
    expect([report().rows, report().skipped]).toEqual([0, 1]);
    chance = 0.1;
    expect((await ask()).headers.get("x-cache")).toBe("hit");
    expect([report().rows, report().skipped]).toEqual([1, 1]);
    expect(countersOf(report(), "output")).toEqual({ rows: 1 });
    chance = 0.9;
    await ask();
    expect([report().rows, report().skipped]).toEqual([1, 2]);
  });

  it("cost the cache what their marks take", async () => {
    const bytesWith = async (watched: Pick<ServeOptions, "dataQuality">): Promise<number> => {
      let state = (): { bytes: number } => ({ bytes: 0 });
      const kept = responseCache({
        models: { square: { ttlMs: 60_000 } },
        observer: {
          watchCache(given) {
            state = given;
          },
        },
      });
      const api = serve([square], { cache: kept, ...watched });
      await api.ready();
      await using server = await listen(api);
      await server.post("/predict", '{"x":2}');
      return state().bytes;
    };
    // Two marks of two bytes, and the object that holds them.
    const watched = await bytesWith({ dataQuality: dataQuality({ models: { square: {} } }) });
    expect(watched - (await bytesWith({}))).toBe(204);
  });
});

describe("the window", () => {
  const echo = defineModel("echo", { input: z.number().nullable(), output: z.number() }).predictOne((x) => x ?? 0);
  const asked = async (
    how: ModelQualityOptions,
    act: (send: (count: number) => Promise<unknown>, parts: Awaited<ReturnType<typeof serveWatched>>) => Promise<void>,
  ): Promise<void> => {
    const parts = await serveWatched([echo], how);
    await using server = await listen(parts.api);
    await act(
      (count) =>
        server.post(
          "/predict/batch",
          Array.from({ length: count }, () => 1),
        ),
      parts,
    );
  };

  it("holds so many rows and no more; then the oldest tenth is forgotten", async () => {
    await asked({ windowRows: 100, minimumRows: 90 }, async (send, { report }) => {
      await send(100);
      expect(report().rows).toBe(100);
      await send(1);
      expect(report().rows).toBe(91);
      await send(9);
      expect(report().rows).toBe(100);
      await send(995);
      expect(report().rows).toBe(95);
    });
  });

  it("holds rows for so long and no longer", async () => {
    await asked({ windowMs: 10_000 }, async (send, { report, clock }) => {
      await send(2);
      clock.advance(5_000);
      await send(3);
      clock.advance(4_999);
      expect(report().rows).toBe(5);
      clock.advance(1);
      expect(report().rows).toBe(3);
      clock.advance(5_000);
      expect(report().rows).toBe(0);
      await send(1);
      expect(report().rows).toBe(1);
    });
  });

  it("has every row of its last eight tenths, and none that is older than it may be", () => {
    const step = fc.record({ wait: fc.nat(400), rows: fc.nat(30) });
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 100 }),
      milliseconds: fc.integer({ min: 1, max: 2_000 }),
    });
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 60 }), ({ rows, milliseconds }, steps) => {
        const window = new Window([], { rows, milliseconds });
        const times: number[] = [];
        let now = 0;
        for (const { wait, rows: count } of steps) {
          now += wait;
          for (let row = 0; row < count; row += 1) {
            window.add(now, new Uint16Array(), 0);
            times.push(now);
          }
          const held = window.totals(now).rows;
          const young = times.filter((time) => now - time < milliseconds).length;
          const sure = times.slice(-Math.ceil(0.8 * rows)).filter((time) => now - time < 0.9 * milliseconds).length;
          expect(held).toBeLessThanOrEqual(Math.min(rows, young));
          expect(held).toBeGreaterThanOrEqual(sure);
        }
      }),
    );
  });

  it("shows no index for fewer rows than it takes", async () => {
    const reference = referenceOf([1, 2, 3]);
    await asked({ minimumRows: 20, reference }, async (send, { report }) => {
      await send(19);
      expect(report().features[0]).not.toHaveProperty("psi");
      await send(1);
      expect(report().features[0]?.psi).toBeGreaterThan(0.25);
      expect(report().predictions[0]).not.toHaveProperty("psi");
    });
  });

  it("takes rows that are missing for a bin of their own", async () => {
    const reference = referenceOf([1, 2, null, null], { bins: 2 });
    const { api, report } = await serveWatched([echo], { minimumRows: 1, reference });
    await using server = await listen(api);
    await server.post("/predict/batch", [1, 2, null, null]);
    expect(report().features[0]?.psi).toBe(0);
    await server.post("/predict/batch", [null, null, null, null]);
    expect(report().features[0]?.psi).toBeGreaterThan(0.25);
  });

  it("begins anew for a model that is replaced, and the old one is no longer told of", async () => {
    const { api, report, versions } = await serveWatched([echo], {});
    await using server = await listen(api);
    await server.post("/predict", "1");
    expect(report().rows).toBe(1);
    await api.replace(defineModel("echo", { input: z.number(), output: z.number() }).predictOne((x) => x));
    expect(report().rows).toBe(0);
    await server.post("/predict/batch", [1, 2]);
    expect(report().rows).toBe(2);
    const next = { input: z.number(), output: z.number(), version: "2" };
    await api.add(defineModel("echo", next).predictOne((x) => x));
    expect([report("echo", "1").rows, report("echo", "2").rows]).toEqual([2, 0]);
    expect(versions()).toEqual(["echo 2", "echo 1"]);
    await api.remove("echo", "1");
    expect(versions()).toEqual(["echo 2"]);
  });

  it("belongs to one version: a reference can be given for each", async () => {
    const versions = ["1", "2"].map((version) =>
      defineModel("echo", { input: z.number(), output: z.number(), version }).predictOne((x) => x),
    );
    const reference = (version: string): ReturnType<typeof referenceOf> | undefined =>
      version === "2" ? referenceOf([1, 1, 1]) : undefined;
    const { api, report } = await serveWatched(versions, { minimumRows: 1, reference });
    await using server = await listen(api);
    for (const version of ["1", "2"]) await server.post(`/models/echo/versions/${version}/predict`, "1");
    expect(report("echo", "1").features[0]).not.toHaveProperty("psi");
    expect(report("echo", "2").features[0]?.psi).toBe(0);
  });
});

describe("the cost", () => {
  const echo = defineModel("echo", { input: z.number(), output: z.number() }).predictOne((x) => x);
  const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  it("ends with so many rows a second: of a larger batch, rows are taken that are spread over it", async () => {
    const reference = referenceOf(many(1000));
    const how = { maxRowsPerSecond: 500, reference };
    const { api, report, clock } = await serveWatched([echo], how, {}, { random: () => 0.5 });
    await using server = await listen(api);
    await server.post("/predict/batch", many(1000));
    expect([report().rows, report().skipped]).toEqual([500, 500]);
    // Each bin has its share: the rows are not the first ones.
    expect(report().features[0]?.psi).toBe(0);
    await server.post("/predict/batch", many(10));
    expect([report().rows, report().skipped]).toEqual([500, 510]);
    clock.advance(20);
    await server.post("/predict/batch", many(10));
    expect([report().rows, report().skipped]).toEqual([510, 510]);
    clock.advance(60_000);
    await server.post("/predict/batch", many(501));
    expect([report().rows, report().skipped]).toEqual([1010, 511]);
  });

  it("can be shared out by chance: so large a part of the predictions is looked at", async () => {
    const { api, report } = await serveWatched([echo], { sampleRate: 0.25 }, {}, { random: seeded(1) });
    await using server = await listen(api);
    for (let asked = 0; asked < 120; asked += 1) await server.post("/predict", "1");
    expect(report().rows + report().skipped).toBe(120);
    expect(report().rows).toBeGreaterThan(15);
    expect(report().rows).toBeLessThan(45);
  });

  it("is never a failed prediction: a fault of the watch is logged once a minute", async () => {
    const logged: unknown[] = [];
    const logger = {
      info: () => {},
      warn: () => {},
      error: (fields: object, message: string) => logged.push([message, "faults" in fields && fields.faults]),
    };
    const random = (): number => {
      throw new Error("no chance");
    };
    const { api, clock, report } = await serveWatched([echo], { sampleRate: 0.5 }, {}, { random, logger });
    await using server = await listen(api);
    for (let asked = 0; asked < 3; asked += 1) expect((await server.post("/predict", "1")).status).toBe(200);
    const message = "the quality of data could not be watched";
    expect(logged).toEqual([[message, 1]]);
    clock.advance(60_000);
    expect((await server.post("/predict", "1")).status).toBe(200);
    expect(logged).toEqual([
      [message, 1],
      [message, 3],
    ]);
    expect(report().rows).toBe(0);
  });
});

describe("an option", () => {
  const make = (options: ModelQualityOptions): unknown => dataQuality({ models: { m: options } });
  it.each<[ModelQualityOptions, string]>([
    [{ windowRows: 0 }, "dataQuality.models.m.windowRows is a whole number of at least 1, not 0"],
    [{ windowRows: 1_000_000_001 }, "dataQuality.models.m.windowRows is at most 1000000000, not 1000000001"],
    [{ windowMs: 0.5 }, "dataQuality.models.m.windowMs is a whole number of at least 1, not 0.5"],
    [{ minimumRows: -1 }, "dataQuality.models.m.minimumRows is a whole number of at least 1, not -1"],
    [{ maxRowsPerSecond: 0 }, "dataQuality.models.m.maxRowsPerSecond is a whole number of at least 1, not 0"],
    [{ sampleRate: 0 }, "dataQuality.models.m.sampleRate is a number above 0 and up to 1, not 0"],
    [{ sampleRate: 1.01 }, "dataQuality.models.m.sampleRate is a number above 0 and up to 1, not 1.01"],
    [{ windowRows: 100, minimumRows: 91 }, "minimumRows is at most nine tenths of windowRows, 90, not 91"],
  ])("that is out of range is refused: %j", (options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it("at its bound is taken, and a model that is left open is not watched", () => {
    expect(() =>
      make({ windowRows: 100, minimumRows: 90, windowMs: 1, sampleRate: 1, maxRowsPerSecond: 1 }),
    ).not.toThrow();
    expect(() => make({ windowRows: 1_000_000_000 })).not.toThrow();
    expect(() => make({ windowRows: 2, minimumRows: 1, sampleRate: 0.001 })).not.toThrow();
    const options: DataQualityOptions = { models: { m: undefined } };
    const other = defineModel("n", { input: z.number(), output: z.number() }).predictOne((x) => x);
    expect(() => serve([other], { dataQuality: dataQuality(options) })).not.toThrow();
  });

  it("that names a model that is not served is refused by the server", () => {
    const other = defineModel("n", { input: z.number(), output: z.number() }).predictOne((x) => x);
    expect(() => serve([other], { dataQuality: dataQuality({ models: { m: {} } }) })).toThrow(
      "dataQuality names the model m, which is not served",
    );
  });
});
