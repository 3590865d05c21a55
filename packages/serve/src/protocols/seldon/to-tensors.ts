import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import { fitsShape } from "../../core/tensor/tensor.ts";
import type { Tensor, Tensors, TensorSpec } from "../../core/tensor/tensor.ts";
import { misfit } from "./errors.ts";
import type { ArrayData, Payload, TensorData } from "./message.ts";

/** The tensors of a message. */
export interface Filled {
  readonly tensors: Tensors;
  readonly rowCount: number;
}

type Input = readonly [name: string, spec: TensorSpec];

/**
 * What a message carries as the tensors of a model: an array is the only one, or has a column for each; a text, or bytes,
 * are one row of a model with one input of them.
 *
 * @throws ServeError `invalid-input`, `too-many-elements`, `string-too-long` or `binary-only`.
 */
export function toTensors(
  payload: Exclude<Payload, { form: "jsonData" }>,
  { inputs, model }: ModelRuntime,
  limits: Limits,
): Filled {
  const entries = Object.entries(inputs);
  switch (payload.form) {
    case "strData":
      return oneText(entries, "/strData", payload.text, limits);
    case "binData": {
      const [name] = textInput(entries, "/binData");
      return { tensors: new Map([[name, { datatype: "BYTES", shape: [1], data: [payload.bytes] }]]), rowCount: 1 };
    }
    case "ndarray":
    case "tensor": {
      const [only, ...others] = entries;
      if (only !== undefined && others.length === 0) return oneArray(only, payload, limits);
      const json = model.kind === "rows" ? model.inputFields.filter(({ kind }) => kind === "json") : [];
      return columns(entries, payload, new Set(json.map(({ name }) => name)), limits);
    }
  }
}

function textInput(entries: readonly Input[], pointer: string): Input {
  const [only, ...others] = entries;
  const isText =
    only !== undefined && others.length === 0 && only[1].datatype === "BYTES" && only[1].shape.length === 1;
  if (isText) return only;
  throw misfit(pointer, "The model does not take one text", "data or jsonData", pointer.slice(1));
}

function oneText(entries: readonly Input[], pointer: string, text: string, { stringLength }: Limits): Filled {
  const [name] = textInput(entries, pointer);
  // Its place is the text itself, not the first of a list.
  const one = fillTensor("BYTES", [], text, { pointer, stringLength });
  if (one.datatype !== "BYTES") throw new TypeError("A text is bytes");
  return { tensors: new Map([[name, { ...one, shape: [1] }]]), rowCount: 1 };
}

/** An array that is the only input. A column of single values may stand for a list of them. */
function oneArray([name, spec]: Input, data: ArrayData | TensorData, limits: Limits): Filled {
  const isArray = data.form === "ndarray";
  const pointer = isArray ? "/data/ndarray" : "/data/tensor";
  const found = isArray ? shapeOfLists(data.value) : data.shape;
  const isEmpty = found.length === 1 && found[0] === 0;
  const [, ...rest] = spec.shape;
  const isColumn = spec.shape.length === 1 && found.length === 2 && found[1] === 1;
  const shape = isEmpty ? [0, ...rest.map((size) => (typeof size === "number" ? size : 0))] : found;
  const { stringLength, tensorElements } = limits;
  if (!isColumn) checkShape(name, spec, shape, pointer, tensorElements);
  else checkShape(name, spec, shape.slice(0, 1), pointer, tensorElements);
  const filled = isArray
    ? fillTensor(spec.datatype, shape, data.value, { pointer, stringLength })
    : fillTensor(spec.datatype, [data.values.length], data.values, { pointer: `${pointer}/values`, stringLength });
  const one: Tensor = { ...filled, shape: isColumn ? shape.slice(0, 1) : shape };
  return { tensors: new Map([[name, one]]), rowCount: shape[0] ?? 0 };
}

/** An array with a column for each input: those that are named, or all in the order of the contract. */
function columns(
  entries: readonly Input[],
  data: ArrayData | TensorData,
  json: ReadonlySet<string>,
  limits: Limits,
): Filled {
  const known = entries.map(([name]) => name);
  const names = data.names.length === 0 ? known : data.names;
  if (names.some((name) => !known.includes(name))) {
    throw misfit("/data/names", "A name is that of no input", `only ${known.join(", ")}`, "another");
  }
  const missing = entries.find(([name, { optional }]) => optional !== true && !names.includes(name));
  if (missing !== undefined) throw misfit("/data/names", `The input ${missing[0]} is missing`);
  const rows = rowsOf(data, names.length);
  const base = data.form === "ndarray" ? "/data/ndarray" : "/data/tensor/values";
  const tensors = entries.flatMap(([name, spec]): [string, Tensor][] => {
    const at = names.indexOf(name);
    if (at === -1) return [];
    const column = rows.map((row) => (json.has(name) ? JSON.stringify(row[at]) : row[at]));
    return [[name, inColumn(base, at, () => fillColumn(name, spec, column, base, limits))]];
  });
  return { tensors: new Map(tensors), rowCount: rows.length };
}

function fillColumn(
  name: string,
  spec: TensorSpec,
  column: readonly unknown[],
  pointer: string,
  limits: Limits,
): Tensor {
  const found = shapeOfLists(column);
  const isEmpty = column.length === 0 && !fitsShape(spec, found);
  const [, ...rest] = spec.shape;
  const shape = isEmpty ? [0, ...rest.map((size) => (typeof size === "number" ? size : 0))] : found;
  checkShape(name, spec, shape, pointer, limits.tensorElements);
  return fillTensor(spec.datatype, shape, column, { pointer, stringLength: limits.stringLength });
}

function rowsOf(data: ArrayData | TensorData, width: number): readonly (readonly unknown[])[] {
  if (data.form === "tensor") {
    const [count = 0, size] = data.shape;
    if (data.shape.length !== 2 || size !== width) {
      const expected = `two sizes, the second ${width}`;
      throw misfit("/data/tensor/shape", "Not a column for each input", expected, `[${data.shape.join(", ")}]`);
    }
    return Array.from({ length: count }, (_, row) => data.values.slice(row * width, (row + 1) * width));
  }
  return data.value.map((row, at) => {
    if (Array.isArray(row) && row.length === width) return row;
    const received = Array.isArray(row) ? `${row.length} values` : "no list";
    throw misfit(`/data/ndarray/${at}`, "Not a column for each input", `a list of ${width}`, received);
  });
}

/** A fault in a column has its place within the row: `/data/ndarray/3/1`, not `/data/ndarray/3`. */
function inColumn(base: string, at: number, fill: () => Tensor): Tensor {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    const errors = error.errors.map((fault) => {
      const [row = "", ...rest] = fault.pointer.slice(base.length + 1).split("/");
      return row === "" ? fault : { ...fault, pointer: [base, row, at, ...rest].join("/") };
    });
    throw new ServeError(error.code, { detail: error.message, errors, hint: error.hint });
  }
}
