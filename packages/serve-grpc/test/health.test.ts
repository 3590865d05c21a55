import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { serve } from "@mlops/serve";
import { createFakeClock, createFakeModel } from "@mlops/serve/testing";
import { serveGrpc } from "@mlops/serve-grpc";
import { TestClient } from "./client.ts";
import { refusalOf, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

const open: TestServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

const fake = (loading: Promise<unknown>) => createFakeModel("slow", { input: z.number(), output: z.number(), loading });

describe("the standard health service", () => {
  it("tells that the server serves, as a whole and by the names of its services", async () => {
    const server = await startServer();
    open.push(server);
    for (const service of ["", "inference.GRPCInferenceService", "grpc.health.v1.Health"]) {
      expect((await server.client.call("Check", { service })).response).toEqual({ status: "SERVING" });
    }
    expect(await refusalOf(server.client.call("Check", { service: "shop" }))).toMatchObject({
      status: 5,
      code: "not-found",
    });
  });

  it("and readiness tell of models that load, and of one that does not load", async () => {
    let load = (_value?: unknown): void => {};
    let fail = (_error: Error): void => {};
    const slow = fake(new Promise((resolve) => (load = resolve)));
    const other = createFakeModel("other", {
      input: z.number(),
      output: z.number(),
      loading: new Promise((_resolve, reject) => (fail = reject)),
    });
    const api = serve([slow.model, other.model]);
    const grpc = await serveGrpc(api, { port: 0 });
    using client = new TestClient(grpc.target);
    const index = async () => (await client.call("RepositoryIndex", {})).response.models;
    const ready = async (name: string) => (await client.call("ModelReady", { name })).response.ready;
    expect(await index()).toEqual([
      { name: "slow", version: "1", state: "LOADING", reason: "" },
      { name: "other", version: "1", state: "LOADING", reason: "" },
    ]);
    expect((await client.call("Check", {})).response).toEqual({ status: "NOT_SERVING" });
    expect((await client.call("ServerReady", {})).response).toEqual({ ready: false });
    expect((await client.call("ServerLive", {})).response).toEqual({ live: true });
    expect(await refusalOf(client.call("ModelInfer", { model_name: "slow" }))).toMatchObject({ status: 3 });
    load();
    fail(new Error("/srv/secret"));
    await expect(api.ready()).rejects.toThrow("/srv/secret");
    await new Promise((resolve) => setImmediate(resolve));
    expect([await ready("slow"), await ready("other")]).toEqual([true, false]);
    expect(await index()).toEqual([
      { name: "slow", version: "1", state: "READY", reason: "" },
      { name: "other", version: "1", state: "UNAVAILABLE", reason: "failed" },
    ]);
    expect((await client.call("RepositoryIndex", { ready: true })).response.models).toHaveLength(1);
    expect((await client.call("Check", {})).response).toEqual({ status: "NOT_SERVING" });
    const inputs = [{ name: "input", datatype: "FP64", shape: [1], contents: { fp64_contents: [1] } }];
    expect(await refusalOf(client.call("ModelInfer", { model_name: "other", inputs }))).toMatchObject({
      status: 14,
      code: "model-not-ready",
    });
    client[Symbol.dispose]();
    await grpc.close();
    await api.close();
  });

  it("tells a watcher the state at once, each change of it, and the end", async () => {
    let load = (_value?: unknown): void => {};
    const slow = fake(new Promise((resolve) => (load = resolve)));
    const clock = createFakeClock();
    const api = serve([slow.model], { clock });
    const grpc = await serveGrpc(api, { port: 0 });
    using client = new TestClient(grpc.target);
    const watch = client.open("Watch", {}, { service: "" });
    expect(await watch.next()).toEqual({ status: "NOT_SERVING" });
    load();
    await api.ready();
    clock.advance(1_000);
    expect(await watch.next()).toEqual({ status: "SERVING" });
    clock.advance(10_000);
    const closed = grpc.close();
    expect(await watch.next()).toEqual({ status: "NOT_SERVING" });
    expect(await watch.next()).toBeUndefined();
    expect(await watch.status).toMatchObject({ code: 0 });
    expect(await closed).toBe(true);
    await api.close();
  });

  it("tells a watcher that it does not know a service, and lets it wait", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock });
    open.push(server);
    const watch = server.client.open("Watch", {}, { service: "shop" });
    expect(await watch.next()).toEqual({ status: "SERVICE_UNKNOWN" });
    const before = clock.waiting;
    watch.cancel();
    expect(await watch.status).toMatchObject({ code: 1 });
    // A call on the same connection comes after the cancellation.
    await server.client.call("Check", {});
    expect(clock.waiting).toBeLessThan(before);
  });
});
