import { decodeTensor } from "../../core/tensor/binary-tensor.ts";
import type { Datatype } from "../../core/tensor/datatype.ts";
import { isDatatype } from "../../core/tensor/datatype.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import { describeTensor, elementCount, fitsShape } from "../../core/tensor/tensor.ts";
import type { Tensor, TensorSpec, Tensors } from "../../core/tensor/tensor.ts";
import { isObject, ownValue, readJsonAnswer, understood, unfit } from "../read-answer.ts";
import type { TensorBatch } from "../protocol.ts";
import type { RemoteAnswer } from "../send.ts";

/**
 * The outputs of an inference response object (inference_rest.md), whose values are in its JSON or after it. Outputs that
 * nobody asked for are left out.
 *
 * @throws RemoteFault `unusable`
 */
export function readInferAnswer(answer: RemoteAnswer, { outputs: wanted, rowCount }: TensorBatch): Tensors {
  const { json, binary } = splitAnswer(answer);
  const listed = ownValue(json, "outputs");
  if (!Array.isArray(listed)) throw unfit("it has no list of outputs");
  const found = new Map<string, Tensor>();
  let offset = 0;
  for (const [index, one] of listed.entries()) {
    const output = outputOf(one, index);
    const { name, binarySize = 0 } = output;
    const bytes = binary.subarray(offset, offset + binarySize);
    if (bytes.length < binarySize) throw unfit("it has less binary data than its outputs say");
    offset += binarySize;
    if (!Object.hasOwn(wanted, name)) continue;
    if (found.has(name)) throw unfit(`the output ${name} is there twice`);
    found.set(name, tensorOf(output, wanted[name], rowCount, bytes));
  }
  if (offset !== binary.length) throw unfit("it has more binary data than its outputs say");
  for (const name of Object.keys(wanted)) if (!found.has(name)) throw unfit(`there is no output ${name}`);
  return found;
}

function splitAnswer(answer: RemoteAnswer): { json: unknown; binary: Uint8Array } {
  const header = answer.headers.get("inference-header-content-length");
  if (header === null) return { json: readJsonAnswer(answer), binary: new Uint8Array() };
  const length = /^[0-9]{1,10}$/.test(header) ? Number(header) : Number.POSITIVE_INFINITY;
  if (length > answer.body.length) throw unfit("its Inference-Header-Content-Length is no part of its length");
  return {
    json: readJsonAnswer(answer, { bytes: answer.body.subarray(0, length) }),
    binary: answer.body.subarray(length),
  };
}

interface Output {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly binarySize: number | undefined;
  readonly data: unknown;
  readonly pointer: string;
}

function outputOf(one: unknown, index: number): Output {
  const pointer = `/outputs/${index}`;
  const [name, datatype, shape] = [ownValue(one, "name"), ownValue(one, "datatype"), ownValue(one, "shape")];
  if (typeof name !== "string" || !isDatatype(datatype) || !isShape(shape)) {
    throw unfit(`${pointer} has no name, no datatype or no shape`);
  }
  const parameters = ownValue(one, "parameters");
  const size = isObject(parameters) ? ownValue(parameters, "binary_data_size") : undefined;
  if (size !== undefined && !isSize(size)) throw unfit(`${pointer} has an impossible binary_data_size`);
  return { name, datatype, shape, binarySize: size, data: ownValue(one, "data"), pointer };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize);
}

/** All that could cost memory is looked at before any is taken. */
function tensorOf(output: Output, spec: TensorSpec | undefined, rowCount: number, bytes: Uint8Array): Tensor {
  const { name, datatype, shape, binarySize, data, pointer } = output;
  if (spec !== undefined && (!fitsShape(spec, shape) || shape[0] !== rowCount)) {
    const expected = describeTensor(spec.datatype, [rowCount, ...spec.shape.slice(1)]);
    throw unfit(`the output ${name} is ${describeTensor(datatype, shape.slice(0, 16))}, not ${expected}`);
  }
  if (binarySize !== undefined) return understood(() => decodeTensor(datatype, shape, bytes, pointer));
  const found = shapeOfLists(data);
  const isFlat = found.length === 1 && found[0] === elementCount(shape);
  const isNested = found.length <= shape.length && found.every((size, axis) => size === shape[axis]);
  if (!Array.isArray(data) || !(isFlat || (isNested && (found.length === shape.length || found.at(-1) === 0)))) {
    throw unfit(`the values of the output ${name} are not as many as its shape says`);
  }
  return understood(() => fillTensor(datatype, shape, data, { pointer: `${pointer}/data`, flat: true }));
}
