import { expect } from "vitest";
import { serve } from "@mlops/serve";
import type { AnyModel, ServeHandler, ServeOptions } from "@mlops/serve";
import { serveGrpc } from "@mlops/serve-grpc";
import type { GrpcOptions, GrpcServer } from "@mlops/serve-grpc";
import { TestClient } from "./client.ts";
import type { Message } from "./client.ts";
import { models } from "./models.ts";

/** A server of gRPC on a free port, and a client of it; both gone at the end of the block. */
export interface TestServer extends AsyncDisposable {
  readonly api: ServeHandler;
  readonly grpc: GrpcServer;
  readonly client: TestClient;
}

/** Where a test differs from a server of all models without guards. */
export interface TestServerOptions extends ServeOptions {
  readonly models?: readonly AnyModel[];
  readonly grpc?: Partial<GrpcOptions>;
}

export async function startServer({
  models: own = models,
  grpc = {},
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const api = serve(own, options);
  await api.ready();
  const server = await serveGrpc(api, { port: 0, name: "tests", serverVersion: "1.2.3", ...grpc });
  const client = new TestClient(server.target);
  return {
    api,
    grpc: server,
    client,
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      server.cutOff();
      await server.close();
      await api.close({ graceMs: 0 });
    },
  };
}

/** What a refused call told: its code of gRPC, its own code, its text and its trailers. */
export interface Refusal {
  readonly status: number;
  readonly code: unknown;
  readonly text: string;
  readonly trailers: Readonly<Record<string, unknown>>;
}

/** The refusal of a call that has to be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const { code, details, metadata } = error as {
    code: number;
    details: string;
    metadata: { getMap(): Record<string, unknown> };
  };
  const trailers = metadata.getMap();
  return { status: code, code: trailers["x-error-code"], text: details, trailers };
}

/** A request for the model `scorer`, with values that come back halved. */
export function scorerRequest(values: readonly number[], more: Message = {}): Message {
  return {
    model_name: "scorer",
    inputs: [{ name: "x", datatype: "FP32", shape: [values.length / 3, 3], contents: { fp32_contents: [...values] } }],
    outputs: [{ name: "scores" }],
    ...more,
  };
}
