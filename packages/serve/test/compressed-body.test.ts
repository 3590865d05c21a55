import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { doubler } from "./models.ts";
import { listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

const row = JSON.stringify({ x: [1, 2] });
const api = (inflatedBytes?: number): ReturnType<typeof serve> =>
  serve([doubler], { limits: { inflatedBytes }, protocols: [tensorflow(), openInference()], fallthrough: false });

const send = (server: TestServer, body: Uint8Array, coding: string, path = "/predict"): Promise<Response> =>
  server.post(path, body, { "content-encoding": coding });

describe("a compressed body", () => {
  it("is refused with 415 unless it is let in", async () => {
    await using server = await listen(api());
    const refused = await send(server, gzipSync(row), "gzip");
    expect((await problemOf(refused)).code).toBe("unsupported-content-encoding");
  });

  it.each([
    ["gzip", gzipSync],
    ["GZIP", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("of %s is read on every protocol", async (coding, compress) => {
    await using server = await listen(api(100_000));
    expect(await (await send(server, compress(row), coding)).json()).toEqual({ y: [2, 4] });
    const instances = compress(JSON.stringify({ instances: [[1, 2]] }));
    expect((await send(server, instances, coding, "/v1/models/doubler:predict")).status).toBe(200);
    const inputs = compress(JSON.stringify({ inputs: [{ name: "x", shape: [1, 2], datatype: "FP32", data: [1, 2] }] }));
    expect((await send(server, inputs, coding, "/v2/models/doubler/infer")).status).toBe(200);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])(
    "of %s may have its limit once it is inflated and not one byte more, and a bomb costs no more",
    async (coding, compress) => {
      await using server = await listen(api(1_000));
      expect((await send(server, compress(row.padEnd(1_000)), coding)).status).toBe(200);
      const over = await send(server, compress(row.padEnd(1_001)), coding);
      expect((await problemOf(over)).code).toBe("body-too-large");
      const before = process.memoryUsage().arrayBuffers;
      const bomb = await send(server, compress(Buffer.alloc(64_000_000, " ")), coding);
      expect((await problemOf(bomb)).code).toBe("body-too-large");
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(70_000_000);
      expect((await send(server, compress(row), coding)).status).toBe(200);
    },
  );

  const good = gzipSync(row);
  const twice = Buffer.concat([good, gzipSync(row)]);
  it.each<[what: string, body: Uint8Array, coding: string, status: number, code: string]>([
    ["that is not compressed", Buffer.from(row), "gzip", 400, "malformed-request"],
    ["that is compressed otherwise", deflateSync(row), "gzip", 400, "malformed-request"],
    ["that is cut off", good.subarray(0, -9), "gzip", 400, "malformed-request"],
    ["with a wrong checksum", Buffer.concat([good.subarray(0, -8), Buffer.alloc(8)]), "gzip", 400, "malformed-request"],
    ["with something behind it", Buffer.concat([good, Buffer.from("more")]), "gzip", 400, "malformed-request"],
    ["of two members, which are no one JSON text", twice, "gzip", 400, "body-not-json"],
    ["compressed twice", gzipSync(good), "gzip", 400, "body-not-utf8"],
    ["of nothing", gzipSync(""), "gzip", 400, "body-empty"],
    ["of no bytes", Buffer.alloc(0), "gzip", 400, "malformed-request"],
    ["with two codings", gzipSync(good), "gzip, gzip", 415, "unsupported-content-encoding"],
    [
      "with five hundred codings",
      good,
      Array.from({ length: 500 }, () => "gzip").join(),
      415,
      "unsupported-content-encoding",
    ],
    ["with an unknown coding", good, "zip", 415, "unsupported-content-encoding"],
    ["with a name that every object has", good, "constructor", 415, "unsupported-content-encoding"],
  ])("%s is refused", async (_what, body, coding, status, code) => {
    await using server = await listen(api(100_000));
    const refused = await send(server, body, coding);
    expect([refused.status, (await problemOf(refused)).code]).toEqual([status, code]);
    expect((await send(server, good, "gzip")).status).toBe(200);
  });
});
