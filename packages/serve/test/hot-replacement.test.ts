import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { LoadedModel, Model } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { createFakeModel } from "@mlops/serve/testing";
import { listen, problemOf } from "./support.ts";

const contract = { input: z.number(), output: z.strictObject({ version: z.string(), life: z.int() }) };

/** When a life began to load, and when it was freed, in the order of all such moments. */
interface Life {
  began: number;
  freed: number;
}

/** Models whose answers tell which of them gave it, and that fail when they are asked after they were freed. */
function lives(): { make: (version: string) => Model<"m">; all: Life[]; now: () => number } {
  const all: Life[] = [];
  let moment = 0;
  return {
    all,
    now: () => (moment += 1),
    make(version) {
      const load = async (): Promise<LoadedModel<number, { version: string; life: number }>> => {
        const life = all.push({ began: (moment += 1), freed: Number.POSITIVE_INFINITY }) - 1;
        await Promise.resolve();
        return {
          async predict(rows) {
            // Some runs last over turns of the event loop, so that they are under way when their model is replaced.
            for (let turn = 0; turn < (rows[0] ?? 0) % 5; turn += 1) await new Promise(setImmediate);
            if (all[life]?.freed !== Number.POSITIVE_INFINITY) throw new Error("This model has been freed");
            return rows.map(() => ({ version, life }));
          },
          close() {
            const one = all[life];
            if (one !== undefined) one.freed = moment += 1;
            return Promise.resolve();
          },
        };
      };
      return defineModel("m", { ...contract, version }).predict({ load });
    },
  };
}

const replacements = process.env["MLOPS_RUNS"] === undefined ? 200 : 2_000;

describe("replacing a model", () => {
  it(
    `fails no request of a load that goes on, ${replacements} times over, and each answer is of a model that lived`,
    async () => {
      const { make, all, now } = lives();
      const api = serve([make("1")]);
      await api.ready();
      await using server = await listen(api);
      const over = new AbortController();
      let answers = 0;
      const ask = async (): Promise<void> => {
        for (let body = 0; !over.signal.aborted; body += 1) {
          const asked = now();
          const response = await server.post("/predict", String(body));
          expect(response.status).toBe(200);
          const { version, life } = contract.output.parse(await response.json());
          expect(response.headers.get("x-model-version")).toBe(version);
          const one = all[life];
          expect(one?.freed).toBeGreaterThan(asked);
          expect(one?.began).toBeLessThan(now());
          answers += 1;
        }
      };
      const asking = Promise.all([ask(), ask(), ask(), ask()]);
      for (let round = 1; round <= replacements; round += 1) {
        const before = answers;
        // Sometimes the same version anew, sometimes the next one.
        await api.replace(make(String(1 + Math.floor(round / 2))));
        await vi.waitFor(() => {
          expect(answers).toBeGreaterThan(before);
        });
      }
      over.abort();
      await asking;
      expect(all).toHaveLength(replacements + 1);
      expect(all.filter(({ freed }) => freed === Number.POSITIVE_INFINITY)).toHaveLength(1);
    },
    60_000 + replacements * 50,
  );

  it("frees the old one after the last run of it, and not before", async () => {
    const old = createFakeModel("m", { input: z.number(), output: z.number() });
    const api = serve([old.model]);
    await api.ready();
    await using server = await listen(api);
    const pending = server.post("/predict", "1");
    const run = await old.nextRun();
    const replaced = api.replace(defineModel("m", { input: z.number(), output: z.number() }).predictOne((x) => -x));
    // The new one answers while the old one still runs.
    await vi.waitFor(async () => {
      expect(await (await server.post("/predict", "2")).json()).toBe(-2);
    });
    expect(old.isClosed).toBe(false);
    run.answer([10]);
    expect(await (await pending).json()).toBe(10);
    await replaced;
    expect(old.isClosed).toBe(true);
  });

  it("waits also for a run that nobody waits for any more", async () => {
    const old = createFakeModel("m", { input: z.number(), output: z.number() });
    const api = serve([old.model]);
    await api.ready();
    await using server = await listen(api);
    const pending = server.post("/predict", "1", { "x-request-timeout-ms": "1" });
    const run = await old.nextRun();
    expect((await pending).status).toBe(504);
    const replaced = api.replace(defineModel("m", { input: z.number(), output: z.number() }).predictOne((x) => -x));
    await vi.waitFor(async () => {
      expect(await (await server.post("/predict", "2")).json()).toBe(-2);
    });
    expect(old.isClosed).toBe(false);
    run.answer([1]);
    await replaced;
    expect(old.isClosed).toBe(true);
  });

  it("leaves the old one serving when the new one does not load", async () => {
    const { make, all } = lives();
    const api = serve([make("1")]);
    await api.ready();
    await using server = await listen(api);
    const broken = defineModel("m", { ...contract, version: "2" }).predict({
      load: () => Promise.reject(new Error("no such file")),
    });
    await expect(api.replace(broken)).rejects.toThrow("no such file");
    expect(await (await server.post("/predict", "0")).json()).toEqual({ version: "1", life: 0 });
    expect((await server.get("/ready")).status).toBe(200);
    expect(all).toHaveLength(1);
  });

  it("moves the labels of the old version to the new one, and the document and the metrics follow", async () => {
    const { make } = lives();
    const metrics = createMetrics();
    const options = { labels: { m: { stable: "1" } }, metrics, protocols: [tensorflow()] };
    const api = serve([make("1")], options);
    await api.ready();
    await using server = await listen(api);
    const before = await (await server.get("/openapi.json")).text();
    await api.replace(make("2"));
    const stable = await server.post("/v1/models/m/labels/stable:predict", { instances: [0] });
    expect([stable.status, stable.headers.get("x-model-version")]).toEqual([200, "2"]);
    expect((await server.post("/models/m/versions/1/predict", "0")).status).toBe(404);
    expect(await (await server.get("/openapi.json")).text()).not.toBe(before);
    const { text } = await metrics.expose();
    expect(text.match(/^model_ready.*$/gm)).toEqual(['model_ready{model="m",version="2"} 1']);
  });

  it("takes the version that is named, and refuses one that is served beside it", async () => {
    const { make } = lives();
    const api = serve([make("1"), make("2")]);
    await api.ready();
    await expect(api.replace(make("2"), "1")).rejects.toThrow("The version 2 of m is served already");
    await expect(api.replace(make("3"), "9")).rejects.toMatchObject({ code: "version-not-found" });
    await api.replace(make("3"), "1");
    await using server = await listen(api);
    expect(await (await server.post("/models/m/versions/3/predict", "0")).json()).toMatchObject({ version: "3" });
    expect((await server.post("/models/m/versions/1/predict", "0")).status).toBe(404);
    const other = defineModel("other", contract).predictOne(() => ({ version: "1", life: 0 }));
    await expect(api.replace(other)).rejects.toMatchObject({ code: "model-not-found" });
  });

  it("keeps the order in which several replacements were asked for", async () => {
    const { make, all } = lives();
    const api = serve([make("1")]);
    await api.ready();
    await Promise.all(["2", "3", "4"].map((version) => api.replace(make(version))));
    await using server = await listen(api);
    expect(await (await server.post("/predict", "0")).json()).toEqual({ version: "4", life: 3 });
    expect(all.map(({ freed }) => freed < Number.POSITIVE_INFINITY)).toEqual([true, true, true, false]);
  });

  it("is refused while the server closes, and what was loaded for it is freed", async () => {
    const { make, all } = lives();
    const api = serve([make("1")]);
    await api.ready();
    await api.close();
    await expect(api.replace(make("2"))).rejects.toThrow("The server is closing");
    expect(all.map(({ freed }) => freed < Number.POSITIVE_INFINITY)).toEqual([true, true]);
  });

  it("is refused for a model that a protocol cannot speak of", async () => {
    const { make } = lives();
    const api = serve([make("1")], { protocols: [tensorflow()] });
    await api.ready();
    // Regression gives numbers; the version is a text.
    const signatures = { wrong: { method: "regress", value: "version" } } as const;
    const answer = { version: "2", life: 0 };
    const wrong = defineModel("m", { ...contract, version: "2", signatures }).predictOne(() => answer);
    await expect(api.replace(wrong)).rejects.toThrow("The signature wrong of m needs numbers in version");
    await using server = await listen(api);
    expect(await (await server.post("/predict", "0")).json()).toMatchObject({ version: "1" });
  });
});

describe("adding and removing versions", () => {
  it("serves a version once it has loaded, and no more once it is removed", async () => {
    const { make, all } = lives();
    const api = serve([make("1")]);
    await api.ready();
    await using server = await listen(api);
    await api.add(make("2"));
    expect(await (await server.post("/predict", "0")).json()).toMatchObject({ version: "2" });
    await expect(api.add(make("2"))).rejects.toThrow("The version 2 of m is served already");
    await api.remove("m", "2");
    expect(await (await server.post("/predict", "0")).json()).toMatchObject({ version: "1" });
    expect((await problemOf(await server.post("/models/m/versions/2/predict", "0"))).code).toBe("version-not-found");
    expect(all[1]?.freed).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it("adds models of other names; the default stays", async () => {
    const { make } = lives();
    const api = serve([make("1")]);
    await api.ready();
    await using server = await listen(api);
    await api.add(defineModel("other", { input: z.number(), output: z.number() }).predictOne((x) => 2 * x));
    expect(await (await server.post("/models/other/predict", "3")).json()).toBe(6);
    expect(await (await server.post("/predict", "0")).json()).toMatchObject({ version: "1" });
    await api.remove("other", "1");
    expect((await problemOf(await server.post("/models/other/predict", "3"))).code).toBe("model-not-found");
  });

  it("does not remove what a label stands for, the last version of the default model, or what is not there", async () => {
    const { make } = lives();
    const api = serve([make("1"), make("2")], { labels: { m: { stable: "1" } } });
    await api.ready();
    await expect(api.remove("m", "1")).rejects.toThrow("The label stable of m stands for the version 1");
    await expect(api.remove("m", "3")).rejects.toMatchObject({ code: "version-not-found" });
    const alone = serve([make("1")]);
    await alone.ready();
    await expect(alone.remove("m", "1")).rejects.toThrow("1 is the last version of m, which is the default model");
  });
});
