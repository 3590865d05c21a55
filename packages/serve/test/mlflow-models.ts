import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { AnyModel, LimitOptions, ServeHandler } from "@mlops/serve";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { doubler, flowers, moody } from "./models.ts";

/** Rows with one list. */
const lists = defineModel("lists", {
  input: z.object({ features: z.tuple([z.number(), z.number()]) }),
  output: z.object({ sum: z.number() }),
}).predictOne(({ features: [a, b] }) => ({ sum: a + b }));

/** Rows that are one number each. */
const plain = defineModel("plain", { input: z.number(), output: z.number() }).predictOne((x) => 2 * x);

/** Rows of every kind of value, given back as they were understood. */
const mixed = defineModel("mixed", {
  input: z.object({
    text: z.string(),
    flag: z.boolean(),
    maybe: z.union([z.number(), z.string(), z.null()]).optional(),
    tags: z.array(z.string()).optional(),
    none: z.number().nullable().default(0),
    count: z.int().optional(),
  }),
  output: z.object({ seen: z.unknown() }),
}).predictOne((seen) => ({ seen }));

/** Two inputs and two outputs. */
const pair = defineTensorModel("pair", {
  inputs: { a: tensor("FP32", "batch"), b: { ...tensor("INT64", "batch", 2), optional: true } },
  outputs: { sum: tensor("FP64", "batch"), parts: tensor("INT64", "batch", 2) },
}).predict(({ a, b }, { rowCount }) => {
  const parts = b?.data ?? new BigInt64Array(2 * rowCount);
  const sums = Array.from(a.data, (value, row) => value + Number((parts[2 * row] ?? 0n) + (parts[2 * row + 1] ?? 0n)));
  return { sum: Float64Array.from(sums), parts };
});

/** A text, a flag and a whole number, given back. */
const cells = defineTensorModel("cells", {
  inputs: { text: tensor("BYTES", "batch"), flag: tensor("BOOL", "batch"), whole: tensor("INT64", "batch") },
  outputs: { text: tensor("BYTES", "batch"), flag: tensor("BOOL", "batch"), whole: tensor("INT64", "batch") },
}).predict((inputs) => inputs);

/** What the tests of the protocol serve. */
export const mlflowModels: readonly AnyModel[] = [flowers, lists, plain, mixed, doubler, pair, cells, moody];

/** A server whose `/invocations` asks one of the models, or none. */
export function mlflowServer(defaultModel: string | undefined, limits?: LimitOptions): ServeHandler {
  return serve(mlflowModels, { defaultModel, limits, protocols: [mlflow()] });
}
