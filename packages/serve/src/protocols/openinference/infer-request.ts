import { kindOf } from "../../core/errors/kind-of.ts";
import type { ServeError } from "../../core/errors/serve-error.ts";
import { datatypes, isDatatype } from "../../core/tensor/datatype.ts";
import type { InputHead } from "./check-inputs.ts";
import { malformed } from "./errors.ts";

/** An input tensor of a request. */
export interface RequestInput extends InputHead {
  /** How many bytes of the body hold the values; `undefined` where {@link data} holds them. */
  readonly binarySize: number | undefined;
  /** The values as JSON, in nested lists or one flat list, row-major. */
  readonly data: unknown;
}

/** An output that a request asks for. */
export interface RequestOutput {
  readonly name: string;
  /** Whether its values are to be bytes; `undefined` leaves that to the request. */
  readonly isBinary: boolean | undefined;
  /** How many classes to give in place of the values; `undefined` gives the values. */
  readonly classes: number | undefined;
  readonly pointer: string;
}

/** The JSON part of a request for an inference. */
export interface InferRequest {
  readonly id: string | undefined;
  /** How long the caller waits, in microseconds; `undefined` for as long as the server does. */
  readonly timeoutMicros: number | undefined;
  /** Which requests go first: 1 before all others, 0 and `undefined` as usual, greater ones after them. */
  readonly priority: number | undefined;
  /** Whether outputs are bytes where nothing else is said of them. */
  readonly isBinaryOutput: boolean;
  readonly inputs: readonly RequestInput[];
  /** `undefined` for all. */
  readonly outputs: readonly RequestOutput[] | undefined;
}

type Members = ReadonlyMap<string, unknown>;
type Parameters = ReadonlyMap<string, string | number | bigint | boolean>;

/**
 * The inference request object of the Open Inference Protocol (inference_rest.md, "Inference Request JSON Object").
 *
 * Members that the protocol does not name are ignored, as its schemas leave them open; `null` stands for a member that is
 * not there, as clients with optional fields write it.
 *
 * @param mostTensors - How many inputs and how many outputs a request may name.
 * @throws ServeError `malformed-request` with the place.
 */
export function parseInferRequest(body: unknown, mostTensors: number): InferRequest {
  const members = membersOf(body, "");
  const parameters = parametersOf(members, "");
  const outputs = optionalMember(members, "outputs");
  return {
    id: optional(members, "id", "", "a string", isString),
    timeoutMicros: optional(parameters, "timeout", "/parameters", "a number of microseconds", isCount),
    priority: optional(parameters, "priority", "/parameters", "a whole number of at least 0", isCount),
    isBinaryOutput: optional(parameters, "binary_data_output", "/parameters", "true or false", isBoolean) ?? false,
    inputs: listOf(members.get("inputs"), "/inputs", mostTensors).map((one, index) => inputOf(one, `/inputs/${index}`)),
    // No list and an empty one both ask for nothing in particular.
    outputs:
      outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)
        ? undefined
        : listOf(outputs, "/outputs", mostTensors).map((one, index) => outputOf(one, `/outputs/${index}`)),
  };
}

function inputOf(value: unknown, pointer: string): RequestInput {
  const members = membersOf(value, pointer);
  const name = required(members, "name", pointer, "a string", isString);
  const shape = listOf(members.get("shape"), `${pointer}/shape`).map((size, axis) => {
    // `-0` is 0.
    if (isCount(size)) return Math.abs(size);
    throw wrong(`${pointer}/shape/${axis}`, "a whole number of at least 0", kindOfSize(size));
  });
  const datatype = required(members, "datatype", pointer, Object.keys(datatypes).join(", "), isDatatype);
  const parameters = parametersOf(members, pointer);
  const binarySize = optional(parameters, "binary_data_size", `${pointer}/parameters`, "a number of bytes", isCount);
  const data = optionalMember(members, "data");
  if (binarySize !== undefined && data !== undefined) {
    throw malformed("An input has its values in `data` or in the body's bytes, not in both.", {
      pointer,
      detail: "Values twice",
      expected: "data or parameters.binary_data_size",
      received: "both",
    });
  }
  if (binarySize === undefined && data === undefined) throw wrong(`${pointer}/data`, "a list of values", "nothing");
  return { name, datatype, shape, binarySize, data, pointer };
}

function outputOf(value: unknown, pointer: string): RequestOutput {
  const members = membersOf(value, pointer);
  const parameters = parametersOf(members, pointer);
  const place = `${pointer}/parameters`;
  return {
    name: required(members, "name", pointer, "a string", isString),
    isBinary: optional(parameters, "binary_data", place, "true or false", isBoolean),
    classes: optional(parameters, "classification", place, "a number of classes, at least 1", isPositive),
    pointer,
  };
}

/** The parameters of a request, an input or an output: an object of strings, numbers and booleans. */
function parametersOf(members: Members, pointer: string): Parameters {
  const value = optionalMember(members, "parameters");
  if (value === undefined) return new Map();
  const place = `${pointer}/parameters`;
  return new Map(
    [...membersOf(value, place)].map(([name, one]) => {
      if (isParameter(one)) return [name, one];
      throw wrong(`${place}/${name.slice(0, 64)}`, "a string, a number or a boolean", kindOf(one));
    }),
  );
}

function membersOf(value: unknown, pointer: string): Members {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  throw wrong(pointer, "an object", kindOf(value));
}

function listOf(value: unknown, pointer: string, most = Number.POSITIVE_INFINITY): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(pointer, "a list", kindOf(value));
  if (value.length > most) throw wrong(pointer, `a list of at most ${most}`, kindOf(value));
  return value;
}

function required<Value>(
  members: Members,
  name: string,
  pointer: string,
  expected: string,
  is: (value: unknown) => value is Value,
): Value {
  const value = members.get(name);
  if (is(value)) return value;
  throw wrong(`${pointer}/${name}`, expected, kindOf(value));
}

function optional<Value>(
  members: Members,
  name: string,
  pointer: string,
  expected: string,
  is: (value: unknown) => value is Value,
): Value | undefined {
  return optionalMember(members, name) === undefined ? undefined : required(members, name, pointer, expected, is);
}

function optionalMember(members: Members, name: string): unknown {
  return members.get(name) ?? undefined;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isParameter(value: unknown): value is string | number | bigint | boolean {
  return isString(value) || isBoolean(value) || typeof value === "number" || typeof value === "bigint";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isPositive(value: unknown): value is number {
  return isCount(value) && value > 0;
}

function kindOfSize(value: unknown): string {
  return typeof value === "number" && value < 0 ? "a negative number" : kindOf(value);
}

function wrong(pointer: string, expected: string, received: string): ServeError {
  return malformed("The request is not of the protocol's form.", { pointer, detail: "Wrong form", expected, received });
}
