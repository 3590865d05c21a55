import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import type { Metrics } from "@mlops/serve/metrics";
import { remoteModel } from "@mlops/serve/remote";
import type { RemoteCallOptions } from "@mlops/serve/remote";
import { createFakeClock, createFakeModel, readMetrics } from "@mlops/serve/testing";
import type { FakeClock } from "@mlops/serve/testing";
import { createShim } from "./remote-shim.ts";
import type { Shim } from "./remote-shim.ts";
import { adder, four, listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });
const soon = { timeout: 20_000 };

const { input, output } = adder;

/** A gateway before a server that adds, with a shim between them. */
interface Gateway extends AsyncDisposable {
  readonly shim: Shim;
  readonly clock: FakeClock;
  readonly metrics: Metrics;
  readonly logged: (readonly [object, string])[];
  ask(headers?: Record<string, string>): Promise<number>;
  /** Asks and gives the problem with its `retry-after`. */
  refusal(): Promise<readonly [code: string, retryAfter: string | null]>;
  value(name: string, labels?: Record<string, string>): Promise<number | undefined>;
}

describe("a remote behind a circuit", () => {
  let upstream: TestServer;
  let gateway: Gateway;

  const start = async (options: Partial<RemoteCallOptions> = {}): Promise<Gateway> => {
    const shim = await createShim(Number(new URL(upstream.url).port));
    const clock = createFakeClock();
    const metrics = createMetrics();
    const logged: (readonly [object, string])[] = [];
    const note = (fields: object, message: string): void => {
      if ("remote" in fields) logged.push([fields, message]);
    };
    const remote = remoteModel({
      url: shim.url,
      name: "far",
      protocol: "json",
      observer: metrics,
      clock,
      random: () => 0,
      retries: 0,
      ...options,
    });
    const model = defineModel("adder", { input, output }).predict(remote);
    const api = serve([model], { metrics, logger: { info: note, warn: note, error: note } });
    await api.ready();
    const server = await listen(api);
    return {
      shim,
      clock,
      metrics,
      logged,
      ask: async (headers = {}) => (await server.post("/predict", four, headers)).status,
      refusal: async () => {
        const response = await server.post("/predict", four);
        return [(await problemOf(response)).code, response.headers.get("retry-after")];
      },
      value: async (name, labels = {}) =>
        readMetrics((await metrics.expose()).text).value(name, { remote: "far", ...labels }),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await shim[Symbol.asyncDispose]();
      },
    };
  };

  const askMany = async (times: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1) statuses.push(await gateway.ask());
    return statuses;
  };

  beforeEach(async () => {
    upstream = await listen(serve([adder]));
  });
  afterEach(async () => {
    await gateway[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  it("is not asked any more once it has failed often enough, and says when it will be", async () => {
    gateway = await start();
    const { shim, clock } = gateway;
    await shim.setTrouble("reset");
    expect(new Set(await askMany(10))).toEqual(new Set([503]));
    const before = shim.connections;
    expect(await gateway.refusal()).toEqual(["dependency-unavailable", "2"]);
    clock.advance(1_000);
    expect(await gateway.refusal()).toEqual(["dependency-unavailable", "1"]);
    expect(shim.connections).toBe(before);
    expect(await gateway.value("remote_circuit_state")).toBe(2);
    expect(await gateway.value("remote_calls_total", { outcome: "refused" })).toBe(2);
    // At the time that it said.
    await shim.setTrouble("none");
    clock.advance(1_000);
    expect(await gateway.ask()).toBe(200);
    expect(await gateway.value("remote_circuit_state")).toBe(0);
  });

  it("writes one line for each change of its circuit", async () => {
    gateway = await start();
    const { shim, clock, logged } = gateway;
    await shim.setTrouble("reset");
    await askMany(15);
    clock.advance(2_000);
    await askMany(3);
    await shim.setTrouble("none");
    clock.advance(2_000);
    await askMany(3);
    const message = "the circuit to a remote model has changed";
    const circuits = ["open", "half-open", "open", "half-open", "closed"];
    expect(logged).toEqual(circuits.map((circuit) => [{ remote: "far", circuit }, message]));
  });

  it("is tried by exactly one of those who come when it may be well again", async () => {
    // Those who are refused must not wait for a turn either.
    gateway = await start({ concurrency: 1 });
    const { shim, clock } = gateway;
    await shim.setTrouble("reset");
    await askMany(10);
    await shim.setTrouble("black hole");
    clock.advance(2_000);
    const before = shim.connections;
    const asked = Array.from({ length: 20 }, () => gateway.ask());
    // All but the one that tries are told at once.
    await expect.poll(() => gateway.value("remote_calls_total", { outcome: "refused" }), soon).toBe(19);
    expect(await gateway.value("remote_circuit_state")).toBe(1);
    expect(shim.connections).toBe(before + 1);
    clock.advance(10_000);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 20 }, () => 503));
    expect(await gateway.value("remote_circuit_state")).toBe(2);
  });

  it("is heard within 5 s of its return, also when it was silent and the call that tries waits in vain", async () => {
    gateway = await start();
    const { shim, clock } = gateway;
    await askMany(10);
    await shim.setTrouble("black hole");
    const lost = Array.from({ length: 10 }, () => gateway.ask());
    await expect.poll(() => shim.held, soon).toBe(10);
    clock.advance(10_000);
    expect(new Set(await Promise.all(lost))).toEqual(new Set([503]));
    expect(await gateway.value("remote_circuit_state")).toBe(2);
    clock.advance(2_000);
    const tries = gateway.ask();
    await expect.poll(() => shim.held, soon).toBe(11);
    expect(await gateway.value("remote_circuit_state")).toBe(1);
    // What was sent before is lost: only a new connection is answered.
    shim.trouble = "none";
    clock.advance(2_000);
    expect(await tries).toBe(503);
    clock.advance(2_000);
    expect(await gateway.ask()).toBe(200);
  });

  it("gives the call that tries three times what the slowest good answer took, where that is longer", async () => {
    gateway = await start();
    const { shim, clock } = gateway;
    await shim.setTrouble("black hole");
    const first = gateway.ask();
    await expect.poll(() => clock.waiting, soon).toBe(1);
    clock.advance(1_000);
    await expect.poll(() => shim.held, soon).toBeGreaterThan(0);
    shim.release();
    expect(await first).toBe(200);
    await shim.setTrouble("reset");
    await askMany(20);
    await shim.setTrouble("black hole");
    clock.advance(2_000);
    let isOver = false;
    const tries = gateway.ask().finally(() => (isOver = true));
    await expect.poll(() => clock.waiting, soon).toBe(1);
    clock.advance(2_999);
    expect(await gateway.value("remote_circuit_state")).toBe(1);
    expect(isOver).toBe(false);
    clock.advance(1);
    expect(await tries).toBe(503);
  });

  it("is held to its window and openMs when the clock jumps an hour ahead", async () => {
    gateway = await start();
    const { shim, clock } = gateway;
    await shim.setTrouble("reset");
    await askMany(9);
    clock.advance(3_600_000);
    // What was an hour ago does not count.
    await askMany(9);
    expect(await gateway.value("remote_circuit_state")).toBe(0);
    await askMany(1);
    expect(await gateway.value("remote_circuit_state")).toBe(2);
  });

  it("does not count against it that callers leave, or wait less long than it takes", async () => {
    gateway = await start();
    const { shim } = gateway;
    await shim.setTrouble("black hole");
    const asked = Array.from({ length: 12 }, () => gateway.ask({ "x-request-timeout-ms": "50" }));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([504]));
    expect(await gateway.value("remote_circuit_state")).toBe(0);
    await expect.poll(() => gateway.value("remote_calls_total", { outcome: "abandoned" }), soon).toBe(12);
    await shim.setTrouble("none");
    expect(await gateway.ask()).toBe(200);
  });

  it("does not count against it that it refuses what it is sent", async () => {
    gateway = await start();
    const body = '{"detail":"no"}';
    const head = `HTTP/1.1 422 No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    await gateway.shim.setTrouble({ answer: head + body });
    expect(new Set(await askMany(12))).toEqual(new Set([500]));
    expect(await gateway.value("remote_circuit_state")).toBe(0);
  });

  it("is asked once more where nothing came back, as far as a tenth of the calls allows", async () => {
    gateway = await start({ retries: 1, circuit: { minimumCalls: 1_000 } });
    const { shim } = gateway;
    // Without a call there is nothing to spend.
    await shim.setTrouble("reset");
    expect(await askMany(1)).toEqual([503]);
    expect(await gateway.value("remote_retries_total")).toBe(undefined);
    await shim.setTrouble("none");
    expect(new Set(await askMany(29))).toEqual(new Set([200]));
    await shim.setTrouble("reset");
    await askMany(20);
    expect(await gateway.value("remote_retries_total")).toBe(5);
  });

  it("answers the retry as if it had been the first", async () => {
    let mend = (): void => {};
    gateway = await start({ retries: 1, observer: { retried: () => mend() } });
    await askMany(10);
    const { shim } = gateway;
    await shim.setTrouble("reset");
    mend = () => {
      shim.trouble = "none";
    };
    expect(await gateway.ask()).toBe(200);
  });

  it("is not asked again where the retry would come after the deadline", async () => {
    let retries = 0;
    const observer = { retried: () => void (retries += 1) };
    gateway = await start({ retries: 1, observer, random: () => 1 });
    await askMany(10);
    await gateway.shim.setTrouble("reset");
    // The wait would be 50 ms.
    expect(await gateway.ask({ "x-request-timeout-ms": "50" })).toBe(503);
    expect(retries).toBe(0);
  });

  it("is not asked again where it has answered, however badly", async () => {
    gateway = await start({ retries: 1 });
    await askMany(20);
    for (const trouble of [
      { answer: "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n" },
      { afterBytes: -5, next: "reset" },
      { afterBytes: -5, next: "end" },
    ] as const) {
      await gateway.shim.setTrouble(trouble);
      expect(await gateway.ask()).toBe(503);
    }
    expect(await gateway.value("remote_retries_total")).toBe(undefined);
  });

  it("keeps its connections", async () => {
    gateway = await start();
    await askMany(30);
    expect(gateway.shim.connections).toBeLessThanOrEqual(2);
  });
});

describe("a remote with a bulkhead", () => {
  it("is asked by so many at once, has so many wait, and refuses one more", async () => {
    const { model, nextRun } = createFakeModel("slow", { input, output });
    await using upstream = await listen(serve([model]));
    const clock = createFakeClock();
    const remote = remoteModel({ url: upstream.url, protocol: "json", concurrency: 2, queue: 1, clock });
    const api = serve([defineModel("slow", { input, output }).predict(remote)]);
    await api.ready();
    await using server = await listen(api);
    const first = [server.post("/predict", four), server.post("/predict", four)];
    const runs = [await nextRun(), await nextRun()];
    const waiting = server.post("/predict", four);
    // Each try has a timer, and so has who waits.
    await expect.poll(() => clock.waiting, soon).toBe(3);
    const refused = await server.post("/predict", four);
    expect([refused.status, (await problemOf(refused)).code]).toEqual([503, "queue-full"]);
    for (const run of runs) run.answer([{ prediction: 1 }]);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    (await nextRun()).answer([{ prediction: 2 }]);
    expect(await (await waiting).json()).toEqual({ prediction: 2 });
  });

  it("keeps nobody waiting for longer than a call may take", async () => {
    const { model, nextRun } = createFakeModel("slow", { input, output });
    await using upstream = await listen(serve([model]));
    const clock = createFakeClock();
    const remote = remoteModel({
      url: upstream.url,
      protocol: "json",
      concurrency: 1,
      queue: 1,
      timeoutMs: 500,
      clock,
    });
    const api = serve([defineModel("slow", { input, output }).predict(remote)]);
    await api.ready();
    await using server = await listen(api);
    const first = server.post("/predict", four);
    await nextRun();
    const second = server.post("/predict", four);
    await expect.poll(() => clock.waiting, soon).toBe(2);
    clock.advance(500);
    expect([(await problemOf(await first)).code, (await problemOf(await second)).code]).toEqual([
      "dependency-unavailable",
      "queue-timeout",
    ]);
  });
});
