import { ServeError } from "../errors/serve-error.ts";
import { kindOf } from "../errors/kind-of.ts";
import { allocate, datatypes, isBigData } from "./datatype.ts";
import type { Datatype, NumericDatatype } from "./datatype.ts";
import { elementCount, tensorOf } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** How lists become a tensor. */
export interface FillOptions {
  /** Where the value stands in the body, as a JSON Pointer. */
  readonly pointer: string;
  /**
   * Whether all values may stand in one list, row-major, whatever the shape.
   *
   * @default false
   */
  readonly flat?: boolean | undefined;
  /**
   * Whether `NaN` and infinite values pass, and numbers too large for `FP32` become infinite.
   *
   * @default false
   */
  readonly nonFinite?: boolean | undefined;
  /**
   * The UTF-16 code units of one text of `BYTES`.
   *
   * @default no limit
   */
  readonly stringLength?: number | undefined;
  /** Reads a value of `BYTES` that is no text, such as an object with base64. Default: none is. */
  readonly readBytes?: ((value: unknown) => Uint8Array | undefined) | undefined;
}

/**
 * The shape that nested lists have, by the first item of each level.
 *
 * @param isValue - Tells values that are lists or objects themselves. Default: only lists nest.
 */
export function shapeOfLists(value: unknown): number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

/**
 * Nested lists as a tensor of a given shape: one walk, without recursion.
 *
 * @throws ServeError `invalid-input` with the place of the first value that does not fit, `string-too-long`, or
 * `binary-only` for datatypes without a form in JSON. The shape must have been checked to be of a size that memory has.
 */
export function fillTensor(datatype: Datatype, shape: readonly number[], value: unknown, options: FillOptions): Tensor {
  if (datatype === "FP16" || datatype === "BF16") {
    throw new ServeError("binary-only", {
      detail: `Values of ${datatype} have no form in JSON; send them in the binary form of tensors.`,
      errors: [{ pointer: options.pointer, detail: "No form in JSON", expected: "binary data", received: "JSON" }],
    });
  }
  if (datatype === "BYTES") {
    const data: Uint8Array[] = [];
    walk(shape, value, options, (leaf, place) => {
      data.push(toBytes(leaf, options, place));
    });
    return { datatype, shape, data };
  }
  const data = allocate(datatype, elementCount(shape));
  const convert = converterOf(datatype, options);
  let index = 0;
  walk(shape, value, options, (leaf, place) => {
    const converted = convert(leaf, place);
    if (isBigData(data)) data[index] = BigInt(converted);
    else data[index] = Number(converted);
    index += 1;
  });
  return tensorOf(datatype, shape, data);
}

type Place = () => string;

/** Visits the values of nested lists in their order, and holds the lists to a shape. */
function walk(
  shape: readonly number[],
  root: unknown,
  { pointer, flat = false }: FillOptions,
  visit: (leaf: unknown, place: Place) => void,
): void {
  const isFlat = flat && shape.length !== 1 && Array.isArray(root) && !Array.isArray(root[0]);
  const sizes = isFlat ? [elementCount(shape)] : shape;
  const lists: unknown[][] = [];
  const indexes: number[] = [];
  const place: Place = () => pointer + indexes.map((index) => `/${index}`).join("");
  const enter = (value: unknown): void => {
    const size = sizes[lists.length] ?? 0;
    if (!Array.isArray(value)) throw misfit(place(), `a list of ${size}`, kindOf(value));
    if (value.length !== size) throw misfit(place(), `a list of ${size}`, kindOf(value));
    lists.push(value);
    indexes.push(0);
  };
  if (sizes.length === 0) {
    visit(root, place);
    return;
  }
  enter(root);
  while (lists.length > 0) {
    const level = lists.length - 1;
    const list = lists[level] ?? [];
    const index = indexes[level] ?? 0;
    if (index >= list.length) {
      lists.pop();
      indexes.pop();
      if (level > 0) indexes[level - 1] = (indexes[level - 1] ?? 0) + 1;
      continue;
    }
    if (level + 1 < sizes.length) {
      enter(list[index]);
      continue;
    }
    visit(list[index], place);
    indexes[level] = index + 1;
  }
}

function misfit(pointer: string, expected: string, received: string): ServeError {
  return new ServeError("invalid-input", {
    detail: "One value is not as it should be.",
    errors: [{ pointer, detail: `Expected ${expected}, received ${received}`, expected, received }],
  });
}

function toBytes(leaf: unknown, { readBytes, stringLength = Infinity }: FillOptions, place: Place): Uint8Array {
  if (typeof leaf === "string") {
    if (leaf.length > stringLength) {
      const expected = `at most ${stringLength} characters`;
      throw new ServeError("string-too-long", {
        detail: "A text is too long.",
        errors: [{ pointer: place(), detail: "Too long", expected, received: `${leaf.length} characters` }],
      });
    }
    if (halfPair.test(leaf)) throw misfit(place(), "a text", "a text with half a surrogate pair");
    return encoder.encode(leaf);
  }
  const bytes = readBytes?.(leaf);
  if (bytes === undefined) throw misfit(place(), "a text", kindOf(leaf));
  return bytes;
}

const encoder = new TextEncoder();
/** Half a surrogate pair, which UTF-8 has no form for. */
const halfPair = /\p{Surrogate}/u;

type Convert = (leaf: unknown, place: Place) => number | bigint;

function converterOf(datatype: NumericDatatype, { nonFinite = false }: FillOptions): Convert {
  const { range } = datatypes[datatype];
  if (datatype === "BOOL") {
    return (leaf, place) => {
      if (typeof leaf !== "boolean") throw misfit(place(), "true or false", kindOf(leaf));
      return leaf ? 1 : 0;
    };
  }
  if (range === undefined) {
    return (leaf, place) => {
      if (typeof leaf !== "number" && typeof leaf !== "bigint") throw misfit(place(), "a number", kindOf(leaf));
      const value = datatype === "FP32" ? Math.fround(Number(leaf)) : Number(leaf);
      if (!nonFinite && !Number.isFinite(value)) throw misfit(place(), `a finite ${datatype}`, kindOf(value));
      return value;
    };
  }
  const [least, greatest] = range;
  const expected = `a whole number from ${least} to ${greatest}`;
  return (leaf, place) => {
    const isWhole = typeof leaf === "bigint" || (typeof leaf === "number" && Number.isInteger(leaf));
    if (!isWhole || leaf < least || leaf > greatest) throw misfit(place(), expected, kindOf(leaf));
    return leaf;
  };
}
