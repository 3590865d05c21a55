import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer, serve } from "@mlops/serve";
import type { Server } from "@mlops/serve";
import { adder, four } from "./support.ts";

let server: Server;
let port = 0;
let url = "";

beforeAll(async () => {
  const api = serve([adder], { fallthrough: false });
  await api.ready();
  server = createServer(api, { maxRequestsPerConnection: 300 });
  url = await server.listen({ port: 0 });
  port = Number(new URL(url).port);
});

afterAll(() => server.close());

/** What comes back for bytes on a connection until the server closes it, or until `enough` says so. */
function exchange(bytes: string, enough: (received: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(bytes, "latin1")));
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (enough(received)) socket.destroy();
    });
    socket.on("close", () => {
      resolve(received);
    });
    socket.on("error", (error) => {
      if (received === "") reject(error);
    });
  });
}

const statuses = (received: string): number[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));
const body = JSON.stringify(four);
const post = (headers: string, content = body): string =>
  `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${content}`;
const length = `Content-Length: ${body.length}`;

describe("a request whose framing is in doubt", () => {
  it.each([
    ["a length and chunks", post(`${length}\r\nTransfer-Encoding: chunked`)],
    ["chunks and a length", post(`Transfer-Encoding: chunked\r\n${length}`)],
    ["a length and an empty transfer-encoding", post(`${length}\r\nTransfer-Encoding:`)],
    ["a length and a blank transfer-encoding", post(`${length}\r\nTransfer-Encoding:  `)],
    ["an unknown transfer-encoding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")],
    ["chunked twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")],
    ["two lengths", post(`${length}\r\nContent-Length: 1`)],
    ["a list of lengths", post(`Content-Length: ${body.length}, ${body.length}`)],
    ["a length with a sign", post(`Content-Length: +${body.length}`)],
    ["a negative length", post("Content-Length: -1")],
    ["a length in hexadecimal", post("Content-Length: 0x26")],
    ["a length beyond 64 bits", post("Content-Length: 18446744073709551616")],
    ["a chunk size that overflows", post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n")],
    ["a negative chunk size", post("Transfer-Encoding: chunked", "-1\r\n")],
    ["a chunk size with 0x", post("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n")],
    ["a chunk without its end", post("Transfer-Encoding: chunked", "5\r\nhello0\r\n\r\n")],
    ["a bare CR in a header", post(`${length}\r\nX: a\rb`)],
    ["a NUL in a header", post(`${length}\r\nX: a\0b`)],
    ["a folded header", post(`${length}\r\nX: a\r\n b`)],
    ["a blank before the colon", post(`${length}\r\nX : a`)],
    ["no name before the colon", post(`${length}\r\n: a`)],
    ["a line without a colon", post(`${length}\r\nnothing`)],
    ["two hosts", `GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`],
    ["a host that is none", `GET /health HTTP/1.1\r\nHost: a b/../\r\n\r\n`],
    ["no host", `GET /health HTTP/1.1\r\n\r\n`],
    ["two authorizations", `GET /health HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n`],
    ["an absolute target", `GET http://a/health HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["a target with an empty host", `GET http:// HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["a target with a zone", `GET http://[fe80::a%25eth0]/ HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["an asterisk for a target", `GET * HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["HTTP/0.9", "GET /health\r\n\r\n"],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a TLS hello", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"],
    ["another protocol", "PING\r\n"],
    ["a PROXY line", `PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["20 kB of noise", "\x80x".repeat(10_000)],
  ])("by %s is answered at most once, with 400, and its connection ends", async (_what, bytes) => {
    // What follows must not be taken for a request.
    const received = await exchange(`${bytes}GET /health HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(statuses(received).filter((status) => status !== 400)).toEqual([]);
    expect(statuses(received).length).toBeLessThanOrEqual(1);
    expect(received).not.toMatch(/<html|node_modules/i);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it("is told in the form of every other fault", async () => {
    const received = await exchange("GET nonsense\r\n\r\n");
    const [head = "", content = ""] = received.split("\r\n\r\n");
    expect(head.toLowerCase()).toContain("content-type: application/problem+json");
    expect(JSON.parse(content)).toMatchObject({ code: "malformed-request", status: 400 });
  });
});

describe("the size of a request's head", () => {
  const get = (headers: string): string => `GET /health HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n`;

  it("may be 200 header lines and not one more", async () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, index) => `X-${index}: 1\r\n`).join("");
    expect(statuses(await exchange(get(lines(198))))).toEqual([200]);
    expect(statuses(await exchange(get(lines(199))))).toEqual([431]);
    expect(statuses(await exchange(get(lines(1_500))))).toEqual([431]);
  });

  it.each([17_000, 70_000, 1_000_000])("is refused with 431 for a header of %i bytes", async (size) => {
    expect(statuses(await exchange(get(`X: ${"a".repeat(size)}\r\n`)))).toEqual([431]);
  });

  it("is refused with 414 for a target of more than 8,192 characters", async () => {
    const target = (size: number): string =>
      `GET /${"a".repeat(size - 1)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(statuses(await exchange(target(8_192)))).toEqual([404]);
    expect(statuses(await exchange(target(8_193)))).toEqual([414]);
  });

  it("may name headers after what every object has", async () => {
    expect(statuses(await exchange(get("__proto__: 1\r\nconstructor: 2\r\ntoString: 3\r\n")))).toEqual([200]);
  });
});

describe("a connection", () => {
  it("answers 200 pipelined requests in their order", async () => {
    const received = await exchange(
      Array.from(
        { length: 200 },
        (_, index) => `GET /health HTTP/1.1\r\nHost: a\r\nX-Request-Id: r${index}\r\n\r\n`,
      ).join(""),
      (text) => statuses(text).length === 200 && text.endsWith("}"),
    );
    const ids = [...received.matchAll(/x-request-id: r(\d+)/g)].map(([, id]) => Number(id));
    expect(ids).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it("answers what came before an invalid request, and nothing after it", async () => {
    const good = `GET /health HTTP/1.1\r\nHost: a\r\n\r\n`;
    const received = await exchange(`${good}GET bad\r\n\r\n${good}`);
    expect(statuses(received)[0]).toBe(200);
    expect(statuses(received).filter((status) => status === 200)).toHaveLength(1);
  });

  it("brings at most as many requests as it may; further ones that were sent already are not answered well", async () => {
    const received = await exchange(
      Array.from({ length: 301 }, () => `GET /livez HTTP/1.1\r\nHost: a\r\n\r\n`).join(""),
      (text) => statuses(text).length === 301,
    );
    expect(statuses(received)).toEqual([...Array.from({ length: 300 }, () => 200), 503]);
    expect([...received.matchAll(/^connection: (.*)\r$/gim)].map(([, value]) => value?.toLowerCase())[299]).toBe(
      "close",
    );
  });

  it("that asks for leave to send too much is refused before it has sent anything", async () => {
    const received = await exchange(post("Content-Length: 99999999\r\nExpect: 100-continue", ""));
    expect(statuses(received)).toEqual([413]);
  });

  it("that asks for leave to send gets it and its answer", async () => {
    const received = await exchange(post(`${length}\r\nExpect: 100-continue`), (text) => text.includes("prediction"));
    expect(statuses(received)).toEqual([100, 200]);
  });

  it("that is half closed after its request still gets its answer", async () => {
    const received = await new Promise<string>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.end(post(length)));
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("end", () => {
        resolve(text);
      });
    });
    expect(received).toContain('{"prediction":10}');
  });

  it("may not send a body in more than 65,536 chunks", async () => {
    const chunks = (count: number): string =>
      `${"1\r\n \r\n".repeat(count)}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const ok = await exchange(post("Connection: close\r\nTransfer-Encoding: chunked", chunks(65_535)));
    expect(statuses(ok)).toEqual([200]);
    const over = await exchange(post("Connection: close\r\nTransfer-Encoding: chunked", chunks(65_536)));
    expect(statuses(over)).toEqual([413]);
  });
});

describe("a method", () => {
  it.each(["PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])("%s is 405 and says what is allowed", async (method) => {
    const received = await exchange(
      `${method} /predict HTTP/1.1\r\nHost: a\r\nX: echo-me\r\nConnection: close\r\n\r\n`,
    );
    expect(statuses(received)).toEqual([405]);
    expect(received).toMatch(/^allow: OPTIONS, POST\r$/m);
    expect(received).not.toContain("echo-me");
  });

  it("that is none, or another by a header, changes nothing", async () => {
    expect(statuses(await exchange("BREW /predict HTTP/1.1\r\nHost: a\r\n\r\n"))).toEqual([400]);
    expect(statuses(await exchange("get /health HTTP/1.1\r\nHost: a\r\n\r\n"))).toEqual([400]);
    const override = await exchange(
      `GET /health HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: POST\r\nConnection: close\r\n\r\n`,
    );
    expect(statuses(override)).toEqual([200]);
  });

  it("HEAD has the headers of GET and no body", async () => {
    const received = await exchange(`HEAD /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(statuses(received)).toEqual([200]);
    expect(received.endsWith("\r\n\r\n")).toBe(true);
  });
});
