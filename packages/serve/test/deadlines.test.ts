import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { Model, PredictionEvent } from "@mlops/serve";
import { createFakeClock } from "@mlops/serve/testing";
import { listen, problemOf } from "./support.ts";

/** A model that answers when it is told to, and tells what it sees. */
function stuck(): { model: Model; arrived: Promise<AbortSignal>; answer: () => void } {
  let arrive = (_signal: AbortSignal): void => {};
  const arrived = new Promise<AbortSignal>((resolve) => (arrive = resolve));
  let answer = (): void => {};
  const gate = new Promise<void>((resolve) => (answer = resolve));
  const model = defineModel("stuck", { input: z.number(), output: z.number() }).predict(async (rows, { signal }) => {
    arrive(signal);
    await gate;
    return rows;
  });
  return { model, arrived, answer };
}

describe("a deadline", () => {
  it("of the server is 504, tells the model to stop, and frees its place", async () => {
    const clock = createFakeClock();
    const { model, arrived } = stuck();
    await using server = await listen(
      serve([model], { clock, limits: { timeoutMs: 1_000, concurrency: 1, queue: 0 } }),
    );
    const response = server.post("/predict", "1");
    const signal = await arrived;
    clock.advance(999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect((await problemOf(await response)).code).toBe("deadline-exceeded");
    expect(signal.aborted).toBe(true);
    // With the place still taken this would be refused at once.
    const next = server.post("/predict", "2");
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(1_000);
    expect((await next).status).toBe(504);
  });

  it("of the caller may be shorter than the server's, never longer", async () => {
    const clock = createFakeClock();
    const { model, arrived } = stuck();
    await using server = await listen(serve([model], { clock, limits: { timeoutMs: 1_000 } }));
    const short = server.post("/predict", "1", { "x-request-timeout-ms": "10" });
    await arrived;
    clock.advance(10);
    expect((await short).status).toBe(504);
    const long = server.post("/predict", "1", { "x-request-timeout-ms": "999999999" });
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(1_000);
    expect((await long).status).toBe(504);
  });

  it("that passes in the queue is 504 without a run", async () => {
    const clock = createFakeClock();
    const { model, arrived, answer } = stuck();
    let runs = 0;
    const api = serve([model], { clock, limits: { concurrency: 1 }, observers: [{ ran: () => (runs += 1) }] });
    await using server = await listen(api);
    const first = server.post("/predict", "1");
    await arrived;
    const second = server.post("/predict", "2", { "x-request-timeout-ms": "5" });
    await expect.poll(() => clock.waiting).toBe(2);
    clock.advance(5);
    expect((await second).status).toBe(504);
    answer();
    expect(await (await first).json()).toBe(1);
    expect(runs).toBe(1);
  });

  it.each(["0", "-1", "1.5", "soon", "9999999999", "1, 2"])("of %j is refused with 400", async (header) => {
    const { model } = stuck();
    await using server = await listen(serve([model]));
    const refused = await server.post("/predict", "1", { "x-request-timeout-ms": header });
    expect((await problemOf(refused)).code).toBe("malformed-request");
  });
});

describe("a queue", () => {
  it("keeps its order, and refuses what is too much at once with the time that it needs", async () => {
    const clock = createFakeClock();
    const order: number[] = [];
    let release = (): void => {};
    const model = defineModel("slow", { input: z.number(), output: z.number() }).predict(async (rows) => {
      order.push(...rows);
      await new Promise<void>((resolve) => (release = resolve));
      return rows;
    });
    await using server = await listen(serve([model], { clock, limits: { concurrency: 1, queue: 2 } }));
    const arrives = (count: number): Promise<void> => expect.poll(() => clock.waiting).toBe(count);
    const first = server.post("/predict", "1");
    await expect.poll(() => order).toEqual([1]);
    const second = server.post("/predict", "2");
    await arrives(2);
    clock.advance(4_000);
    release();
    expect((await first).status).toBe(200);
    await expect.poll(() => order).toEqual([1, 2]);
    const third = server.post("/predict", "3");
    await arrives(2);
    const fourth = server.post("/predict", "4");
    await arrives(3);
    const refused = await server.post("/predict", "5");
    // Runs took four seconds; three have to end before this one could begin.
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "12"]);
    for (const one of [second, third, fourth]) {
      release();
      expect((await one).status).toBe(200);
    }
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it("forgets who has left, and counts that as no fault of ours", async () => {
    const { model, arrived, answer } = stuck();
    const events: PredictionEvent[] = [];
    const observers = [{ predicted: (event: PredictionEvent) => events.push(event) }];
    await using server = await listen(serve([model], { limits: { concurrency: 1, queue: 1 }, observers }));
    const first = server.post("/predict", "1");
    await arrived;
    const client = new AbortController();
    const leaving = fetch(`${server.url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "2",
      signal: client.signal,
    });
    await expect
      .poll(async () => (await server.post("/predict", "3", { "x-request-timeout-ms": "20" })).status)
      .toBe(503);
    client.abort();
    await expect(leaving).rejects.toThrow("aborted");
    await expect.poll(() => events.find(({ outcome }) => outcome === "client_error")).toBeDefined();
    const next = server.post("/predict", "4");
    answer();
    expect([(await first).status, await (await next).json()]).toEqual([200, 4]);
  });
});

describe("the server as a whole", () => {
  it("refuses more requests than may be under way before it reads them; probes are answered", async () => {
    const { model, arrived, answer } = stuck();
    await using server = await listen(serve([model], { limits: { inFlight: 1 } }));
    const first = server.post("/predict", "1");
    await arrived;
    const refused = await server.post("/predict", "{ not read");
    expect([refused.status, (await problemOf(refused)).code]).toEqual([503, "overloaded"]);
    expect((await server.get("/livez")).status).toBe(200);
    answer();
    expect((await first).status).toBe(200);
    expect((await server.post("/predict", "2")).status).toBe(200);
  });
});
