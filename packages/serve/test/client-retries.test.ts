import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import type { Clock } from "@mlops/serve";
import { createClient } from "@mlops/serve/client";
import type { Client, ClientOptions, ServeClientError } from "@mlops/serve/client";
import { createFakeClock } from "@mlops/serve/testing";
import { doubler } from "./models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const api = serve([doubler]);
const row = { x: [1, 2] };
const good = { y: [2, 4] };

type Refusal = readonly [status: number, retryAfter?: string | undefined] | "cut";

/** A server that refuses so often before it answers; counts what it was asked. */
async function refusing(...refusals: Refusal[]): Promise<TestServer & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = await listen((request, response) => {
    asked.push(String(request.headers["x-request-timeout-ms"]));
    const refusal = refusals.shift();
    if (refusal === undefined) api(request, response);
    else if (refusal === "cut") request.socket.destroy();
    else {
      const [status, retryAfter] = refusal;
      const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
      response.writeHead(status, { "content-type": "text/plain", ...headers }).end("no");
    }
  });
  return Object.assign(server, { asked });
}

/** A clock on which every wait but the one for the deadline is over at once, and is written down. */
function eager(deadlineMs = 30_000): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    now: () => now,
    after(milliseconds, callback) {
      if (milliseconds === deadlineMs) return () => {};
      waits.push(milliseconds);
      now += milliseconds;
      queueMicrotask(callback);
      return () => {};
    },
  };
}

const clientOf = (url: string, options: Partial<ClientOptions>): Client<typeof api> =>
  createClient<typeof api>({ url, random: () => 0.5, ...options });

describe("a call is tried again", () => {
  it.each<[string, Refusal]>([
    ["429", [429]],
    ["503", [503]],
    ["no answer", "cut"],
  ])("after %s, with the time that is left, and later each time", async (_what, refusal) => {
    await using server = await refusing(refusal, refusal, refusal);
    const clock = eager();
    expect(await clientOf(server.url, { clock, retries: 3 }).predict(row)).toEqual(good);
    expect(clock.waits).toEqual([50, 100, 200]);
    expect(server.asked).toEqual(["30000", "29950", "29850", "29650"]);
  });

  it.each([400, 401, 403, 404, 413, 422, 500, 502, 504])("not after %i", async (status) => {
    await using server = await refusing([status]);
    await expect(clientOf(server.url, { clock: eager() }).predict(row)).rejects.toMatchObject({ status });
    expect(server.asked).toHaveLength(1);
  });

  it("twice unless told otherwise, and then fails as the last try did", async () => {
    await using server = await refusing([503], [503], [429], [503]);
    await expect(clientOf(server.url, { clock: eager() }).predict(row)).rejects.toMatchObject({ status: 429 });
    expect(server.asked).toHaveLength(3);
    await using other = await refusing([503]);
    await expect(clientOf(other.url, { clock: eager(), retries: 0 }).predict(row)).rejects.toThrow("503");
    expect(other.asked).toHaveLength(1);
  });

  it("not before the server wants it, nor all at once then", async () => {
    await using server = await refusing([429, "3"], [503, new Date(Date.now() + 3_600_000).toUTCString()]);
    const clock = eager();
    const failure = clientOf(server.url, { clock }).predict(row);
    await expect(failure).rejects.toMatchObject({ status: 503 });
    await expect(failure.catch((error: ServeClientError) => Math.round(error.retryAfter! / 60))).resolves.toBe(60);
    expect(clock.waits).toEqual([3050]);
  });

  it("up to the longest wait, and not beyond it", async () => {
    await using server = await refusing([503, "10"], [503, "11"]);
    const clock = eager();
    await expect(clientOf(server.url, { clock }).predict(row)).rejects.toMatchObject({ retryAfter: 11 });
    expect(clock.waits).toEqual([10_000]);
    await using other = await refusing([503], [503], [503], [503]);
    const short = eager();
    await clientOf(other.url, { clock: short, retries: 4, maxDelayMs: 300 }).predict(row);
    expect(short.waits).toEqual([50, 100, 150, 150]);
  });

  it("only while there is time for it", async () => {
    await using server = await refusing([503, "5"]);
    const call = clientOf(server.url, { clock: eager(5000), timeoutMs: 5000 }).predict(row);
    await expect(call).rejects.toMatchObject({ status: 503, retryAfter: 5 });
    expect(server.asked).toHaveLength(1);
  });

  it.each(["soon", "-1", ""])("as if nothing was said where retry-after is %j", async (retryAfter) => {
    await using server = await refusing([503, retryAfter]);
    const clock = eager();
    await clientOf(server.url, { clock }).predict(row);
    expect(clock.waits).toEqual([50]);
  });

  it("but questions about health are asked once", async () => {
    await using server = await refusing([503], [503]);
    const client = clientOf(server.url, { clock: eager() });
    expect(await client.ready()).toBe(false);
    await expect(client.health()).rejects.toMatchObject({ status: 503 });
    expect(server.asked).toHaveLength(2);
  });
});

describe("a call that takes too long", () => {
  /** A server that never answers; resolves when it was asked, and when the client has gone. */
  async function silent(): Promise<TestServer & { asked: Promise<void>; left: Promise<void> }> {
    let ask = (): void => {};
    let leave = (): void => {};
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const left = new Promise<void>((resolve) => (leave = resolve));
    const server = await listen((_request, response) => {
      response.on("close", leave);
      ask();
    });
    return Object.assign(server, { asked, left });
  }

  it("is given up at its deadline, and the connection with it", async () => {
    await using server = await silent();
    const clock = createFakeClock();
    const call = clientOf(server.url, { clock, timeoutMs: 700 }).predict(row, { requestId: "r" });
    await server.asked;
    clock.advance(699);
    expect(clock.waiting).toBe(1);
    clock.advance(1);
    await expect(call).rejects.toMatchObject({ code: "timeout", status: undefined, requestId: "r" });
    await server.left;
    expect(clock.waiting).toBe(0);
  });

  it("is given up in the middle of its answer, of a wait, and by a fetch that does not listen", async () => {
    const clock = createFakeClock();
    let headersSent = (): void => {};
    const halfway = new Promise<void>((resolve) => (headersSent = resolve));
    await using slow = await listen((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write("{", headersSent);
    });
    const half = clientOf(slow.url, { clock }).predict(row, { timeoutMs: 10 });
    await halfway;
    clock.advance(10);
    await expect(half).rejects.toMatchObject({ code: "timeout" });

    const deaf: typeof fetch = () => new Promise(() => {});
    const ignored = clientOf(slow.url, { clock, fetch: deaf }).predict(row, { timeoutMs: 10 });
    clock.advance(10);
    await expect(ignored).rejects.toMatchObject({ code: "timeout" });
    expect(clock.waiting).toBe(0);
  });

  it("rejects with the reason of the caller's signal, before it was sent, under way and between tries", async () => {
    await using server = await silent();
    const reason = new Error("the page is gone");
    const clock = createFakeClock();
    const client = clientOf(server.url, { clock });
    await expect(client.predict(row, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const under = new AbortController();
    const call = client.predict(row, { signal: under.signal });
    await server.asked;
    under.abort(reason);
    await expect(call).rejects.toBe(reason);
    await server.left;

    const between = new AbortController();
    const fetch = async (): Promise<Response> => {
      // The wait for the next try begins once this has been read.
      setImmediate(() => between.abort(reason));
      return new Response("no", { status: 503 });
    };
    await expect(clientOf(server.url, { clock, fetch }).predict(row, { signal: between.signal })).rejects.toBe(reason);
    expect(clock.waiting).toBe(0);
  });

  it("tells the server how long it waits, at most what its header takes", async () => {
    await using server = await refusing();
    const client = clientOf(server.url, { clock: createFakeClock() });
    await client.predict(row, { timeoutMs: 0.5 });
    await client.predict(row, { timeoutMs: Number.POSITIVE_INFINITY });
    expect(server.asked).toEqual(["1", "999999999"]);
  });

  it("of the server's own deadline is its 504", async () => {
    await using server = await listen((_request, response) => {
      const problem = { code: "deadline-exceeded", detail: "The answer was not ready in time." };
      response.writeHead(504, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
    });
    await expect(clientOf(server.url, {}).predict(row)).rejects.toMatchObject({
      code: "deadline-exceeded",
      status: 504,
    });
  });
});
