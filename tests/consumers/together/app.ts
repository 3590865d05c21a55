// What both Express apps do; they differ in the Express that they mount this in.
import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { ServeHandler } from "@mlops/serve";

export const api: ServeHandler = serve([
  defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => value * 2),
]);

/** Asks the app for a prediction and for a page of its own. */
export async function expectPrediction(app: RequestListener): Promise<void> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/ml/predict`, { method: "POST", headers, body: "21" });
  assert.deepEqual([answer.status, await answer.json()], [200, 42]);
  assert.equal(await (await fetch(`${url}/own`)).text(), "mine");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  console.log("ok");
}
