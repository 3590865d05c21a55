import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { AnyModel, LimitOptions, ServeHandler } from "@mlops/serve";
import { seldon } from "@mlops/serve/protocols/seldon";
import type { SeldonOptions } from "@mlops/serve/protocols/seldon";
import { allLabels, allModels } from "./models.ts";

/** One number a row, given back. */
const single = defineTensorModel("single", {
  inputs: { x: tensor("FP64", "batch") },
  outputs: { y: tensor("FP64", "batch") },
}).predict(({ x }) => ({ y: x }));

/** One text a row, given back. */
const text = defineTensorModel("text", {
  inputs: { x: tensor("BYTES", "batch") },
  outputs: { y: tensor("BYTES", "batch") },
}).predict(({ x }) => ({ y: x }));

/** The length of a text in characters. */
const length = defineModel("length", { input: z.string(), output: z.int() }).predictOne((x) => x.length);

/** Columns of numbers, some of a list. */
const pair = defineTensorModel("pair", {
  version: "7",
  inputs: { a: tensor("FP32", "batch"), b: { ...tensor("INT64", "batch"), optional: true } },
  outputs: { sum: tensor("FP64", "batch"), parts: tensor("INT64", "batch", 2) },
}).predict(({ a, b }) => {
  const parts = Array.from(a.data, (value, row) => [BigInt(Math.trunc(value)), b?.data[row] ?? 0n]);
  return {
    sum: Float64Array.from(parts, ([one, other]) => Number(one) + Number(other)),
    parts: BigInt64Array.from(parts.flat()),
  };
});

/** Rows whose second field may be one kind or another. */
const loose = defineModel("loose", {
  input: z.object({ a: z.number(), b: z.union([z.number(), z.string()]).nullable() }),
  output: z.object({ kind: z.string() }),
}).predictOne(({ b }) => ({ kind: b === null ? "null" : typeof b }));

/** Outputs that are no columns. */
const cubes = defineTensorModel("cubes", {
  inputs: { x: tensor("FP32", "batch", "rows", "columns") },
  outputs: { y: tensor("FP32", "batch", "rows", "columns"), count: tensor("INT32", "batch") },
}).predict(({ x }, { rowCount }) => ({ y: x, count: new Int32Array(rowCount) }));

/** Rows of any length. */
const open = defineTensorModel("open", {
  inputs: { x: tensor("FP32", "batch", "size") },
  outputs: { y: tensor("FP32", "batch", "size") },
}).predict(({ x }) => ({ y: x }));

const models: readonly AnyModel[] = [...allModels, single, text, length, pair, loose, cubes, open];

/** A server whose routes ask one of the models, or none. */
export function seldonServer(
  defaultModel: string | undefined,
  limits?: LimitOptions,
  options?: SeldonOptions,
): ServeHandler {
  return serve(models, { labels: allLabels, defaultModel, limits, protocols: [seldon(options)] });
}
