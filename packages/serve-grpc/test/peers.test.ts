import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Received } from "./client.ts";
import { protoc, reason, runPython, runsPeers } from "./peers.ts";
import { startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "grpc-peers-"));
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
});

describe.skipIf(!runsPeers)(`clients that others have made${reason}`, () => {
  it(
    "get their answers in Python, from messages that protoc makes of the .proto files",
    { timeout: 30_000 },
    async () => {
      await protoc("--python_out", folder);
      const program = fileURLToPath(new URL("peer.py", import.meta.url));
      expect(JSON.parse(await runPython(program, server.grpc.target, folder))).toEqual({
        live: true,
        inputs: [
          ["petalLength", "FP64", [-1]],
          ["petalWidth", "FP64", [-1]],
        ],
        health: 1,
        typed: ["a", [1, 2, 3], [1, 3]],
        model: "scorer",
        raw: ["-9223372036854775808", "9223372036854775807"],
        classes: ["3:1:middle"],
        refusal: ["INVALID_ARGUMENT", "invalid-input"],
        stream: [
          ["1", true],
          ["2", false],
          ["3", true],
        ],
      });
    },
  );

  it("get their answers through Connect, whose messages are of protobuf-es", { timeout: 30_000 }, async () => {
    const file = join(folder, "files.binpb");
    await protoc("--descriptor_set_out", file);
    const service = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(file))).getService(
      "inference.GRPCInferenceService",
    );
    if (service === undefined) throw new Error("The descriptor has no such service");
    const client: Received = createClient(service, createGrpcTransport({ baseUrl: `http://${server.grpc.target}` }));
    expect(await client.serverLive({})).toMatchObject({ live: true });
    const request = {
      modelName: "mirror",
      inputs: [{ name: "UINT64", datatype: "UINT64", shape: [1n, 1n], contents: { uint64Contents: [2n ** 64n - 1n] } }],
      outputs: [{ name: "UINT64" }],
    };
    const { outputs } = await client.modelInfer(request);
    expect(outputs[0].contents.uint64Contents).toEqual([2n ** 64n - 1n]);
    const messages = async function* (): AsyncGenerator<object> {
      yield request;
      yield { modelName: "tulip" };
    };
    const answers = [];
    for await (const one of client.modelStreamInfer(messages())) answers.push(one.errorMessage);
    expect(answers).toEqual(["", expect.stringContaining("No model of this name")]);
    const refusal: Received = await client.modelReady({ name: "tulip" }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConnectError);
    expect(refusal.code).toBe(Code.NotFound);
    expect(refusal.metadata.get("x-error-code")).toBe("model-not-found");
  });
});
