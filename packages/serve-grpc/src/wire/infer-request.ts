import { WireType } from "@bufbuild/protobuf/wire";
import type { BinaryReader } from "@bufbuild/protobuf/wire";
import type { Limits, ServeError } from "@mlops/serve";
import { datatypes, isDatatype, malformed } from "@mlops/serve/protocols/openinference/parts";
import type { InputHead, RequestOutput } from "@mlops/serve/protocols/openinference/parts";
import { FieldBudget, readFields, readText } from "./fields.ts";
import { countOf, readParameter } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";

/** An input tensor of a request. */
export interface RequestInput extends InputHead {
  /** Its `InferTensorContents` as they came, in as many parts as they came in; none where there is nothing in them. */
  readonly contents: readonly Uint8Array[];
}

/** A `ModelInferRequest` whose values have not been read. */
export interface InferRequest {
  /** Empty for the default model. */
  readonly modelName: string;
  /** Empty for the greatest. */
  readonly modelVersion: string;
  /** Empty where there is none. */
  readonly id: string;
  /** How long the caller waits, in microseconds; `undefined` for as long as the server does. */
  readonly timeoutMicros: number | undefined;
  readonly inputs: readonly RequestInput[];
  /** `undefined` for all. */
  readonly outputs: readonly RequestOutput[] | undefined;
  /** The bytes of each input, in their order; none where the inputs have contents. */
  readonly raw: readonly Uint8Array[];
}

/** What a message may have beside values. */
export interface MessageLimits {
  /** How many inputs, and how many outputs. */
  readonly tensors: number;
  /** How many fields in all: each is an object in memory, however few bytes it had. */
  readonly fields: number;
}

/** What the limits of a server mean for a message. */
export function messageLimits({ jsonKeys, jsonElements }: Pick<Limits, "jsonKeys" | "jsonElements">): MessageLimits {
  return { tensors: jsonKeys, fields: jsonElements };
}

/** How many dimensions a shape may have: more than any contract. */
const mostDimensions = 1_000;

/**
 * Reads a `ModelInferRequest`. The bytes of values stay where they are until they have been held to a contract.
 *
 * @throws ServeError `malformed-request` with the place, or `too-many-elements`.
 */
export function readInferRequest(bytes: Uint8Array, limits: MessageLimits): InferRequest {
  const budget = new FieldBudget(limits.fields);
  const [parameters, inputs, outputs, raw]: [Parameters, RequestInput[], RequestOutput[], Uint8Array[]] = [
    new Map(),
    [],
    [],
    [],
  ];
  const texts = { modelName: "", modelVersion: "", id: "" };
  readFields(
    bytes,
    (field, wire, reader) => {
      if (wire !== WireType.LengthDelimited) return false;
      if (field === 1) texts.modelName = readText(reader, "/model_name");
      else if (field === 2) texts.modelVersion = readText(reader, "/model_version");
      else if (field === 3) texts.id = readText(reader, "/id");
      else if (field === 4) readParameter(reader, parameters, "/parameters", budget);
      else if (field === 5) add(inputs, "/inputs", limits, (place) => readInput(reader.bytes(), place, budget));
      else if (field === 6) add(outputs, "/outputs", limits, (place) => readOutput(reader.bytes(), place, budget));
      else if (field === 7) add(raw, "/raw_input_contents", limits, () => reader.bytes());
      else return false;
      return true;
    },
    budget,
  );
  assertRawOrTyped(inputs, raw);
  return {
    ...texts,
    timeoutMicros: countOf(parameters, "timeout", 0, "/parameters", "a number of microseconds"),
    inputs,
    outputs: outputs.length === 0 ? undefined : outputs,
    raw,
  };
}

function add<One>(list: One[], pointer: string, { tensors }: MessageLimits, read: (pointer: string) => One): void {
  if (list.length === tensors) throw wrong(pointer, `a list of at most ${tensors}`, "more");
  list.push(read(`${pointer}/${list.length}`));
}

/** The values are all in one place or all in the other. */
function assertRawOrTyped(inputs: readonly RequestInput[], raw: readonly Uint8Array[]): void {
  if (raw.length === 0) return;
  const both = inputs.find(({ contents }) => contents.length > 0);
  if (both !== undefined) throw wrong(`${both.pointer}/contents`, "nothing beside raw_input_contents", "contents");
  if (raw.length !== inputs.length) {
    throw wrong("/raw_input_contents", `one entry for each of ${inputs.length} inputs`, `${raw.length} entries`);
  }
}

function readInput(bytes: Uint8Array, pointer: string, budget: FieldBudget): RequestInput {
  let name = "";
  let datatype = "";
  const shape: number[] = [];
  const contents: Uint8Array[] = [];
  readFields(
    bytes,
    (field, wire, reader) => {
      if (field === 3) return readSizes(shape, wire, reader, `${pointer}/shape`);
      if (wire !== WireType.LengthDelimited) return false;
      if (field === 1) name = readText(reader, `${pointer}/name`);
      else if (field === 2) datatype = readText(reader, `${pointer}/datatype`);
      else if (field === 5) {
        const part = reader.bytes();
        if (part.length > 0) contents.push(part);
      } else return false;
      return true;
    },
    budget,
  );
  if (!isDatatype(datatype)) {
    throw wrong(`${pointer}/datatype`, Object.keys(datatypes).join(", "), datatype === "" ? "none" : "another text");
  }
  return { name, datatype, shape, contents, pointer };
}

/** Sizes, packed as proto3 writes them or one by one. */
function readSizes(into: number[], wire: WireType, reader: BinaryReader, pointer: string): boolean {
  if (wire === WireType.Varint) into.push(readSize(reader, into.length, pointer));
  else if (wire === WireType.LengthDelimited) {
    const end = reader.uint32() + reader.pos;
    if (end > reader.len) throw new RangeError("The list ends after its message");
    while (reader.pos < end) into.push(readSize(reader, into.length, pointer));
  } else return false;
  return true;
}

function readSize(reader: BinaryReader, axis: number, pointer: string): number {
  const size = Number(reader.int64());
  if (axis === mostDimensions) throw wrong(pointer, `at most ${mostDimensions} dimensions`, "more");
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw wrong(
    `${pointer}/${axis}`,
    "a whole number of at least 0",
    size < 0 ? "a negative number" : "more than can be counted",
  );
}

function readOutput(bytes: Uint8Array, pointer: string, budget: FieldBudget): RequestOutput {
  let name = "";
  const parameters: Parameters = new Map();
  readFields(
    bytes,
    (field, wire, reader) => {
      if (wire !== WireType.LengthDelimited) return false;
      if (field === 1) name = readText(reader, `${pointer}/name`);
      else if (field === 2) readParameter(reader, parameters, `${pointer}/parameters`, budget);
      else return false;
      return true;
    },
    budget,
  );
  const expected = "a number of classes, at least 1";
  const classes = countOf(parameters, "classification", 1, `${pointer}/parameters`, expected);
  return { name, isBinary: undefined, classes, pointer };
}

function wrong(pointer: string, expected: string, received: string): ServeError {
  return malformed("The request is not of the protocol's form.", { pointer, detail: "Wrong form", expected, received });
}
