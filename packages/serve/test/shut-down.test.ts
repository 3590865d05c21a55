import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineModel, serve, shutDown, stopOnSignals } from "@mlops/serve";
import { createFakeClock } from "@mlops/serve/testing";
import { adder, four } from "./support.ts";

const json = { "content-type": "application/json" };
const predict = (url: string, body: unknown = four): Promise<Response> =>
  fetch(`${url}/predict`, { method: "POST", headers: json, body: JSON.stringify(body) });

describe("shutDown", () => {
  it("fails readiness at once, takes requests for the delay, then closes the listener", async () => {
    const clock = createFakeClock();
    const api = serve([adder], { clock });
    await api.ready();
    const server = createServer(api);
    const url = await server.listen({ port: 0 });
    const stopped = shutDown({ servers: [server], api, delayMs: 5_000, clock });

    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const late = await predict(url);
    expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);

    clock.advance(4_999);
    expect((await predict(url)).status).toBe(200);
    clock.advance(1);
    expect(await stopped).toBe(true);
    await expect(predict(url)).rejects.toThrow("fetch failed");
  });

  it("answers what is under way, and cuts off what is not ready within the grace", async () => {
    for (const isInTime of [true, false]) {
      const clock = createFakeClock();
      let answer = (_value: number): void => {};
      let arrived = (): void => {};
      const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
      const slow = defineModel("slow", { input: z.number(), output: z.number() }).predictOne(() => {
        arrived();
        return new Promise<number>((resolve) => (answer = resolve));
      });
      const api = serve([slow], { clock });
      await api.ready();
      const server = createServer(api);
      const url = await server.listen({ port: 0 });
      const underWay = predict(url, 1).then(
        async (response) => response.json(),
        () => "cut off",
      );
      await hasArrived;
      const stopped = shutDown({ servers: [server], api, delayMs: 0, graceMs: 1_000, clock });
      if (isInTime) answer(42);
      else {
        // The close has to have begun before its grace can be over.
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(1_000);
      }
      expect(await stopped).toBe(isInTime);
      expect(await underWay).toBe(isInTime ? 42 : "cut off");
    }
  });
});

/** A process that does what the test says, and tells how it was ended. */
function fakeProcess(): {
  process: Parameters<typeof stopOnSignals>[0]["process"];
  emit: (event: string, value?: unknown) => void;
  exited: Promise<number>;
} {
  const listeners = new Map<string, (value: never) => void>();
  let exit = (_code: number): void => {};
  const exited = new Promise<number>((resolve) => (exit = resolve));
  return {
    process: {
      on: (event: string, listener: (value: never) => void) => listeners.set(event, listener),
      exit(code) {
        exit(code);
      },
    },
    emit(event, value) {
      listeners.get(event)?.(value as never);
    },
    exited,
  };
}

describe("stopOnSignals", () => {
  const drained = { close: () => Promise.resolve(true) };
  const stuck = { close: () => new Promise<boolean>(() => {}) };

  it("ends with 0 on SIGTERM after the delay, and on SIGINT without it", async () => {
    const clock = createFakeClock();
    const term = fakeProcess();
    stopOnSignals({ process: term.process, servers: [], api: drained, delayMs: 5_000, clock });
    term.emit("SIGTERM");
    expect(clock.waiting).toBe(1);
    clock.advance(5_000);
    expect(await term.exited).toBe(0);

    const int = fakeProcess();
    stopOnSignals({ process: int.process, servers: [], api: drained, delayMs: 5_000, clock });
    int.emit("SIGINT");
    expect(await int.exited).toBe(0);
  });

  it("ends with 1 when something was cut off, and at once on a second signal", async () => {
    const cut = fakeProcess();
    stopOnSignals({ process: cut.process, servers: [], api: { close: () => Promise.resolve(false) }, delayMs: 0 });
    cut.emit("SIGTERM");
    expect(await cut.exited).toBe(1);

    const twice = fakeProcess();
    stopOnSignals({ process: twice.process, servers: [], api: stuck, delayMs: 0 });
    twice.emit("SIGTERM");
    twice.emit("SIGTERM");
    expect(await twice.exited).toBe(1);
  });

  it.each(["uncaughtException", "unhandledRejection"])("logs an %s, drains and ends with 1", async (event) => {
    const logged: object[] = [];
    const logger = { info: () => {}, warn: () => {}, error: (fields: object) => logged.push(fields) };
    const one = fakeProcess();
    stopOnSignals({ process: one.process, servers: [], api: drained, logger });
    one.emit(event, new Error("lost"));
    expect(await one.exited).toBe(1);
    expect(logged).toMatchObject([{ err: { message: "lost" } }]);
  });
});
