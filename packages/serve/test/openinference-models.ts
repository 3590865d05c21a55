import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { AnyModel, Datatype, ServeHandler, ServeOptions, Tensor } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { allLabels, allModels } from "./models.ts";

const open = <Type extends Datatype>(datatype: Type) => ({ ...tensor(datatype, "batch", "size"), optional: true });

const everyDatatype = {
  BOOL: open("BOOL"),
  UINT8: open("UINT8"),
  UINT16: open("UINT16"),
  UINT32: open("UINT32"),
  UINT64: open("UINT64"),
  INT8: open("INT8"),
  INT16: open("INT16"),
  INT32: open("INT32"),
  INT64: open("INT64"),
  FP16: open("FP16"),
  BF16: open("BF16"),
  FP32: open("FP32"),
  FP64: open("FP64"),
  BYTES: open("BYTES"),
} as const;

/** Gives back what it gets: an input and an output of each datatype, named after it, all optional. */
const mirror = defineTensorModel("mirror", { inputs: everyDatatype, outputs: everyDatatype }).predict(
  (inputs, { rowCount }) => {
    const shape = [rowCount, 0];
    return {
      BOOL: inputs.BOOL ?? { datatype: "BOOL", shape, data: new Uint8Array() },
      UINT8: inputs.UINT8 ?? { datatype: "UINT8", shape, data: new Uint8Array() },
      UINT16: inputs.UINT16 ?? { datatype: "UINT16", shape, data: new Uint16Array() },
      UINT32: inputs.UINT32 ?? { datatype: "UINT32", shape, data: new Uint32Array() },
      UINT64: inputs.UINT64 ?? { datatype: "UINT64", shape, data: new BigUint64Array() },
      INT8: inputs.INT8 ?? { datatype: "INT8", shape, data: new Int8Array() },
      INT16: inputs.INT16 ?? { datatype: "INT16", shape, data: new Int16Array() },
      INT32: inputs.INT32 ?? { datatype: "INT32", shape, data: new Int32Array() },
      INT64: inputs.INT64 ?? { datatype: "INT64", shape, data: new BigInt64Array() },
      FP16: inputs.FP16 ?? { datatype: "FP16", shape, data: new Uint16Array() },
      BF16: inputs.BF16 ?? { datatype: "BF16", shape, data: new Uint16Array() },
      FP32: inputs.FP32 ?? { datatype: "FP32", shape, data: new Float32Array() },
      FP64: inputs.FP64 ?? { datatype: "FP64", shape, data: new Float64Array() },
      BYTES: inputs.BYTES ?? { datatype: "BYTES", shape, data: [] },
    };
  },
);

/** One text in each row, and its length in bytes. */
const lengths = defineTensorModel("lengths", {
  inputs: { text: tensor("BYTES", "batch") },
  outputs: { length: tensor("INT32", "batch"), text: tensor("BYTES", "batch") },
}).predict(({ text }) => ({ length: Int32Array.from(text.data, (one) => one.length), text: text.data }));

/** Rows of any width, and their sums. */
const sums = defineTensorModel("sums", {
  inputs: { x: tensor("FP32", "batch", "size") },
  outputs: { sum: tensor("FP32", "batch") },
}).predict(({ x }, { rowCount }) => {
  const width = x.shape[1] ?? 0;
  const sum = (row: number): number =>
    x.data.subarray(row * width, (row + 1) * width).reduce((total, value) => total + value, 0);
  return { sum: Float32Array.from({ length: rowCount }, (_, row) => sum(row)) };
});

/** Two sizes that a request decides. */
const plane = defineTensorModel("plane", {
  inputs: { pixels: tensor("UINT8", "batch", "height", "width") },
  outputs: { first: tensor("UINT8", "batch") },
}).predict(({ pixels }, { rowCount }) => ({ first: new Uint8Array(rowCount).fill(pixels.data[0] ?? 0) }));

/** Two texts in each row. */
const pairs = defineTensorModel("pairs", {
  inputs: { words: tensor("BYTES", "batch", 2) },
  outputs: { words: tensor("BYTES", "batch", 2) },
}).predict(({ words }) => ({ words: words.data }));

/** Squares of whole numbers as they come, with labels that do not count their places. */
const grid = defineTensorModel("grid", {
  inputs: { cells: tensor("INT64", "batch", 2, 2) },
  outputs: { cells: { ...tensor("INT64", "batch", 2, 2), labels: ["left", "right"] } },
}).predict(({ cells }) => ({ cells: cells.data }));

/** Two features with bounds: the first is refused beyond them, the second clipped. */
const bounded = defineTensorModel("bounded", {
  inputs: { x: tensor("FP64", "batch", 2) },
  outputs: { y: tensor("FP64", "batch", 2) },
  rules: {
    x: [
      { name: "age", min: 0, max: 120 },
      { name: "income", min: 0, max: 1000, outside: "clip" },
    ],
  },
}).predict(({ x }) => ({ y: x.data }));

/** A row that is no object: its tensor has the name of its side. */
const mean = defineModel("mean", {
  release: "1.0.0",
  input: z.array(z.number()).length(3),
  output: z.object({ mean: z.number(), big: z.boolean(), parts: z.array(z.int()) }),
}).predictOne((row) => {
  const value = row.reduce((sum, one) => sum + one, 0) / row.length;
  return { mean: value, big: value > 10, parts: row.map((one) => Math.round(one)) };
});

const models: readonly AnyModel[] = [...allModels, mirror, lengths, sums, plane, pairs, grid, bounded, mean];

/** Everything that there is to test on, with the Open Inference Protocol; unknown paths end here. */
export function openInferenceServer(options: ServeOptions = {}): ServeHandler {
  const protocols = [openInference({ name: "tests", serverVersion: "1.2.3" })];
  return serve(models, { labels: allLabels, fallthrough: false, protocols, ...options });
}

/** The bytes of a request: its JSON, then those of its tensors. */
export function binaryBody(
  json: unknown,
  ...parts: readonly Uint8Array[]
): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } {
  const head = Buffer.from(JSON.stringify(json));
  return {
    body: new Uint8Array(Buffer.concat([head, ...parts])),
    headers: { "content-type": "application/octet-stream", "inference-header-content-length": String(head.length) },
  };
}

/** What a response with binary outputs holds: its JSON and the bytes of each output, by name. */
export async function binaryAnswer(response: Response): Promise<{
  json: { outputs: (Pick<Tensor, "datatype" | "shape"> & { name: string })[] };
  bytes: Map<string, Buffer>;
}> {
  const body = Buffer.from(await response.arrayBuffer());
  const length = response.headers.get("inference-header-content-length");
  if (length === null) throw new Error(`no binary answer: ${response.status} ${body.toString().slice(0, 300)}`);
  const json = JSON.parse(body.subarray(0, Number(length)).toString());
  const bytes = new Map<string, Buffer>();
  let offset = Number(length);
  for (const { name, parameters } of json.outputs) {
    if (parameters?.binary_data_size === undefined) continue;
    bytes.set(name, body.subarray(offset, offset + parameters.binary_data_size));
    offset += parameters.binary_data_size;
  }
  if (offset !== body.length) throw new Error(`${body.length} bytes where the JSON says ${offset}`);
  return { json, bytes };
}
