import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import type { AnsweredEvent } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { rateLimit } from "@mlops/serve/rate-limit";
import { createFakeClock, createFakeModel } from "@mlops/serve/testing";
import type { Message } from "./client.ts";
import { scorerRequest, startServer } from "./support.ts";
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
const slow: Message = {
  model_name: "slow",
  id: "a",
  inputs: [{ name: "input", datatype: "FP64", shape: [1], contents: { fp64_contents: [21] } }],
};
const fake = () => createFakeModel("slow", { input: z.number(), output: z.number() });

describe("a stream of predictions", () => {
  it("answers each message in its turn, and ends when the client does", async () => {
    const { client } = await start();
    const stream = client.open("ModelStreamInfer");
    for (let index = 0; index < 20; index += 1) stream.send(scorerRequest([index, 2, 4], { id: `${index}` }));
    stream.end();
    for (let index = 0; index < 20; index += 1) {
      const { error_message: error, infer_response: response } = await stream.next();
      expect([error, response.id, response.model_name]).toEqual(["", `${index}`, "scorer"]);
      expect(response.outputs[0].contents.fp32_contents).toEqual([index / 2, 1, 2]);
    }
    expect(await stream.next()).toBeUndefined();
    expect(await stream.status).toMatchObject({ code: 0 });
  });

  it("answers a message while others are still to come", async () => {
    const { client } = await start();
    const stream = client.open("ModelStreamInfer");
    stream.send(scorerRequest([2, 4, 6]));
    expect((await stream.next()).infer_response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
    stream.send(scorerRequest([4, 6, 8]));
    expect((await stream.next()).infer_response.outputs[0].contents.fp32_contents).toEqual([2, 3, 4]);
    stream.end();
    expect(await stream.status).toMatchObject({ code: 0 });
  });

  it("tells a fault of a message in its answer, with the id, and goes on", async () => {
    const { client } = await start();
    const stream = client.open("ModelStreamInfer");
    stream.send(scorerRequest([1], { id: "bad" }));
    expect(await stream.next()).toMatchObject({
      error_message: expect.stringContaining("received 1 values."),
      infer_response: { model_name: "scorer", id: "bad", outputs: [] },
    });
    stream.send({ ...slow, model_name: "tulip" });
    const unknown = await stream.next();
    expect(unknown).toMatchObject({
      error_message: expect.stringContaining("No model of this name"),
      infer_response: { id: "a" },
    });
    stream.send(scorerRequest([2, 4, 6], { id: "good" }));
    expect(await stream.next()).toMatchObject({ error_message: "", infer_response: { id: "good" } });
    stream.end();
    expect(await stream.status).toMatchObject({ code: 0 });
  });

  it("without messages is no fault", async () => {
    const { client } = await start();
    const stream = client.open("ModelStreamInfer");
    stream.end();
    expect(await stream.status).toMatchObject({ code: 0 });
    expect(await stream.next()).toBeUndefined();
  });

  it("ends with a message that is too large", async () => {
    const { client } = await start({ limits: { tensorBytes: 1_000 } });
    const stream = client.open("ModelStreamInfer");
    stream.send(scorerRequest([2, 4, 6]));
    await stream.next();
    stream.send(scorerRequest(Array.from({ length: 300 }, () => 1)));
    expect((await stream.status).metadata.getMap()).toMatchObject({ "x-error-code": "body-too-large" });
    expect(await stream.status).toMatchObject({ code: 8 });
  });

  it("is not opened without credentials, nor without the scope", async () => {
    const token = "a-token-of-the-tests-with-32-bytes";
    const methods = [bearerTokens([{ id: "reader", token, scopes: ["metadata"] }])];
    const { client } = await start({ auth: auth({ methods }) });
    const anonymous = client.open("ModelStreamInfer");
    expect(await anonymous.status).toMatchObject({ code: 16 });
    const reader = client.open("ModelStreamInfer", { metadata: { authorization: `Bearer ${token}` } });
    expect(await reader.status).toMatchObject({ code: 7 });
  });

  it("takes one from the caller's budget to be opened, and one for each message", async () => {
    const clock = createFakeClock();
    const { client } = await start({ clock, rateLimit: rateLimit({ limit: "3/minute", clock }) });
    const stream = client.open("ModelStreamInfer");
    for (const expected of ["", "", expect.stringContaining("budget")]) {
      stream.send(scorerRequest([2, 4, 6]));
      expect((await stream.next()).error_message).toEqual(expected);
    }
    clock.advance(20_000);
    stream.send(scorerRequest([2, 4, 6]));
    expect((await stream.next()).error_message).toBe("");
    stream.end();
    expect(await stream.status).toMatchObject({ code: 0 });
    expect(await client.open("ModelStreamInfer").status).toMatchObject({ code: 8 });
  });

  it("gives each message the time of an answer, and takes none while it waits for one", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const { client } = await start({ models: [model], clock, grpc: { keepAliveMs: 1_000_000 } });
    const stream = client.open("ModelStreamInfer", { metadata: { "grpc-timeout": "99999999H" } });
    for (const round of [1, 2]) {
      stream.send(slow);
      const run = await nextRun();
      clock.advance(20_000);
      run.answer([round]);
      expect((await stream.next()).infer_response.outputs[0].contents.fp64_contents).toEqual([round]);
      clock.advance(100_000);
    }
    stream.send(slow);
    await nextRun();
    clock.advance(30_000);
    expect((await stream.next()).error_message).toContain("not ready in time");
    stream.end();
    expect(await stream.status).toMatchObject({ code: 0 });
  });

  it("is over at the client's deadline, in a message and between two", async () => {
    const { model, nextRun } = fake();
    const clock = createFakeClock();
    const { client } = await start({ models: [model], clock });
    const waiting = client.open("ModelStreamInfer", { metadata: { "grpc-timeout": "5S" } });
    waiting.send(slow);
    (await nextRun()).answer([1]);
    await waiting.next();
    clock.advance(5_000);
    expect(await waiting.status).toMatchObject({ code: 4 });
    const busy = client.open("ModelStreamInfer", { metadata: { "grpc-timeout": "5S" } });
    busy.send(slow);
    const { context } = await nextRun();
    clock.advance(5_000);
    expect(context.signal.aborted).toBe(true);
    expect(await busy.status).toMatchObject({ code: 4 });
  });

  it("whose client leaves ends the run, and its messages are counted one by one", async () => {
    const { model, nextRun } = fake();
    const events: AnsweredEvent[] = [];
    const gone = new Promise<void>((resolve) => {
      void start({
        models: [model],
        observers: [
          {
            answered(event) {
              events.push(event);
              if (event.status === 499) resolve();
            },
          },
        ],
      }).then(async ({ client }) => {
        const stream = client.open("ModelStreamInfer");
        stream.send(slow);
        (await nextRun()).answer([1]);
        await stream.next();
        stream.send(slow);
        await nextRun();
        stream.cancel();
        expect(await stream.status).toMatchObject({ code: 1 });
      });
    });
    await gone;
    expect(events.map(({ status }) => status)).toEqual([200, 200, 499]);
  });

  it("that waits for a message ends when the server closes", async () => {
    const server = await start();
    const stream = server.client.open("ModelStreamInfer");
    stream.send(scorerRequest([2, 4, 6]));
    await stream.next();
    const closed = server.grpc.close();
    expect(await stream.status).toMatchObject({ code: 14 });
    expect((await stream.status).metadata.getMap()).toMatchObject({ "x-error-code": "draining", "retry-after": "1" });
    expect(await closed).toBe(true);
  });
});
