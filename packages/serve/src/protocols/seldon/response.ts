import { ServeError } from "../../core/errors/serve-error.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor, Tensors, TensorSpecs } from "../../core/tensor/tensor.ts";
import { nestTexts, textOf, valueTexts } from "../../core/tensor/write-tensor.ts";
import type { Payload } from "./message.ts";

type Form = Exclude<Payload["form"], "jsonData">;

/**
 * Whether the outputs are an array: one is, whatever its shape; several are, where they are columns.
 *
 * @throws ServeError `not-implemented`.
 */
export function assertWritable(outputs: TensorSpecs): void {
  const specs = Object.values(outputs);
  if (specs.length === 1 || specs.every(({ shape }) => shape.length <= 2)) return;
  throw new ServeError("not-implemented", { detail: "The outputs of this model are no array; send jsonData." });
}

/**
 * What a message carries back, in the caller's form where the outputs have it: an array of numbers as it came, all other
 * arrays as `ndarray`; a text or bytes for one row of a text.
 *
 * @throws ServeError `bad-output` or `binary-only`.
 */
export function payloadText(form: Form, outputs: Tensors, specs: TensorSpecs): string {
  const entries = [...outputs];
  const [[, only] = [undefined, undefined], ...others] = entries;
  const isOneText = only?.datatype === "BYTES" && only.shape.length === 1 && only.data.length === 1;
  if (others.length === 0 && isOneText) {
    const bytes = only.data[0] ?? new Uint8Array();
    if (form === "strData") return `"strData":${textOf(bytes)}`;
    if (form === "binData") return `"binData":"${Buffer.from(bytes).toString("base64")}"`;
  }
  const names = JSON.stringify(namesOf(outputs, specs));
  const isNumeric = entries.every(([, { datatype }]) => datatype !== "BYTES" && datatype !== "BOOL");
  const { shape, texts } = arrayOf(entries.map(([, one]) => one));
  if (form === "ndarray" || !isNumeric) return `"data":{"names":${names},"ndarray":${nestTexts(shape, texts)}}`;
  const values = texts.join(",");
  return `"data":{"names":${names},"tensor":{"shape":[${shape.join(",")}],"values":[${values}]}}`;
}

/** One output as it is; of several, the columns side by side. */
function arrayOf(tensors: readonly Tensor[]): { shape: readonly number[]; texts: readonly string[] } {
  const [first, ...others] = tensors;
  if (first === undefined) return { shape: [0], texts: [] };
  if (others.length === 0) return { shape: first.shape, texts: valueTexts(first) };
  const rowCount = first.shape[0] ?? 0;
  const columns = tensors.map((one) => ({ width: elementCount(one.shape.slice(1)), texts: valueTexts(one) }));
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const texts = Array.from({ length: rowCount }, (_, row) =>
    columns.flatMap((column) => column.texts.slice(row * column.width, (row + 1) * column.width)),
  );
  return { shape: [rowCount, width], texts: texts.flat() };
}

/** The labels of an output, else `t:0` and so on; among several, an output of single values has its own name. */
function namesOf(outputs: Tensors, specs: TensorSpecs): string[] {
  const isAlone = outputs.size === 1;
  return [...outputs].flatMap(([name, { shape }]) => {
    const [, width] = shape;
    if (width === undefined) return isAlone ? [] : [name];
    const labels = Object.hasOwn(specs, name) ? specs[name]?.labels : undefined;
    if (labels?.length === width && shape.length === 2) return labels;
    const prefix = isAlone ? "t" : name;
    return Array.from({ length: width }, (_, place) => `${prefix}:${place}`);
  });
}
