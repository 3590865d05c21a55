import { kindOf } from "../../core/errors/kind-of.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import { malformed, misfit } from "./errors.ts";

/** `data.ndarray`: nested lists. */
export interface ArrayData {
  readonly form: "ndarray";
  readonly names: readonly string[];
  readonly value: readonly unknown[];
}

/** `data.tensor`: values in row-major order. */
export interface TensorData {
  readonly form: "tensor";
  readonly names: readonly string[];
  /** As many values as the list has. */
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
}

/** What a message carries. */
export type Payload =
  | ArrayData
  | TensorData
  | { readonly form: "strData"; readonly text: string }
  | { readonly form: "binData"; readonly bytes: Uint8Array }
  | { readonly form: "jsonData"; readonly value: unknown };

/** A `SeldonMessage`. */
export interface Message {
  readonly payload: Payload;
  /** The caller's own id of the prediction. */
  readonly puid: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const dataKeys = ["data", "strData", "binData", "jsonData"] as const;
const messageKeys: ReadonlySet<string> = new Set([...dataKeys, "meta", "status"]);
const longestPuid = 256;
const mostDimensions = 16;

/** Whether a value is an object; lists are none. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object itself has under a name; `undefined` where it has nothing. */
export function ownValue(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Reads a message. What `meta` has beside the id is left.
 *
 * @throws ServeError `malformed-request` or `invalid-input`.
 */
export function readMessage(body: unknown): Message {
  if (!isObject(body)) throw malformed(`Invalid JSON: a SeldonMessage is an object, not ${kindOf(body)}.`);
  if (Object.keys(body).some((key) => !messageKeys.has(key))) {
    throw malformed(`Invalid JSON: a SeldonMessage has no other fields than ${[...messageKeys].join(", ")}.`);
  }
  const keys = dataKeys.filter((key) => Object.hasOwn(body, key));
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const received = keys.length === 0 ? "none" : keys.join(", ");
    throw malformed(`A SeldonMessage has one of ${dataKeys.join(", ")}, not ${received}.`);
  }
  return { payload: readPayload(key, body[key]), puid: readPuid(ownValue(body, "meta")) };
}

function readPayload(key: (typeof dataKeys)[number], value: unknown): Payload {
  switch (key) {
    case "data":
      return readData(value);
    case "jsonData":
      return { form: "jsonData", value };
    case "strData":
      if (typeof value !== "string") throw misfit("/strData", "Not a text", "a text", kindOf(value));
      return { form: "strData", text: value };
    case "binData":
      if (typeof value !== "string") throw misfit("/binData", "Not bytes", "a text of base64", kindOf(value));
      return { form: "binData", bytes: decodeBase64(value) };
  }
}

function readPuid(meta: unknown): string | undefined {
  if (meta === undefined || meta === null) return undefined;
  if (!isObject(meta)) throw misfit("/meta", "Not an object", "an object", kindOf(meta));
  const puid = ownValue(meta, "puid") ?? undefined;
  if (puid === undefined || puid === "") return undefined;
  if (typeof puid === "string" && puid.length <= longestPuid) return puid;
  throw misfit("/meta/puid", "Not an id", `a text of at most ${longestPuid} characters`, kindOf(puid));
}

function readData(value: unknown): ArrayData | TensorData {
  if (!isObject(value)) throw misfit("/data", "Not an object", "an object", kindOf(value));
  const names = readNames(ownValue(value, "names"));
  const others = Object.keys(value).filter((key) => key !== "names");
  if (others.length !== 1)
    throw misfit("/data", "Not one array", "one of ndarray and tensor", `${others.length} fields`);
  if (others[0] === "ndarray") {
    const { ndarray } = value;
    if (!Array.isArray(ndarray)) throw misfit("/data/ndarray", "Not a list", "a list of rows", kindOf(ndarray));
    return { form: "ndarray", names, value: ndarray };
  }
  if (others[0] === "tensor") return { form: "tensor", names, ...readTensor(value["tensor"]) };
  throw misfit("/data", "No array that is spoken here", "one of ndarray and tensor", "another field");
}

function readNames(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw misfit("/data/names", "Not a list", "a list of names", kindOf(value));
  const names = value.map((name: unknown, at) => {
    if (typeof name === "string") return name;
    throw misfit(`/data/names/${at}`, "Not a name", "a text", kindOf(name));
  });
  if (new Set(names).size === names.length) return names;
  throw misfit("/data/names", "Two columns have one name", "each name once");
}

function readTensor(value: unknown): { shape: number[]; values: readonly unknown[] } {
  if (!isObject(value)) throw misfit("/data/tensor", "Not an object", "an object", kindOf(value));
  const { shape, values } = value;
  if (Object.keys(value).some((key) => key !== "shape" && key !== "values")) {
    throw misfit("/data/tensor", "An unknown field", "only shape and values", "another");
  }
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > mostDimensions) {
    throw misfit("/data/tensor/shape", "Not a shape", `a list of 1 to ${mostDimensions} sizes`, kindOf(shape));
  }
  if (!Array.isArray(values)) throw misfit("/data/tensor/values", "Not a list", "a list of values", kindOf(values));
  const sizes = shape.map((size: unknown, at) => {
    if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
    throw misfit(`/data/tensor/shape/${at}`, "Not a size", "a whole number of at least 0", kindOf(size));
  });
  if (elementCount(sizes) === values.length) return { shape: sizes, values };
  const expected = `as many values as the shape has`;
  throw misfit("/data/tensor/values", "Another number of values", expected, `${values.length} values`);
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 of RFC 4648, section 4, with its padding. */
function decodeBase64(text: string): Uint8Array {
  if (base64.test(text)) return Buffer.from(text, "base64");
  throw misfit("/binData", "Not base64", "base64 of RFC 4648, section 4", "another text");
}
