import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import { ServeError } from "@mlops/serve";
import type { Datatype, Tensor } from "@mlops/serve";
import { datatypes, decodeTensor, encodeTensor, misfit } from "@mlops/serve/protocols/openinference/parts";
import { readFields } from "./fields.ts";
import type { RequestInput } from "./infer-request.ts";

/** The list of `InferTensorContents` that holds the values of a datatype. */
interface ContentList {
  readonly number: number;
  /** How one value is written. */
  readonly wire: ValueWire;
}

/** By their numbers, from 1. */
const listNames = [
  "bool_contents",
  "int_contents",
  "int64_contents",
  "uint_contents",
  "uint64_contents",
  "fp32_contents",
  "fp64_contents",
  "bytes_contents",
];
const ints: ContentList = { number: 2, wire: WireType.Varint };
const uints: ContentList = { number: 4, wire: WireType.Varint };

const lists: Readonly<Record<Datatype, ContentList | undefined>> = {
  BOOL: { number: 1, wire: WireType.Varint },
  INT8: ints,
  INT16: ints,
  INT32: ints,
  INT64: { number: 3, wire: WireType.Varint },
  UINT8: uints,
  UINT16: uints,
  UINT32: uints,
  UINT64: { number: 5, wire: WireType.Varint },
  FP32: { number: 6, wire: WireType.Bit32 },
  FP64: { number: 7, wire: WireType.Bit64 },
  BYTES: { number: 8, wire: WireType.LengthDelimited },
  FP16: undefined,
  BF16: undefined,
};

/** Whether `InferTensorContents` has a list for a datatype. */
export function hasContents(datatype: Datatype): boolean {
  return lists[datatype] !== undefined;
}

/**
 * Holds the values of an input to its datatype and shape, without taking memory for them.
 *
 * @throws ServeError `binary-only` for `FP16` and `BF16`, `invalid-input` for values in another list or of another number.
 */
export function checkContents(input: RequestInput): void {
  const { name, datatype, shape, pointer } = input;
  let count = 0;
  forEachPart(input, (part, wire, isPacked) => {
    if (!isPacked) count += 1;
    else if (wire === WireType.Varint) count += countVarints(part);
    else count += part.length / fixedSizes[wire];
  });
  const expected = shape.reduce((product, size) => product * size, 1);
  if (count === expected) return;
  throw misfit(`The input ${name} has another number of values than its shape.`, {
    pointer: `${pointer}/contents`,
    detail: "Wrong number of values",
    expected: `${expected} values of ${datatype} for the shape [${shape.join(", ")}]`,
    received: `${count} values`,
  });
}

/**
 * The values of an input as a tensor.
 *
 * @param input - Has passed {@link checkContents}, and its shape has been held to the size that a tensor may have.
 * @throws ServeError `invalid-input` for a number beyond the datatype.
 */
export function readContents(input: RequestInput): Tensor {
  const { datatype, shape, pointer } = input;
  if (datatype === "BYTES") {
    const data: Uint8Array[] = [];
    forEachPart(input, (part) => data.push(part));
    return { datatype, shape, data };
  }
  const size = datatypes[datatype].bytes;
  const bytes = new Uint8Array(shape.reduce((product, one) => product * one, size));
  const put = putterOf(datatype, new DataView(bytes.buffer), `${pointer}/contents`);
  let offset = 0;
  forEachPart(input, (part, wire) => {
    if (wire !== WireType.Varint) {
      bytes.set(part, offset);
      offset += part.length;
      return;
    }
    for (const reader = new BinaryReader(part); reader.pos < reader.len; offset += size) put(reader, offset);
  });
  return decodeTensor(datatype, shape, bytes, `${pointer}/contents`);
}

/** Writes the values of a tensor as the fields of an `InferTensorContents`. */
export function writeContents(writer: BinaryWriter, one: Tensor): void {
  const field = lists[one.datatype];
  if (field === undefined) throw new TypeError(`${one.datatype} has no list of contents`);
  if (one.datatype === "BYTES") {
    for (const value of one.data) writer.tag(field.number, WireType.LengthDelimited).bytes(value);
    return;
  }
  if (one.data.length === 0) return;
  writer.tag(field.number, WireType.LengthDelimited);
  if (one.datatype === "FP32" || one.datatype === "FP64") {
    writer.bytes(encodeTensor(one));
    return;
  }
  writer.fork();
  if (one.datatype === "INT64") for (const value of one.data) writer.int64(value);
  else if (one.datatype === "UINT64") for (const value of one.data) writer.uint64(value);
  else if (field === ints) for (const value of one.data) writer.int32(value);
  else for (const value of one.data) writer.uint32(value);
  writer.join();
}

type ValueWire = WireType.Varint | WireType.Bit64 | WireType.LengthDelimited | WireType.Bit32;

const fixedSizes: Readonly<Record<ValueWire, number>> = {
  [WireType.Varint]: 1,
  [WireType.Bit64]: 8,
  [WireType.LengthDelimited]: 1,
  [WireType.Bit32]: 4,
};

/**
 * Visits the values of an input in their order: many in a row as proto3 packs them, or one alone, which may be in its
 * place. Lists of other datatypes have to be empty.
 */
function forEachPart(
  input: RequestInput,
  visit: (part: Uint8Array, wire: ValueWire, isPacked: boolean) => unknown,
): void {
  const { number, wire: wanted } = listOf(input);
  for (const contents of input.contents) {
    readFields(contents, (field, wire, reader) => {
      const name = listNames[field - 1];
      if (name === undefined) return false;
      const part = wire === WireType.LengthDelimited ? reader.bytes() : reader.skip(wire, field);
      if (field !== number) {
        const isEmpty = wire === WireType.LengthDelimited && part.length === 0 && field !== lists.BYTES?.number;
        if (!isEmpty) throw otherList(input, number, name);
        return true;
      }
      const isPacked = wanted !== WireType.LengthDelimited && wire === WireType.LengthDelimited;
      if (!isPacked && wire !== wanted) return true;
      if (isPacked && part.length % fixedSizes[wanted] > 0) throw new RangeError("A value is cut off");
      visit(part, wanted, isPacked);
      return true;
    });
  }
}

function countVarints(bytes: Uint8Array): number {
  let count = 0;
  // The last byte of each is the one below 128.
  for (const byte of bytes) count += (byte >> 7) ^ 1;
  if ((bytes.at(-1) ?? 0) > 127) throw new RangeError("A value is cut off");
  return count;
}

type Put = (reader: BinaryReader, offset: number) => void;

function putterOf(datatype: Exclude<Datatype, "BYTES">, view: DataView, pointer: string): Put {
  switch (datatype) {
    case "INT64":
      return (reader, offset) => {
        view.setBigInt64(offset, BigInt(reader.int64()), true);
      };
    case "UINT64":
      return (reader, offset) => {
        view.setBigUint64(offset, BigInt(reader.uint64()), true);
      };
    case "INT32":
      return (reader, offset) => {
        view.setInt32(offset, reader.int32(), true);
      };
    case "UINT32":
      return (reader, offset) => {
        view.setUint32(offset, reader.uint32(), true);
      };
    case "INT16":
      return (reader, offset) => {
        view.setInt16(offset, inRange(reader.int32(), datatype, pointer), true);
      };
    case "UINT16":
      return (reader, offset) => {
        view.setUint16(offset, inRange(reader.uint32(), datatype, pointer), true);
      };
    case "INT8":
      return (reader, offset) => {
        view.setInt8(offset, inRange(reader.int32(), datatype, pointer));
      };
    case "UINT8":
      return (reader, offset) => {
        view.setUint8(offset, inRange(reader.uint32(), datatype, pointer));
      };
    default:
      return (reader, offset) => {
        view.setUint8(offset, Number(reader.bool()));
      };
  }
}

function inRange(value: number, datatype: Datatype, pointer: string): number {
  const { range: [least, greatest] = [0n, 0n] } = datatypes[datatype];
  if (value >= least && value <= greatest) return value;
  throw misfit("One value is not as it should be.", {
    pointer,
    detail: "Out of range",
    expected: `whole numbers from ${least} to ${greatest}`,
    received: "an integer beyond",
  });
}

function listOf({ datatype, pointer }: RequestInput): ContentList {
  const list = lists[datatype];
  if (list !== undefined) return list;
  throw new ServeError("binary-only", {
    detail: `Values of ${datatype} have no list of contents.`,
    errors: [
      { pointer: `${pointer}/contents`, detail: "No list", expected: "raw_input_contents", received: "contents" },
    ],
  });
}

function otherList({ name, pointer }: RequestInput, wanted: number, received: string): ServeError {
  return misfit(`The values of the input ${name} are in the list of another datatype.`, {
    pointer: `${pointer}/contents`,
    detail: "Wrong list",
    expected: listNames[wanted - 1] ?? "",
    received,
  });
}
