import { constants } from "node:http2";
import { connect, createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineTensorModel, ListenError, serve, shutDown, tensor } from "@mlops/serve";
import { createFakeClock, createFakeModel } from "@mlops/serve/testing";
import { serveGrpc } from "@mlops/serve-grpc";
import { TestClient } from "./client.ts";
import type { Message } from "./client.ts";
import { field, framed, inference, RawClient } from "./raw.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";
import type { TestServer, TestServerOptions } from "./support.ts";

const open: TestServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startServer(options);
  open.push(server);
  return server;
};
const nothing = framed(Buffer.alloc(0));
const live = inference("ServerLive");
const closed = (client: RawClient): Promise<void> =>
  new Promise((resolve) => {
    if (client.session.destroyed) resolve();
    else client.session.once("close", resolve);
  });
/** Resolves when the other end has read what was sent before, or is gone. */
const pong = ({ session }: RawClient): Promise<void> =>
  new Promise((resolve) => {
    if (session.destroyed || session.closed || !session.ping(() => resolve())) resolve();
    else session.once("close", resolve);
  });
/** Opens calls and resets them at once, again and again, until the server has enough of it. */
async function resetCalls(raw: RawClient, count: () => number): Promise<{ opened: number; waiting: number }> {
  const { session } = raw;
  let opened = 0;
  let waiting = 0;
  while (opened < 5_000 && !session.destroyed && !session.closed) {
    for (let index = 0; index < 100 && !session.destroyed && !session.closed; index += 1) {
      const stream = session.request({
        ":method": "POST",
        ":path": inference("ModelInfer"),
        "content-type": "application/grpc",
      });
      stream.on("error", () => {});
      stream.write(framed(field(1, "slow")));
      stream.close(constants.NGHTTP2_CANCEL);
      opened += 1;
    }
    await pong(raw);
    waiting = Math.max(waiting, count());
  }
  await closed(raw);
  return { opened, waiting };
}

const fake = () => createFakeModel("slow", { input: z.number(), output: z.number() });
const slow: Message = {
  model_name: "slow",
  inputs: [{ name: "input", datatype: "FP64", shape: [1], contents: { fp64_contents: [21] } }],
};

/** A way to a port that can be cut so that nobody hears of it: what the server sends is kept from the client. */
async function openPath(port: number): Promise<AsyncDisposable & { target: string; cut(): void }> {
  let isCut = false;
  const server = createTcpServer((socket) => {
    const upstream = connect(port, "127.0.0.1");
    socket.on("data", (data) => upstream.write(data)).on("error", () => {});
    upstream.on("data", (data) => isCut || socket.write(data)).on("error", () => {});
    socket.once("close", () => upstream.destroy());
    upstream.once("close", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a connection", () => {
  it("is told how many calls it may have at once and how long headers may be", async () => {
    const server = await start({ grpc: { maxStreams: 3, maxHeaderBytes: 2_000 } });
    using raw = new RawClient(server.grpc.target);
    await raw.call(live, nothing);
    expect(raw.session.remoteSettings).toMatchObject({ maxConcurrentStreams: 3, maxHeaderListSize: 2_000 });
  });

  it("may send headers up to their limit; beyond it the call is refused and the server goes on", async () => {
    const server = await start({ grpc: { maxHeaderBytes: 4_000 } });
    using raw = new RawClient(server.grpc.target);
    expect((await raw.call(live, nothing, { "x-long": "x".repeat(3_000) })).trailers["grpc-status"]).toBe("0");
    const { headers } = await raw.call(live, nothing, { "x-long": "x".repeat(4_000) });
    expect(headers["grpc-status"]).toBeUndefined();
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
  });

  it("that resets its calls as fast as it can is closed, and others are served", { timeout: 30_000 }, async () => {
    const { model } = fake();
    const server = await start({ models: [model] });
    using raw = new RawClient(server.grpc.target);
    await raw.call(live, nothing);
    const { opened, waiting } = await resetCalls(raw, () =>
      server.api.backend.models.all.reduce((sum, { gate }) => sum + gate.running + gate.queued, 0),
    );
    expect(opened).toBeLessThan(5_000);
    expect(waiting).toBe(0);
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
    expect(await server.api.close({ graceMs: 1_000 })).toBe(true);
  });

  it(
    "that has been closed for its resets leaves its place to others, and keeps no server open",
    { timeout: 30_000 },
    async () => {
      const clock = createFakeClock();
      const server = await start({ clock, grpc: { maxConnections: 2, keepAliveMs: 100 } });
      await server.client.call("ServerLive", {});
      using raw = new RawClient(server.grpc.target);
      await resetCalls(raw, () => 0);
      using early = new RawClient(server.grpc.target);
      await closed(early);
      for (let look = 0; look < 2; look += 1) {
        clock.advance(100);
        await server.client.call("ServerLive", {});
      }
      using late = new RawClient(server.grpc.target);
      expect((await late.call(live, nothing)).trailers["grpc-status"]).toBe("0");
      await resetCalls(late, () => 0);
      const ending = server.grpc.close({ graceMs: 60_000 });
      clock.advance(1_000);
      expect(await ending).toBe(true);
    },
  );

  it("beyond as many as there may be is closed at once", async () => {
    const server = await start({ grpc: { maxConnections: 1 } });
    await server.client.call("ServerLive", {});
    using raw = new RawClient(server.grpc.target);
    await closed(raw);
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
  });

  it("without calls is closed after its time, and not while it has one", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const server = await start({
      models: [model],
      clock,
      grpc: { idleTimeoutMs: 300, keepAliveMs: 100 },
      limits: { timeoutMs: 1_000_000 },
    });
    using raw = new RawClient(server.grpc.target);
    await raw.call(live, nothing);
    const call = server.client.call("ModelInfer", slow);
    const run = await nextRun();
    for (let look = 1; look <= 3; look += 1) {
      expect(raw.session.closed).toBe(false);
      clock.advance(100);
      // The busy connection is asked whether it is there, and has to have the time to say so.
      await server.client.call("ServerLive", {});
    }
    await closed(raw);
    run.answer([42]);
    expect((await call).response.outputs[0].contents.fp64_contents).toEqual([42]);
  });

  it("with a call that does not answer whether it is still there is cut off, and the call with it", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const server = await start({
      models: [model],
      clock,
      grpc: { keepAliveMs: 100 },
      limits: { timeoutMs: 1_000_000 },
    });
    await using path = await openPath(server.grpc.port);
    using client = new TestClient(path.target);
    const call = refusalOf(client.call("ModelInfer", slow));
    const { context } = await nextRun();
    const aborted = new Promise((resolve) => {
      context.signal.addEventListener("abort", resolve);
    });
    path.cut();
    clock.advance(100);
    expect(context.signal.aborted).toBe(false);
    clock.advance(100);
    await aborted;
    client[Symbol.dispose]();
    expect((await call).status).not.toBe(0);
  });

  it("whose client does not take its answer is rid of that call after the time of an answer", async () => {
    const large = defineTensorModel("large", {
      inputs: { x: tensor("UINT8", "batch") },
      outputs: { y: tensor("UINT8", "batch", 1_000_000) },
    }).predict(({ x }) => ({ y: new Uint8Array(1_000_000 * x.data.length) }));
    const clock = createFakeClock();
    const server = await start({ models: [large], clock });
    using raw = new RawClient(server.grpc.target, { settings: { initialWindowSize: 10 } });
    const inputs = field(5, Buffer.concat([field(1, "x"), field(2, "UINT8"), field(3, Buffer.of(1))]));
    const message = Buffer.concat([field(1, "large"), inputs, field(7, Buffer.of(1))]);
    const stream = raw.session.request({
      ":method": "POST",
      ":path": inference("ModelInfer"),
      "content-type": "application/grpc",
    });
    stream.on("error", () => {});
    stream.end(framed(message));
    await new Promise((resolve) => stream.once("response", resolve));
    const gone = new Promise((resolve) => stream.once("close", resolve));
    // What is sent waits for a window that never opens: the stream is paused.
    clock.advance(30_000);
    await gone;
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });
});

describe("a server that closes", () => {
  it("lets calls under way finish, tells clients to begin no more, and takes no new connection", async () => {
    const { model, nextRun } = fake();
    const server = await start({ models: [model] });
    using raw = new RawClient(server.grpc.target);
    await raw.call(live, nothing);
    const goneAway = new Promise((resolve) => raw.session.once("goaway", resolve));
    const call = server.client.call("ModelInfer", slow);
    const run = await nextRun();
    const ending = server.grpc.close();
    expect(server.grpc.close()).toBe(ending);
    expect(await goneAway).toBe(constants.NGHTTP2_NO_ERROR);
    expect(await refusalOf(server.client.call("ServerLive", {}, { timeoutMs: 2_000 }))).toMatchObject({ status: 14 });
    run.answer([42]);
    expect((await call).response.outputs[0].contents.fp64_contents).toEqual([42]);
    expect(await ending).toBe(true);
  });

  it("cuts off what is left after the grace, and tells so", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const server = await start({ models: [model], clock });
    const call = refusalOf(server.client.call("ModelInfer", slow));
    const { context } = await nextRun();
    const ending = server.grpc.close({ graceMs: 5_000 });
    clock.advance(4_999);
    expect(context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(await ending).toBe(false);
    expect(context.signal.aborted).toBe(true);
    expect((await call).status).not.toBe(0);
  });

  it("stops with the server of HTTP, in the order that loses no call", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const api = serve([model], { clock });
    await api.ready();
    const http = createServer(api);
    await http.listen({ port: 0 });
    const grpc = await serveGrpc(api, { port: 0 });
    using client = new TestClient(grpc.target);
    const call = client.call("ModelInfer", slow);
    const run = await nextRun();
    const stopped = shutDown({ servers: [http, grpc], api, delayMs: 1_000, clock });
    expect((await client.call("ServerReady", {})).response).toEqual({ ready: false });
    expect((await client.call("ModelReady", { name: "slow" })).response).toEqual({ ready: false });
    expect((await client.call("Check", {})).response).toEqual({ status: "NOT_SERVING" });
    const late = client.call("ModelInfer", slow);
    (await nextRun()).answer([43]);
    await late;
    clock.advance(1_000);
    run.answer([42]);
    expect((await call).response.outputs[0].contents.fp64_contents).toEqual([42]);
    expect(await stopped).toBe(true);
  });

  it("refuses predictions on a connection that is open still", async () => {
    const server = await start();
    await server.api.close();
    expect(await refusalOf(server.client.call("ModelInfer", scorerRequest([1, 2, 3])))).toMatchObject({ status: 14 });
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
  });
});

describe("a server that cannot listen", () => {
  it("says in one line why", async () => {
    const server = await start();
    const again = serveGrpc(server.api, { port: server.grpc.port });
    await expect(again).rejects.toThrow(ListenError);
    await expect(serveGrpc(server.api, { port: server.grpc.port })).rejects.toMatchObject({
      code: "port-in-use",
      message: `Port ${server.grpc.port} of 127.0.0.1 is in use.`,
    });
  });

  it.each(["maxConnections", "maxStreams", "maxHeaderBytes", "keepAliveMs", "idleTimeoutMs"])(
    "because %s is no number of at least 1 throws a TypeError",
    async (name) => {
      const { api } = await start();
      for (const value of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
        await expect(serveGrpc(api, { port: 0, [name]: value })).rejects.toThrow(TypeError);
      }
      const fine = await serveGrpc(api, { port: 0, [name]: undefined });
      expect(await fine.close()).toBe(true);
    },
  );
});
