import type { Tensor, Tensors } from "../core/tensor/tensor.ts";
import { elementCount } from "../core/tensor/tensor.ts";
import { slots } from "./feature.ts";
import type { Feature } from "./feature.ts";

/**
 * Marks rows of tensors: what each feature of each of the rows is.
 *
 * @param rows - The numbers of the rows that are looked at.
 * @param absent - What a feature is whose tensor is not there.
 * @param width - How many marks a row has.
 * @param from - Where those of the features begin among them.
 */
export function markTensors(
  features: readonly Feature[],
  tensors: Tensors,
  rows: Uint32Array,
  absent: number,
  marks: Uint16Array,
  width: number,
  from: number,
): void {
  for (const [place, feature] of features.entries()) {
    const one = tensors.get(feature.tensor);
    const stride = one === undefined ? 0 : elementCount(one.shape.slice(1));
    for (let index = 0; index < rows.length; index += 1) {
      const at = (rows[index] ?? 0) * stride + (feature.column ?? 0);
      marks[index * width + from + place] = one === undefined ? absent : markElement(feature, one, at);
    }
  }
}

function markElement(feature: Feature, one: Tensor, at: number): number {
  if (one.datatype !== "BYTES") return feature.mark(elementOf(one, at));
  const bytes = one.data[at];
  if (bytes === undefined) return slots.missing;
  const text = decoder.decode(bytes);
  if (!feature.isAny) return feature.mark(text);
  try {
    const value: unknown = JSON.parse(text);
    return feature.mark(value);
  } catch {
    return slots.mistyped;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** One value of a tensor; a byte string as a text. */
export function elementOf(one: Tensor, at: number): number | bigint | string | boolean | undefined {
  switch (one.datatype) {
    case "BYTES":
      return one.data[at] === undefined ? undefined : decoder.decode(one.data[at]);
    case "BOOL":
      return one.data[at] !== 0;
    case "FP16":
      return halfToNumber(one.data[at] ?? 0);
    case "BF16":
      return upperHalfToNumber(one.data[at] ?? 0);
    default:
      return one.data[at];
  }
}

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits >>> 15 === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new DataView(new ArrayBuffer(4));

/** The upper 16 bits of single precision. */
function upperHalfToNumber(bits: number): number {
  single.setUint32(0, bits * 0x1_0000);
  return single.getFloat32(0);
}
