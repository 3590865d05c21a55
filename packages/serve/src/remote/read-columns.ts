import { describeTensor, fitsShape } from "../core/tensor/tensor.ts";
import type { Tensor, TensorSpec, TensorSpecs, Tensors } from "../core/tensor/tensor.ts";
import { fillTensor, shapeOfLists } from "../core/tensor/fill-tensor.ts";
import { isObject, ownValue, understood, unfit } from "./read-answer.ts";

/**
 * Outputs as JSON servers list them: by rows, each the value of the only output or an object with a value for each; or by
 * outputs, the list of the only one or an object of lists.
 *
 * @throws RemoteFault `unusable`
 */
export function readColumns(value: unknown, outputs: TensorSpecs, rowCount: number): Tensors {
  const names = Object.keys(outputs);
  return new Map(
    Object.entries(outputs).map(([name, spec]) => {
      const column = columnOf(value, name, names.length === 1);
      return [name, readColumn(name, spec, column, rowCount)];
    }),
  );
}

function columnOf(value: unknown, name: string, isOnly: boolean): unknown {
  if (Array.isArray(value)) {
    if (value.some((row) => isObject(row) && !isBase64(row))) return value.map((row: unknown) => ownValue(row, name));
    if (isOnly) return value;
    throw unfit(`a list of values, where each row has ${name} and others`);
  }
  if (isObject(value) && Object.hasOwn(value, name)) return value[name];
  throw unfit(`there is no ${name}`);
}

function readColumn(name: string, spec: TensorSpec, column: unknown, rowCount: number): Tensor {
  const found = shapeOfLists(column);
  // A list of no rows, or of rows with nothing in them, does not say how it would go on.
  const isShort = found.at(-1) === 0 && found.length < spec.shape.length;
  const shape = isShort ? [...found, ...spec.shape.slice(found.length).map(sizeOr0)] : found;
  if (!fitsShape(spec, shape) || shape[0] !== rowCount) {
    const expected = describeTensor(spec.datatype, [rowCount, ...spec.shape.slice(1)]);
    throw unfit(`${name} has the shape [${found.slice(0, 16).join(", ")}], not ${expected}`);
  }
  return understood(() =>
    fillTensor(spec.datatype, shape, column, { pointer: `/${name}`, nonFinite: true, readBytes: readBase64 }),
  );
}

function sizeOr0(size: string | number): number {
  return typeof size === "number" ? size : 0;
}

/** Whether a value is bytes as TensorFlow Serving writes them: an object with `b64` alone. */
function isBase64(value: unknown): value is { readonly b64: string } {
  return isObject(value) && Object.keys(value).length === 1 && typeof ownValue(value, "b64") === "string";
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readBase64(value: unknown): Uint8Array | undefined {
  return isBase64(value) && base64.test(value.b64) ? Buffer.from(value.b64, "base64") : undefined;
}
