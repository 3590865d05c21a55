import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { compressionAlgorithms } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { TestClient } from "./client.ts";
import { field, framed, inference, RawClient } from "./raw.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

const mostBytes = 2_000;
let server: TestServer;
let raw: RawClient;
beforeAll(async () => {
  server = await startServer({ limits: { tensorBytes: mostBytes, bodyBytes: 100 } });
  raw = new RawClient(server.grpc.target);
});
afterAll(async () => {
  raw[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const live = inference("ServerLive");
const ready = inference("ModelReady");
const infer = inference("ModelInfer");
const nothing = framed(Buffer.alloc(0));

/** A request of so many bytes, which is well-formed: its id fills it up. */
const padded = (length: number): Buffer => {
  const head = field(1, "mirror");
  return Buffer.concat([head, field(3, "x".repeat(length - head.length - 3))]);
};

describe("what is no call of gRPC", () => {
  it("is refused with a status of HTTP", async () => {
    const get = await raw.call(live, undefined, { ":method": "GET" });
    expect([get.headers[":status"], get.headers["allow"]]).toEqual([405, "POST"]);
    for (const type of ["application/json", "application/grpc+json", "application/grpc-web", "application/grpcx", ""]) {
      const { headers } = await raw.call(live, nothing, { "content-type": type });
      expect(headers[":status"]).toBe(415);
    }
  });

  it("is told by its content type, with or without the format and parameters", async () => {
    for (const type of ["application/grpc", "application/grpc+proto", "application/grpc; charset=utf-8"]) {
      const { headers, trailers } = await raw.call(live, nothing, { "content-type": type });
      expect([headers[":status"], trailers["grpc-status"]]).toEqual([200, "0"]);
    }
  });

  it("in the bytes of a connection closes that connection and nothing else", async () => {
    for (const bytes of ["GET / HTTP/1.1\r\nhost: a\r\n\r\n", "\0\0\0\0".repeat(100), "PING\r\n"]) {
      const [host, port] = server.grpc.target.split(":");
      const socket = connect(Number(port), host);
      socket.on("error", () => {});
      socket.write(bytes);
      socket.resume();
      await new Promise((resolve) => socket.once("close", resolve));
    }
    expect((await server.client.call("ServerLive", {})).response).toEqual({ live: true });
  });
});

describe("a method that there is not", () => {
  it.each([
    inference("ModelConfig"),
    inference("ModelStatistics"),
    inference("RepositoryModelLoad"),
    inference("SystemSharedMemoryRegister"),
    inference("modelinfer"),
    inference("ModelInfer/"),
    `${inference("ModelInfer")}?a=1`,
    "/inference.GRPCInferenceService/__proto__",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/",
  ])("is UNIMPLEMENTED: %s", async (path) => {
    const { headers, trailers } = await raw.call(path, nothing);
    expect(headers[":status"]).toBe(200);
    expect(trailers).toMatchObject({ "grpc-status": "12", "x-error-code": "not-implemented" });
  });
});

describe("the authority of a call", () => {
  it.each(["x:99999", "[::1", "a.b:8081", "-"])("is not looked at: %j", async (authority) => {
    expect((await raw.call(live, nothing, { ":authority": authority })).trailers["grpc-status"]).toBe("0");
  });
});

describe("the header grpc-timeout", () => {
  it.each(["1", "S", "-1S", "123456789S", "1s", "1.5S", "1S, 2S", ""])("is refused as %j", async (value) => {
    const { trailers } = await raw.call(live, nothing, { "grpc-timeout": value });
    expect(trailers).toMatchObject({ "grpc-status": "3", "x-error-code": "malformed-request" });
  });

  it.each(["99999999H", "99999999M", "9S", "30000m", "30000000u"])("is taken as %j", async (value) => {
    expect((await raw.call(live, nothing, { "grpc-timeout": value })).trailers["grpc-status"]).toBe("0");
  });

  it("of no time is over before anything is done", async () => {
    const { trailers } = await raw.call(infer, framed(padded(100)), { "grpc-timeout": "0n" });
    expect(trailers).toMatchObject({ "grpc-status": "4", "x-error-code": "deadline-exceeded" });
  });
});

describe("the messages of a call with one message", () => {
  const cases: [claim: string, body: Buffer, code: string][] = [
    ["none", Buffer.alloc(0), "body-empty"],
    ["two", Buffer.concat([nothing, nothing]), "malformed-request"],
    ["one and a part of another", Buffer.concat([nothing, nothing.subarray(0, 2)]), "malformed-request"],
    ["a part of one", framed(Buffer.from("abc"), 0, 4), "body-empty"],
    ["a part of the length", nothing.subarray(0, 4), "body-empty"],
    ["one with a flag that there is not", framed(Buffer.alloc(0), 2), "malformed-request"],
    ["one that is compressed, without saying how", framed(gzipSync(""), 1), "malformed-request"],
    ["one that is no protobuf", framed(Buffer.of(0x07)), "malformed-request"],
  ];
  it.each(cases)("are refused as INVALID_ARGUMENT: %s", async (_claim, body, code) => {
    const { headers, trailers } = await raw.call(live, body);
    expect(headers[":status"]).toBe(200);
    expect(trailers).toMatchObject({ "grpc-status": "3", "x-error-code": code });
    expect(trailers["grpc-message"]).toMatch(/^[ -~]+$/);
  });

  it("may be in small pieces", async () => {
    const stream = raw.session.request({ ":method": "POST", ":path": ready, "content-type": "application/grpc" });
    for (const byte of framed(field(1, "iris"))) {
      stream.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    stream.end();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(framed(Buffer.of(0x08, 1)));
  });
});

describe("the length of a message", () => {
  it("may be the limit, and not one byte more", async () => {
    expect((await raw.call(infer, framed(padded(mostBytes)))).trailers["x-error-code"]).toBe("invalid-input");
    const over = await raw.call(infer, framed(padded(mostBytes + 1)));
    expect(over.trailers).toMatchObject({ "grpc-status": "8", "x-error-code": "body-too-large" });
  });

  it("of calls without tensors is that of other bodies", async () => {
    const named = (length: number): Buffer => framed(field(2, "x".repeat(length - 2)));
    expect((await raw.call(ready, named(100))).trailers["x-error-code"]).toBe("model-required");
    expect((await raw.call(ready, named(101))).trailers["x-error-code"]).toBe("body-too-large");
  });

  it("is refused as soon as it is said, and the stream is not read on", async () => {
    const stream = raw.session.request({ ":method": "POST", ":path": infer, "content-type": "application/grpc" });
    stream.write(framed(Buffer.alloc(0), 0, 2 ** 32 - 1));
    const headers = await new Promise<Record<string, unknown>>((resolve) => stream.once("response", resolve));
    expect(headers).toMatchObject({ "grpc-status": "8", "x-error-code": "body-too-large" });
    stream.resume();
    await new Promise((resolve) => stream.once("close", resolve));
    expect(stream.rstCode).toBe(0);
  });
});

describe("a compressed message", () => {
  const zipped = (message: Uint8Array): Promise<{ trailers: Record<string, unknown> }> =>
    raw.call(infer, framed(message, 1), { "grpc-encoding": "gzip" });

  it("is inflated, and held to the limit once it is", async () => {
    expect((await zipped(gzipSync(padded(mostBytes)))).trailers["x-error-code"]).toBe("invalid-input");
    const over = await zipped(gzipSync(padded(mostBytes + 1)));
    expect(over.trailers).toMatchObject({ "grpc-status": "8", "x-error-code": "body-too-large" });
  });

  it("that is a bomb is given up at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 20));
    expect(bomb.length).toBeLessThan(mostBytes);
    expect((await zipped(bomb)).trailers).toMatchObject({ "grpc-status": "8", "x-error-code": "body-too-large" });
  });

  it("may stand beside one that is not, where the call says gzip", async () => {
    const { trailers } = await raw.call(live, nothing, { "grpc-encoding": "gzip" });
    expect(trailers["grpc-status"]).toBe("0");
  });

  const whole = gzipSync(field(1, "mirror"));
  it.each([
    ["cut off", whole.subarray(0, -1)],
    ["with a wrong checksum", Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)])],
    ["with something behind it", Buffer.concat([whole, Buffer.from("x")])],
    ["not compressed at all", Buffer.from("not gzip")],
    ["empty", Buffer.alloc(0)],
  ])("is refused as INVALID_ARGUMENT %s", async (_claim, message) => {
    expect((await zipped(message)).trailers).toMatchObject({ "grpc-status": "3", "x-error-code": "malformed-request" });
  });

  it.each(["br", "snappy", "deflate", "gzip, gzip", "GZIP"])(
    "in %s is UNIMPLEMENTED, and told what is not",
    async (coding) => {
      const { headers, trailers } = await raw.call(live, nothing, { "grpc-encoding": coding });
      expect(trailers).toMatchObject({ "grpc-status": "12", "x-error-code": "unsupported-content-encoding" });
      expect(headers["grpc-accept-encoding"]).toBe("identity,gzip");
    },
  );

  it("comes from a client that compresses", async () => {
    await using other = await startServer();
    using client = new TestClient(other.grpc.target, {
      "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
    });
    const { response } = await client.call("ModelInfer", scorerRequest(Array.from({ length: 300 }, () => 2)));
    expect(response.outputs[0].contents.fp32_contents).toEqual(Array.from({ length: 300 }, () => 1));
  });
});

describe("a call that is refused before its message is read", () => {
  it("is told why while the client is still sending, and the connection goes on", async () => {
    const methods = [bearerTokens([{ id: "shop", token: "a-token-of-the-tests-with-32-bytes" }])];
    await using guarded = await startServer({ auth: auth({ methods }) });
    const message = scorerRequest([], {
      inputs: [{ name: "x", datatype: "FP32", shape: [1_000_000, 3] }],
      raw_input_contents: [Buffer.alloc(12_000_000)],
    });
    const calls = Array.from({ length: 5 }, () => refusalOf(guarded.client.call("ModelInfer", message)));
    for (const refusal of await Promise.all(calls)) {
      expect(refusal).toMatchObject({ status: 16, code: "unauthenticated" });
    }
    expect((await guarded.client.call("ServerLive", {})).response).toEqual({ live: true });
  });
});
