// A client's types, which come from those of the server, with no code generated.
import * as z from "zod";
import { defineModel, defineTensorModel, fail, serve, tensor } from "@mlops/serve";
import { createClient, ServeClientError } from "@mlops/serve/client";
import type { Client, InputOf } from "@mlops/serve/client";
import { openApiDocument } from "@mlops/serve/openapi";
import type { OpenApiDocument } from "@mlops/serve/openapi";

const iris = defineModel("iris", {
  input: z.object({ size: z.number(), count: z.int().default(1) }),
  output: z.object({ species: z.enum(["setosa", "other"]) }),
}).predictOne(() => fail("no"));
const doubler = defineTensorModel("doubler", {
  inputs: { x: tensor("FP32", "batch", 2), id: { ...tensor("INT64", "batch"), optional: true } },
  outputs: { y: tensor("FP32", "batch", 2) },
}).predict(({ x }) => ({ y: x.data }));
const api = serve([iris, doubler]);
const only = serve([doubler]);

export const client: Client<typeof api> = createClient<typeof api>({ url: "http://127.0.0.1:3000" });
export const row: InputOf<typeof api, "doubler"> = { x: [1, 2], id: 1n };
export const document: Promise<OpenApiDocument> = openApiDocument(api.models, { title: "Models" });

export async function predictions(): Promise<readonly unknown[]> {
  const { species } = await client.predict("iris", { size: 1 }, { signal: AbortSignal.timeout(1000) });
  const isSetosa: boolean = species === "setosa";
  const { y } = await client.predict("doubler", row);
  const first: number | undefined = y[0];
  const batch = await client.predictBatch("iris", [{ size: 1, count: 2 }]);
  const label: "setosa" | "other" | undefined = batch.predictions[0]?.species;
  const own = await createClient<typeof only>({ url: "http://127.0.0.1:3000" }).predict({ x: [1, 2] });
  return [isSetosa, first, label, own.y];
}

export const codeOf = (error: unknown): string => (error instanceof ServeClientError ? error.code : "unknown");

export const refused = [
  // @ts-expect-error -- no model of this name is served
  () => client.predict("tulip", { size: 1 }),
  // @ts-expect-error -- a text for a number
  () => client.predict("iris", { size: "1" }),
  // @ts-expect-error -- no list
  () => client.predict("doubler", { x: 1 }),
  // @ts-expect-error -- with two models, one has to be named
  () => client.predict({ size: 1 }),
];
