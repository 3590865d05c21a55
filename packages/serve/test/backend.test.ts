import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { serve } from "@mlops/serve";
import type { AnsweredEvent, Call, RequestHead } from "@mlops/serve";
import { apiKeys, auth } from "@mlops/serve/auth";
import { createFakeClock, createFakeModel } from "@mlops/serve/testing";
import { adder, four } from "./support.ts";

const secret = "a-secret-of-the-test-that-is-long-enough";

const head = (headers: RequestHead["headers"] = {}): RequestHead => ({
  method: "POST",
  url: "/package.Service/Call",
  headers,
  rawHeaders: Object.entries(headers).flat() as string[],
  socket: new Socket(),
});
const call = (more: Partial<Call> = {}): Call => ({
  dialect: "other",
  access: "predict",
  request: head(),
  signal: new AbortController().signal,
  ...more,
});

describe("a call over another transport", () => {
  it("reaches the models, and is told of to the observers as a request is", async () => {
    const told: AnsweredEvent[] = [];
    const api = serve([adder], { observers: [{ answered: (event) => told.push(event) }] });
    await api.ready();
    const { backend } = api;
    const request = head({ "x-request-id": "mine" });
    const answer = await backend.call(call({ request }), async (exchange) => {
      const { result } = await backend.predictor.rows(exchange, { name: undefined }, () => Promise.resolve([four]));
      return result;
    });
    expect(answer).toEqual([{ json: '{"prediction":10}', clipped: [] }]);
    expect(told).toMatchObject([{ dialect: "other", status: 200, exchange: { requestId: "mine" } }]);
    await expect(
      backend.call(call(), (exchange) => backend.predictor.rows(exchange, { name: "none" }, () => Promise.resolve([]))),
    ).rejects.toMatchObject({ code: "model-not-found" });
    expect(told[1]).toMatchObject({ status: 404, code: "model-not-found" });
  });

  it("passes the same guards, and is counted with the requests under way", async () => {
    const { backend } = serve([adder], {
      auth: auth({
        methods: [apiKeys({ keys: [{ id: "one", sha256: createHash("sha256").update(secret).digest("hex") }] })],
      }),
      limits: { inFlight: 1 },
    });
    const enter = (headers: RequestHead["headers"]): Promise<unknown> =>
      backend.call(call({ request: head(headers) }), () => Promise.resolve("in"));
    await expect(enter({})).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(enter({ "x-api-key": secret })).resolves.toBe("in");
    await backend.call(call({ access: "probe" }), async () => {
      await expect(enter({ "x-api-key": secret })).rejects.toMatchObject({ code: "overloaded" });
    });
    await expect(enter({ "x-api-key": secret })).resolves.toBe("in");
  });

  it("has the earliest of its deadlines, and none once it has ended", async () => {
    const clock = createFakeClock();
    const { model, nextRun } = createFakeModel("slow", { input: z.number(), output: z.number() });
    const api = serve([model], { clock, limits: { timeoutMs: 100 } });
    await api.ready();
    const { backend } = api;
    const ask = (timeoutMs: number | undefined, headers: RequestHead["headers"] = {}): Promise<unknown> =>
      backend.call(call({ timeoutMs, request: head(headers) }), (exchange) =>
        backend.predictor.rows(exchange, { name: "slow" }, () => Promise.resolve([1])),
      );
    for (const [timeoutMs, headers, least] of [
      [undefined, {}, 100],
      [50, {}, 50],
      [500, {}, 100],
      [50, { "x-request-timeout-ms": "20" }, 20],
    ] as const) {
      const answer = ask(timeoutMs, headers);
      const { context } = await nextRun();
      clock.advance(least - 1);
      expect([context.signal.aborted, context.timeLeft?.()]).toEqual([false, 1]);
      clock.advance(1);
      expect(context.signal.aborted).toBe(true);
      await expect(answer).rejects.toMatchObject({ code: "deadline-exceeded" });
      expect(clock.waiting).toBe(0);
    }
    await expect(ask(undefined, { "x-request-timeout-ms": "soon" })).rejects.toMatchObject({
      code: "malformed-request",
    });
    await expect(ask(0)).rejects.toMatchObject({ code: "deadline-exceeded" });
  });

  it("is given up when the caller leaves, also one that had left before it began", async () => {
    const told: AnsweredEvent[] = [];
    const { model, nextRun } = createFakeModel("slow", { input: z.number(), output: z.number() });
    const api = serve([model], { observers: [{ answered: (event) => told.push(event) }] });
    await api.ready();
    const { backend } = api;
    const abort = new AbortController();
    const ask = (): Promise<unknown> =>
      backend.call(call({ signal: abort.signal }), (exchange) =>
        backend.predictor.rows(exchange, { name: "slow" }, () => Promise.resolve([1])),
      );
    const answer = ask();
    const { context } = await nextRun();
    abort.abort();
    expect(context.signal.aborted).toBe(true);
    await expect(answer).rejects.toMatchObject({ code: "internal" });
    await expect(ask()).rejects.toMatchObject({ code: "internal" });
    expect(told.map(({ status }) => status)).toEqual([499, 499]);
    expect(EventEmitter.listenerCount(abort.signal as unknown as EventEmitter, "abort")).toBe(0);
  });
});
