import type { Limits } from "../../core/limits.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import type { FillOptions } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { misfit } from "./errors.ts";

/** Whether a value is an object; lists are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object itself has under a name; `undefined` where it has nothing. */
export function ownValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Whether a value is bytes: an object with `b64` alone, which is a text. */
export function isBase64(value: unknown): value is { readonly b64: string } {
  return isObject(value) && Object.keys(value).length === 1 && typeof ownValue(value, "b64") === "string";
}

/**
 * The value of an input as a tensor. A batch without rows is an empty list, whatever the dimensions of a row.
 *
 * @param pointer - Where the value stands in the body.
 * @throws ServeError `invalid-input`, `too-many-elements`, `string-too-long` or `binary-only`.
 */
export function fillInput(name: string, spec: TensorSpec, value: unknown, pointer: string, limits: Limits): Tensor {
  const found = shapeOfLists(value);
  const shape = found.length === 1 && found[0] === 0 ? emptyShape(spec) : found;
  checkShape(name, spec, shape, pointer, limits.tensorElements);
  return fillTensor(spec.datatype, shape, value, fillOptions(pointer, limits));
}

/** How values are read here: infinite numbers pass, and byte strings may come as base64. */
export function fillOptions(pointer: string, { stringLength }: Limits): FillOptions {
  return {
    pointer,
    nonFinite: true,
    stringLength,
    readBytes: (value) => (isBase64(value) ? decodeBase64(value.b64, pointer) : undefined),
  };
}

function emptyShape({ shape: [, ...rest] }: TensorSpec): number[] {
  return [0, ...rest.map((size) => (typeof size === "number" ? size : 0))];
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Base64 of RFC 4648, section 4; as in TensorFlow Serving, blanks and missing padding pass. */
function decodeBase64(text: string, pointer: string): Uint8Array {
  const compact = text.replaceAll(/[\t\n\r ]/g, "");
  const digits = compact.replace(/={1,2}$/, "").length;
  const isPadded = digits !== compact.length;
  if (!base64.test(compact) || digits % 4 === 1 || (isPadded && compact.length % 4 !== 0)) {
    throw misfit(pointer, "A b64 object does not hold base64", "base64 of RFC 4648, section 4", "another text");
  }
  return Buffer.from(compact, "base64");
}
