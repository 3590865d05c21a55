import { kindOf } from "../../core/errors/kind-of.ts";
import type { TensorInput } from "../../core/predictor.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { decodeTensor } from "../../core/tensor/binary-tensor.ts";
import { datatypes } from "../../core/tensor/datatype.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor } from "../../core/tensor/tensor.ts";
import { assertText, checkInputs } from "./check-inputs.ts";
import type { InputLimits } from "./check-inputs.ts";
import { malformed, misfit } from "./errors.ts";
import type { RequestInput } from "./infer-request.ts";

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
  const rowCount = checkInputs(runtime, inputs, limits, ({ name, shape, data, binarySize, pointer }) => {
    if (binarySize === undefined) checkLists(name, shape, data, `${pointer}/data`);
  });
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
