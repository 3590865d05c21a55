import { defineTensorModel, tensor } from "@mlops/serve";
import type { AnyModel, Datatype, Tensor } from "@mlops/serve";
import { allModels } from "./models.ts";

/** `same-int32` and so on: one input `x` of a datatype with one value a row, given back as `y`. */
const same = (datatype: Datatype): AnyModel =>
  defineTensorModel(`same-${datatype.toLowerCase()}`, {
    inputs: { x: tensor(datatype, "batch") },
    outputs: { y: tensor(datatype, "batch") },
  }).predict(({ x }) => ({ y: x }));

/** The same for byte strings whose output says by its name that it is no text. */
const sameRaw = defineTensorModel("same-raw", {
  inputs: { x: tensor("BYTES", "batch") },
  outputs: { y_bytes: tensor("BYTES", "batch"), y_bytes_text: tensor("BYTES", "batch") },
  signatures: {
    serving_default: { method: "predict", outputs: ["y_bytes"] },
    both: { method: "predict" },
  },
}).predict(({ x }) => ({ y_bytes: x, y_bytes_text: x }));

/** An optional input of a name that every object has. */
const inherited = defineTensorModel("inherited", {
  inputs: { x: tensor("FP32", "batch"), valueOf: { ...tensor("FP32", "batch"), optional: true } },
  outputs: { y: tensor("FP32", "batch") },
  signatures: { regress: { method: "regress", value: "y" } },
}).predict(({ x }) => ({ y: x }));

/** Two open dimensions. */
const matrix = defineTensorModel("matrix", {
  inputs: { x: tensor("FP32", "batch", "rows", "columns") },
  outputs: { y: tensor("FP32", "batch", "rows", "columns") },
}).predict(({ x }) => ({ y: x }));

/** Two inputs and two outputs, with a signature for each output, and texts for what it classifies. */
const pair = defineTensorModel("pair", {
  version: "7",
  inputs: { a: tensor("FP32", "batch"), b: { ...tensor("INT32", "batch", 2), optional: true } },
  outputs: {
    sum: tensor("FP32", "batch"),
    parts: tensor("INT32", "batch", 2),
    names: tensor("BYTES", "batch", 2),
    count: tensor("INT64", "batch", 1),
  },
  signatures: {
    serving_default: { method: "predict", outputs: ["sum", "parts"] },
    sum: { method: "predict", inputs: ["a"], outputs: ["sum"] },
    ranks: { method: "classify", classes: "names", scores: "parts" },
    count: { method: "regress", value: "count" },
  },
}).predict(({ a, b }, { rowCount }) => {
  const parts = b?.data ?? new Int32Array(2 * rowCount);
  return {
    sum: a.data.map((value, row) => value + (parts[2 * row] ?? 0) + (parts[2 * row + 1] ?? 0)),
    parts,
    names: Array.from(parts, (part) => new TextEncoder().encode(`part ${part}`)),
    count: new BigInt64Array(rowCount).fill(2n),
  };
});

/** One flag and one text, neither of which a request needs to bring. */
const optional = defineTensorModel("optional", {
  inputs: {
    flag: { ...tensor("BOOL", "batch"), optional: true },
    text: { ...tensor("BYTES", "batch"), optional: true },
  },
  outputs: { value: tensor("INT32", "batch") },
  signatures: { regress: { method: "regress", value: "value" } },
}).predict(({ flag, text }, { rowCount }) => ({
  value: Int32Array.from(
    { length: rowCount },
    (_, row) => (flag === undefined ? 0 : 1 + (flag.data[row] ?? 0)) + (text === undefined ? 0 : 10),
  ),
}));

/** A function that cannot handle an empty batch. */
const fragile = defineTensorModel("fragile", {
  inputs: { x: tensor("FP64", "batch", 2) },
  outputs: { first: tensor("FP64", "batch", "size") },
}).predict(({ x }, { rowCount }): { first: Tensor<"FP64"> } => {
  if (rowCount === 0) throw new Error("nothing to take the first of");
  return { first: { datatype: "FP64", shape: [rowCount, 2], data: x.data } };
});

const datatypes = [
  "BOOL",
  "INT8",
  "UINT8",
  "INT16",
  "UINT16",
  "INT32",
  "UINT32",
  "INT64",
  "UINT64",
  "FP16",
  "FP32",
  "FP64",
  "BYTES",
] as const;

/** What the tests of the protocol serve. */
export const tensorflowModels: readonly AnyModel[] = [
  ...allModels,
  ...datatypes.map(same),
  sameRaw,
  inherited,
  matrix,
  pair,
  optional,
  fragile,
];
