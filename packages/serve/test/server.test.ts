import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createServer, ListenError } from "@mlops/serve";
import { createMetrics, createMetricsHandler } from "@mlops/serve/metrics";

describe("createServer", () => {
  it("gives the URL it is reached at, also when it listens on every address", async () => {
    for (const host of [undefined, "0.0.0.0", "::1"]) {
      const server = createServer((_request, response) => response.end("hello"));
      const url = await server.listen({ port: 0, host });
      expect(url).toMatch(host === "::1" ? /^http:\/\/\[::1\]:\d+$/ : /^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await (await fetch(url)).text()).toBe("hello");
      await server.close();
    }
  });

  it("names the port that is taken", async () => {
    const first = createServer(() => {});
    const port = Number(new URL(await first.listen({ port: 0 })).port);
    const second = createServer(() => {}).listen({ port });
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toMatchObject({
      code: "port-in-use",
      message: `Port ${port} of 127.0.0.1 is in use.`,
    });
    await first.close();
  });

  it("names a host that is not this machine's", async () => {
    const listening = createServer(() => {}).listen({ port: 0, host: "192.0.2.1" });
    await expect(listening).rejects.toMatchObject({ code: "host-unknown" });
  });

  it("closes after the request under way is answered and drops idle connections at once", async () => {
    let answer = (): void => {};
    let arrived = (): void => {};
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer((_request, response) => {
      answer = () => response.end("late");
      arrived();
    });
    const url = await server.listen({ port: 0 });
    const idle = connect(Number(new URL(url).port), "127.0.0.1");
    const idleClosed = new Promise((resolve) => idle.once("close", resolve));
    const underWay = fetch(url);
    await hasArrived;
    const closed = server.close();
    await expect(fetch(url)).rejects.toThrow("fetch failed");
    answer();
    expect(await (await underWay).text()).toBe("late");
    idle.destroy();
    await idleClosed;
    await closed;
  });

  it("answers 408 to a client that takes too long to send its headers", async () => {
    const server = createServer(() => {}, { headersTimeoutMs: 100, requestTimeoutMs: 200 });
    const url = await server.listen({ port: 0 });
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nHost:"));
    const received = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("close", () => {
        resolve(text);
      });
    });
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    await server.close();
  });
});

describe("createMetricsHandler", () => {
  it("serves the metrics and nothing else", async () => {
    const server = createServer(createMetricsHandler(createMetrics()));
    const url = await server.listen({ port: 0 });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("# TYPE predictions_total counter");
    expect((await fetch(`${url}/predict`)).status).toBe(404);
    await server.close();
  });
});
