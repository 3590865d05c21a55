import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MessageReader } from "../src/call/message-reader.ts";
import { field, framed, inference, RawClient, varint } from "./raw.ts";
import { scorerRequest, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
const mostBytes = 16_777_216;
let server: TestServer;
let raw: RawClient;
beforeAll(async () => {
  server = await startServer();
  raw = new RawClient(server.grpc.target);
});
afterAll(async () => {
  raw[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const send = async (message: Uint8Array, name = "ModelInfer"): Promise<Record<string, unknown>> =>
  (await raw.call(inference(name), framed(message))).trailers;
const repeated = (part: Buffer, length: number): Buffer => Buffer.alloc(length - (length % part.length), part);
const named = field(1, "mirror");
const input = (...fields: readonly Buffer[]): Buffer => field(5, Buffer.concat(fields));
const longs = (shape: Buffer, contents: Buffer): Buffer =>
  Buffer.concat([named, input(field(1, "INT64"), field(2, "INT64"), field(3, shape), field(5, contents))]);

describe("sixteen megabytes of nothing", () => {
  // Each of these would be millions of objects: gigabytes and many seconds where a message is read as a whole.
  const bombs: [claim: string, message: () => Buffer, code: string][] = [
    ["inputs", () => repeated(field(5, ""), mostBytes), "malformed-request"],
    ["outputs", () => repeated(field(6, ""), mostBytes), "malformed-request"],
    ["entries of bytes", () => repeated(field(7, ""), mostBytes), "malformed-request"],
    ["parameters", () => repeated(field(4, ""), mostBytes), "malformed-request"],
    ["ids", () => repeated(field(3, ""), mostBytes), "too-many-elements"],
    ["fields that nobody knows", () => repeated(field(15, ""), mostBytes), "too-many-elements"],
    [
      "dimensions",
      () => Buffer.concat([named, input(field(3, Buffer.alloc(mostBytes - 100, 1)))]),
      "malformed-request",
    ],
    [
      "parts of contents",
      () => Buffer.concat([named, input(repeated(field(5, ""), mostBytes - 100))]),
      "too-many-elements",
    ],
    [
      "whole numbers, where the shape has fewer",
      () => longs(Buffer.of(1, 3), field(3, Buffer.alloc(mostBytes - 100, 1))),
      "invalid-input",
    ],
    [
      "byte strings, where the shape has fewer",
      () => {
        const contents = field(5, repeated(field(8, ""), mostBytes - 100));
        return Buffer.concat([named, input(field(1, "BYTES"), field(2, "BYTES"), field(3, Buffer.of(1, 3)), contents)]);
      },
      "invalid-input",
    ],
  ];
  it.each(bombs)("are refused without memory for each of them: %s", async (_claim, message, code) => {
    const bytes = message();
    expect(bytes.length).toBeGreaterThan(mostBytes - 200);
    expect(bytes.length).toBeLessThanOrEqual(mostBytes);
    const { heapUsed } = process.memoryUsage();
    expect((await send(bytes))["x-error-code"]).toBe(code);
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(128 * 2 ** 20);
  });
});

describe("the fields of a message", () => {
  it("may be as many as the items of a body, and not one more", async () => {
    const most = 65_536;
    const ids = (count: number): Buffer => Buffer.concat([named, repeated(field(3, ""), 2 * (count - 1))]);
    expect((await send(ids(most)))["x-error-code"]).toBe("invalid-input");
    expect(await send(ids(most + 1))).toMatchObject({ "grpc-status": "8", "x-error-code": "too-many-elements" });
  });

  it("that are not known are skipped, as are known ones of another type", async () => {
    const odd = [
      Buffer.concat([varint(8), varint(7)]),
      Buffer.concat([varint(15 * 8 + 1), Buffer.alloc(8)]),
      Buffer.concat([varint(15 * 8 + 5), Buffer.alloc(4)]),
      field(1_000, "abc"),
    ];
    expect((await raw.call(inference("ServerLive"), framed(Buffer.concat(odd)))).body).toEqual(framed(Buffer.of(8, 1)));
    const model = Buffer.concat([...odd, field(1, "iris"), ...odd]);
    expect((await raw.call(inference("ModelReady"), framed(model))).body).toEqual(framed(Buffer.of(8, 1)));
  });

  it("count by the last of them where there may be one", async () => {
    const model = Buffer.concat([field(1, "tulip"), field(1, "iris")]);
    expect((await raw.call(inference("ModelReady"), framed(model))).body).toEqual(framed(Buffer.of(8, 1)));
  });

  it("that are groups are refused, also a million deep", async () => {
    for (const count of [1, 1_000_000]) {
      const groups = Buffer.alloc(count, Buffer.of(15 * 8 + 3));
      expect(await send(groups)).toMatchObject({ "grpc-status": "3", "x-error-code": "malformed-request" });
    }
  });

  it("are texts in UTF-8", async () => {
    for (const number of [1, 2, 3]) {
      expect((await send(Buffer.concat([field(number, Buffer.of(0xc3, 0x28))])))["grpc-message"]).toContain("UTF-8");
    }
    const { trailers } = await raw.call(inference("ModelReady"), framed(field(1, Buffer.of(0xff))));
    expect(trailers["grpc-message"]).toContain("Expected at /name a text in UTF-8, received other bytes.");
  });
});

describe("values in contents", () => {
  const ask = Buffer.concat([named, field(6, field(1, "INT64"))]);
  const answerOf = async (shape: Buffer, contents: Buffer): Promise<Buffer> => {
    const { body } = await raw.call(inference("ModelInfer"), framed(Buffer.concat([ask, longs(shape, contents)])));
    return body;
  };

  it("may stand one by one, in several lists and in several messages, as old and careful clients write them", async () => {
    const one = (value: number): Buffer => Buffer.concat([varint(3 * 8), varint(value)]);
    const packed = await answerOf(Buffer.of(1, 4), field(3, Buffer.of(1, 2, 3, 4)));
    expect(packed.length).toBeGreaterThan(5);
    expect(await answerOf(Buffer.of(1, 4), Buffer.concat([one(1), one(2), field(3, Buffer.of(3, 4))]))).toEqual(packed);
    const twice = Buffer.concat([field(5, field(3, Buffer.of(1, 2))), field(5, field(3, Buffer.of(3, 4)))]);
    const split = input(field(1, "INT64"), field(2, "INT64"), field(3, Buffer.of(1, 4)), twice);
    expect((await raw.call(inference("ModelInfer"), framed(Buffer.concat([ask, split])))).body).toEqual(packed);
  });

  it("are refused where another list has any, be it nothing or zero; an empty list is none", async () => {
    const codeOf = async (other: Buffer): Promise<unknown> => {
      const contents = Buffer.concat([field(3, Buffer.of(1)), other]);
      return (await send(Buffer.concat([ask, longs(Buffer.of(1, 1), contents)])))["x-error-code"];
    };
    const zero = Buffer.concat([varint(2 * 8), varint(0)]);
    for (const other of [
      zero,
      field(2, Buffer.of(0)),
      field(8, ""),
      Buffer.concat([varint(6 * 8 + 5), Buffer.alloc(4)]),
    ]) {
      expect(await codeOf(other)).toBe("invalid-input");
    }
    for (const other of [field(2, ""), field(6, ""), field(9, "x")]) expect(await codeOf(other)).toBeUndefined();
  });

  it("are refused where one is cut off or too long", async () => {
    for (const values of [
      Buffer.of(1, 0x80),
      Buffer.alloc(11, 0x80),
      Buffer.concat([Buffer.alloc(10, 0x80), Buffer.of(1)]),
    ]) {
      expect((await send(longs(Buffer.of(1, 1), field(3, values))))["x-error-code"]).toBe("malformed-request");
    }
    const floats = input(
      field(1, "FP32"),
      field(2, "FP32"),
      field(3, Buffer.of(1, 1)),
      field(5, field(6, Buffer.alloc(5))),
    );
    expect((await send(Buffer.concat([named, floats])))["x-error-code"]).toBe("malformed-request");
  });
});

describe("a message of any bytes", () => {
  const someField = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 1, 2, 5), fc.uint8Array({ maxLength: 12 }))
    .map(([number, wire, bytes]) => Buffer.concat([varint(number * 8 + wire), bytes]));
  const nested: fc.Arbitrary<Buffer> = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.array(someField, { maxLength: 4 }))
    .map(([number, fields]) => field(number, Buffer.concat(fields)));
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.array(fc.oneof(someField, nested), { maxLength: 8 }).map((fields) => Buffer.concat([named, ...fields])),
  );

  it("is answered or refused for its own fault, by every method, and the server still answers", async () => {
    const methods = ["ModelInfer", "ModelReady", "ModelMetadata", "RepositoryIndex", "ServerLive", "ServerMetadata"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), anything, async (name, message) => {
        const { "grpc-status": status } = await send(message, name);
        expect(["0", "3", "5", "8"]).toContain(status);
      }),
      runs,
    );
    const { response } = await server.client.call("ModelInfer", scorerRequest([2, 4, 6]));
    expect(response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
  });
});

describe("the pieces of a message", () => {
  const pieces = function* (count: number): Generator<Buffer> {
    yield framed(Buffer.alloc(0), 0, count - 1);
    for (let index = 1; index < count; index += 1) yield Buffer.of(0);
  };
  const read = (count: number): Promise<Uint8Array | undefined> => {
    const source = pieces(count);
    const iterator = { next: async () => source.next() };
    const reader = new MessageReader({ iterator: () => iterator }, "identity");
    return reader.next(mostBytes, new AbortController().signal);
  };

  it("may be 65,536, and not one more", async () => {
    expect(await read(65_537)).toHaveLength(65_536);
    await expect(read(65_538)).rejects.toMatchObject({ code: "too-many-chunks" });
  });
});
