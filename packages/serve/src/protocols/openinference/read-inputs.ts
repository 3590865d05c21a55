import { isUtf8 } from "node:buffer";
import { kindOf } from "../../core/errors/kind-of.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { decodeTensor } from "../../core/tensor/binary-tensor.ts";
import { datatypes } from "../../core/tensor/datatype.ts";
import type { Datatype } from "../../core/tensor/datatype.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { malformed, misfit } from "./errors.ts";
import type { RequestInput } from "./infer-request.ts";

/** What a request may cost. */
export type InputLimits = Pick<Limits, "rows" | "tensorElements">;

type Input = Pick<TensorInput, "tensors" | "rowCount">;

/**
 * The inputs of a request as tensors that fit the model's contract. All names, datatypes, shapes and lengths are checked
 * before memory is taken for any of them.
 *
 * @param binary - The bytes after the JSON.
 * @throws ServeError `invalid-input`, `malformed-request`, `binary-only`, `too-many-rows` or `too-many-elements`.
 */
export function readInputs(
  runtime: ModelRuntime,
  inputs: readonly RequestInput[],
  binary: Uint8Array,
  limits: InputLimits,
): Input {
  const specs = new Map(Object.entries(runtime.inputs));
  const seen = new Set<string>();
  for (const input of inputs) {
    const { name, pointer } = input;
    const spec = specs.get(name);
    if (spec === undefined) {
      const expected = [...specs.keys()].join(", ");
      const fault = { pointer: `${pointer}/name`, detail: "Unknown input", expected, received: "another name" };
      throw misfit("The model has no such input.", fault);
    }
    if (seen.has(name)) {
      const fault = {
        pointer: `${pointer}/name`,
        detail: "Input twice",
        expected: "each input once",
        received: "twice",
      };
      throw misfit(`The input ${name} is there twice.`, fault);
    }
    seen.add(name);
    checkInput(runtime, spec, input, limits);
  }
  for (const [name, { optional }] of specs) {
    if (optional === true || seen.has(name)) continue;
    const fault = { pointer: "/inputs", detail: "Missing input", expected: name, received: "no input of this name" };
    throw misfit(`The input ${name} is missing.`, fault);
  }
  const rowCount = rowCountOf(inputs, limits);
  const parts = partsOf(inputs, binary);
  return { tensors: new Map(inputs.map((input) => [input.name, read(runtime, input, parts)])), rowCount };
}

/**
 * The one input of a request whose body is its values: a batch of one row, whose open size follows from the bytes
 * (Triton, extension_binary_data.md, "Raw Binary Request").
 *
 * @throws ServeError `malformed-request` for a model that this cannot be done with, or what {@link readInputs} throws.
 */
export function readRawInput(runtime: ModelRuntime, bytes: Uint8Array, limits: InputLimits): Input {
  const [entry, ...others] = Object.entries(runtime.inputs);
  if (entry === undefined || others.length > 0) {
    throw malformed("A body without JSON is for models with one input; this one has several.");
  }
  const [name, spec] = entry;
  const [, ...rest] = spec.shape;
  if (spec.datatype === "BYTES") {
    if (rest.length > 0) throw malformed(`A body without JSON is one byte string; ${name} takes several in each row.`);
    const one: Tensor = { datatype: "BYTES", shape: [1], data: [bytes] };
    assertText(runtime, one, "");
    return { tensors: new Map([[name, one]]), rowCount: 1 };
  }
  if (rest.filter((size) => typeof size === "string").length > 1) {
    throw malformed(`A body without JSON leaves at most one size open; ${name} has several.`);
  }
  const known = elementCount(rest.map((size) => (typeof size === "number" ? size : 1)));
  const open = Math.floor(bytes.length / datatypes[spec.datatype].bytes / known);
  const shape = [1, ...rest.map((size) => (typeof size === "number" ? size : open))];
  checkShape(name, spec, shape, "", limits.tensorElements);
  return { tensors: new Map([[name, decodeTensor(spec.datatype, shape, bytes, "")]]), rowCount: 1 };
}

function checkInput(runtime: ModelRuntime, spec: TensorSpec, input: RequestInput, limits: InputLimits): void {
  const { name, datatype, shape, data, binarySize, pointer } = input;
  if (!takes(runtime, spec.datatype, datatype)) {
    const isNumber = runtime.model.kind === "rows" && isNumeric(spec.datatype);
    const expected = isNumber ? `${spec.datatype} or another datatype of numbers` : spec.datatype;
    const fault = { pointer: `${pointer}/datatype`, detail: "Wrong datatype", expected, received: datatype };
    throw misfit(`The input ${name} has another datatype than its contract.`, fault);
  }
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count)) {
    const fault = {
      pointer: `${pointer}/shape`,
      detail: "Too many values",
      expected: `at most ${limits.tensorElements} values`,
      received: "more than can be counted",
    };
    throw misfit(`The shape of the input ${name} is impossible.`, fault);
  }
  checkShape(name, { ...spec, datatype }, shape, `${pointer}/shape`, limits.tensorElements);
  if (binarySize === undefined) checkLists(name, shape, data, `${pointer}/data`);
}

/** Whether a datatype can stand for that of the contract: rows have numbers, whatever they are sent as. */
function takes({ model }: ModelRuntime, wanted: Datatype, given: Datatype): boolean {
  return wanted === given || (model.kind === "rows" && isNumeric(wanted) && isNumeric(given));
}

function isNumeric(datatype: Datatype): boolean {
  return datatype === "FP32" || datatype === "FP64" || datatypes[datatype].range !== undefined;
}

/** Holds lists to a shape as far as their first items tell, so that a short list cannot ask for much memory. */
function checkLists(name: string, shape: readonly number[], data: unknown, pointer: string): void {
  if (!Array.isArray(data)) {
    const fault = { pointer, detail: "No list", expected: "a list of values", received: kindOf(data) };
    throw misfit(`The data of the input ${name} is no list.`, fault);
  }
  const count = elementCount(shape);
  const found = shapeOfLists(data);
  const described = found.length > 16 ? `lists ${found.length} levels deep` : `lists of [${found.join(", ")}]`;
  if (found.length === 1) {
    if (data.length === count) return;
    const fault = {
      pointer,
      detail: "Wrong number of values",
      expected: `${count} values for the shape [${shape.join(", ")}]`,
      received: `${data.length} values`,
    };
    throw misfit(`The input ${name} has another number of values than its shape.`, fault);
  }
  // Lists end early where there is nothing in them.
  const isShort = found.length < shape.length && found.at(-1) !== 0;
  if (found.length <= shape.length && !isShort && found.every((size, axis) => size === shape[axis])) return;
  const expected = `lists of [${shape.join(", ")}], or one list of ${count}`;
  throw misfit(`The lists of the input ${name} do not nest as its shape says.`, {
    pointer,
    detail: "Lists of another shape",
    expected,
    received: described,
  });
}

/** The rows of all inputs, which must agree. */
function rowCountOf(inputs: readonly RequestInput[], limits: InputLimits): number {
  const [first] = inputs;
  const rows = first?.shape[0] ?? 0;
  for (const { name, shape, pointer } of inputs) {
    if (shape[0] === rows) continue;
    throw misfit(`The input ${name} has another number of rows than ${first?.name}.`, {
      pointer: `${pointer}/shape/0`,
      detail: "Different batches",
      expected: `${rows} rows`,
      received: `${shape[0]} rows`,
    });
  }
  if (rows === 0) {
    const fault = { pointer: "/inputs", detail: "No rows", expected: "at least 1 row", received: "0 rows" };
    throw misfit("There is nothing to predict for.", fault);
  }
  if (rows > limits.rows) {
    const [expected, received] = [`at most ${limits.rows} rows`, `${rows} rows`];
    throw new ServeError("too-many-rows", {
      detail: `A batch may have ${limits.rows} rows.`,
      errors: [{ pointer: "/inputs", detail: "Too many rows", expected, received }],
    });
  }
  return rows;
}

/** The bytes of each input that has some, in the order of the inputs; together they are all there are. */
function partsOf(inputs: readonly RequestInput[], binary: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  let offset = 0;
  for (const { name, binarySize, pointer } of inputs) {
    if (binarySize === undefined) continue;
    const left = binary.length - offset;
    if (binarySize > left) {
      throw malformed("The body has less binary data than its inputs say.", {
        pointer: `${pointer}/parameters/binary_data_size`,
        detail: "Too long",
        expected: `at most the ${left} bytes that are left after the JSON and the inputs before`,
        received: `${binarySize} bytes`,
      });
    }
    parts.set(name, binary.subarray(offset, offset + binarySize));
    offset += binarySize;
  }
  if (offset === binary.length) return parts;
  throw malformed("The body has more binary data than its inputs say.", {
    pointer: "",
    detail: "Bytes left over",
    expected: `${offset} bytes after the JSON`,
    received: `${binary.length} bytes`,
  });
}

function read(runtime: ModelRuntime, input: RequestInput, parts: ReadonlyMap<string, Uint8Array>): Tensor {
  const { name, datatype, shape, data, pointer } = input;
  const bytes = parts.get(name);
  if (bytes === undefined) return fillTensor(datatype, shape, data, { pointer: `${pointer}/data`, flat: true });
  const one = decodeTensor(datatype, shape, bytes, pointer);
  assertText(runtime, one, pointer);
  return one;
}

/** Rows have texts where tensors have bytes. */
function assertText({ model }: ModelRuntime, one: Tensor, pointer: string): void {
  if (model.kind !== "rows" || one.datatype !== "BYTES" || one.data.every((value) => isUtf8(value))) return;
  const fault = { pointer, detail: "Not UTF-8", expected: "texts in UTF-8", received: "other bytes" };
  throw misfit("A byte string is no text.", fault);
}
