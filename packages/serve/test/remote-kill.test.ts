import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { remoteModel } from "@mlops/serve/remote";
import { readMetrics } from "@mlops/serve/testing";
import { flowerContract, setosa } from "./remote-models.ts";
import { pythonServer, runsPythonServer } from "./remote-python.ts";
import type { PythonServer } from "./remote-python.ts";
import { listen } from "./support.ts";

/** Callers that ask one after another, each for itself. */
const callers = 8;
/** A server that is back has to be heard within this time. */
const recoveryMs = 5_000;

interface Asked {
  /** When it was answered. */
  readonly at: number;
  readonly status: number;
  readonly tookMs: number;
}

describe.skipIf(!runsPythonServer)("a Python server that is killed under load", () => {
  let python: PythonServer;
  beforeAll(async () => {
    python = await pythonServer();
  }, 60_000);
  afterAll(() => python[Symbol.asyncDispose]());

  it("is answered for with 503 and nothing else, and is heard again within 5 s of its return", async () => {
    const metrics = createMetrics();
    const remote = remoteModel({ url: python.url, name: "python", protocol: "json", observer: metrics });
    const api = serve([defineModel("iris", flowerContract).predict(remote)]);
    await api.ready();
    await using server = await listen(api);
    const asked: Asked[] = [];
    const over = new AbortController();
    const call = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const from = performance.now();
        const response = await server.post("/predict", setosa);
        await response.arrayBuffer();
        asked.push({ at: performance.now(), status: response.status, tookMs: performance.now() - from });
        // Whoever is refused leaves the processor to the server that starts.
        if (response.status === 503) await setTimeout(20);
      }
    };
    const load = Promise.all(Array.from({ length: callers }, call));
    const good = (since: number): Asked[] => asked.filter(({ at, status }) => at > since && status === 200);
    const poll = { timeout: 20_000, interval: 20 };

    await expect.poll(() => good(0).length, poll).toBeGreaterThan(50);
    await python.kill();
    const killedAt = performance.now();
    const circuit = async (): Promise<number | undefined> =>
      readMetrics((await metrics.expose()).text).value("remote_circuit_state");
    await expect.poll(circuit, poll).toBe(2);
    await python.start();
    const backAt = performance.now();
    await expect.poll(() => good(backAt).length, poll).toBeGreaterThan(200);
    over.abort();
    await load;

    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200, 503]));
    const during = asked.filter(({ at }) => at > killedAt && at < backAt);
    expect(during.filter(({ status }) => status === 503).length).toBeGreaterThan(10);
    expect(Math.max(...during.map(({ tookMs }) => tookMs))).toBeLessThan(recoveryMs);
    const heardAt = good(backAt)[0]?.at ?? Number.POSITIVE_INFINITY;
    expect(heardAt - backAt).toBeLessThan(recoveryMs);
    // From there on it is well; refusals that were on their way have arrived.
    expect(asked.filter(({ at, status }) => at > heardAt + 200 && status !== 200)).toEqual([]);
    expect(await circuit()).toBe(0);
  }, 120_000);
});
