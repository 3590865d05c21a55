import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import * as z from "zod";
import { defineModel } from "@mlops/serve";
import type { Model } from "@mlops/serve";

/** A server on a free port of the loopback address, closed at the end of the block. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  /** Posts JSON; a string or bytes are sent as they are. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, init?: RequestInit): Promise<Response>;
}

export async function listen(handler: RequestListener): Promise<TestServer> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    server,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    get: (path, init) => fetch(url + path, init),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const problemSchema = z.strictObject({
  type: z.string().startsWith("urn:mlops:problem:"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  hint: z.string().optional(),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string(),
        detail: z.string(),
        expected: z.string().optional(),
        received: z.string().optional(),
      }),
    )
    .optional(),
});

/** The problem details of an answer; fails the test where it is not of that shape. */
export async function problemOf(response: Response): Promise<z.infer<typeof problemSchema>> {
  const problem = problemSchema.parse(await response.json());
  const { type, code, status, requestId } = problem;
  const fromAnswer = [response.headers.get("content-type"), response.status, response.headers.get("x-request-id")];
  const fromProblem = ["application/problem+json", status, requestId];
  if (fromAnswer.join() !== fromProblem.join() || type !== `urn:mlops:problem:${code}`) {
    throw new Error(`the answer ${fromAnswer.join()} and its problem ${fromProblem.join()} differ`);
  }
  return problem;
}

/** A model with known answers: the sum of its features, or a failure that the features ask for. */
export const adder: Model<"adder"> = defineModel("adder", {
  version: "3",
  release: "3.1.4",
  input: z.object({ features: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
  output: z.object({ prediction: z.number() }),
}).predictOne(({ features }) => ({ prediction: features[0] + features[1] + features[2] + features[3] }));

export const four = { features: [1, 2, 3, 4] };
