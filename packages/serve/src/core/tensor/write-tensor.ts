import { ServeError } from "../errors/serve-error.ts";
import { elementCount } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** How a tensor is written as JSON. */
export interface WriteOptions {
  /** What stands for `NaN` and infinite values. Default: they are refused, as JSON has none. */
  readonly nonFinite?: ((value: number) => string) | undefined;
  /** How a finite number of `FP32` or `FP64` is written. Default: the shortest text that reads as the same value. */
  readonly float?: ((value: number, datatype: "FP32" | "FP64") => string) | undefined;
  /** How a byte string is written. Default: as a text; refused where it is no UTF-8. */
  readonly bytes?: ((value: Uint8Array) => string) | undefined;
}

/**
 * Some values of a tensor, each as JSON.
 *
 * @param from - The number of the first value. Default: all of them.
 * @throws ServeError `binary-only` for `FP16`, `BF16` and bytes that are no text; `bad-output` for numbers that JSON has
 * no form for.
 */
export function valueTexts(one: Tensor, options: WriteOptions = {}, from = 0, to: number = one.data.length): string[] {
  const texts: string[] = [];
  const { nonFinite = refuseNonFinite, float = shortestFloat, bytes = textOf } = options;
  switch (one.datatype) {
    case "FP16":
    case "BF16":
      throw binaryOnly(`Values of ${one.datatype} have no form in JSON.`);
    case "BYTES":
      for (let index = from; index < to; index += 1) texts.push(bytes(one.data[index] ?? new Uint8Array()));
      return texts;
    case "BOOL":
      for (let index = from; index < to; index += 1) texts.push(one.data[index] === 0 ? "false" : "true");
      return texts;
    case "FP32":
    case "FP64":
      for (let index = from; index < to; index += 1) {
        const value = one.data[index] ?? 0;
        texts.push(Number.isFinite(value) ? float(value, one.datatype) : nonFinite(value));
      }
      return texts;
    default:
      for (let index = from; index < to; index += 1) texts.push(String(one.data[index]));
      return texts;
  }
}

/** Values as lists that nest as the shape says; a shape without dimensions is the value itself. */
export function nestTexts(shape: readonly number[], texts: readonly string[]): string {
  const strides = shape.map((_size, axis) => elementCount(shape.slice(axis + 1)));
  // As deep as the contract's shape, not as the request's body.
  const write = (axis: number, from: number): string => {
    const size = shape[axis];
    if (size === undefined) return texts[from] ?? "null";
    if (axis === shape.length - 1) return `[${texts.slice(from, from + size).join(",")}]`;
    const stride = strides[axis] ?? 0;
    return `[${Array.from({ length: size }, (_, index) => write(axis + 1, from + index * stride)).join(",")}]`;
  };
  return write(0, 0);
}

/** The shortest digits that read as the same value of the datatype. */
function shortestFloat(value: number, datatype: "FP32" | "FP64"): string {
  if (datatype === "FP64" || Number.isInteger(value)) return JSON.stringify(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return JSON.stringify(short);
  }
  return JSON.stringify(Number(value.toPrecision(9)));
}

function refuseNonFinite(): never {
  throw new ServeError("bad-output", {
    detail: "The model's answer was held back.",
    cause: new Error("The output has NaN or an infinite value, which JSON cannot hold"),
  });
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text. @throws ServeError `binary-only` where they are no UTF-8. */
export function textOf(value: Uint8Array): string {
  return JSON.stringify(decodeText(value));
}

/** Bytes as text. @throws ServeError `binary-only` where they are no UTF-8. */
export function decodeText(value: Uint8Array): string {
  try {
    return decoder.decode(value);
  } catch {
    throw binaryOnly("A byte string is no UTF-8 text.");
  }
}

function binaryOnly(detail: string): ServeError {
  return new ServeError("binary-only", { detail, hint: "Ask for the binary form of tensors." });
}
