import type { Json } from "../json/parse-json.ts";
import { datatypes } from "./datatypes.ts";
import type { Datatype } from "./datatypes.ts";

/**
 * Values as bytes: little-endian, a length of four bytes before each text (Triton, extension_binary_data.md). The values
 * must be of the datatype.
 */
export function encodeValues(datatype: Datatype, values: readonly Json[]): Buffer {
  if (datatype === "BYTES") {
    return Buffer.concat(
      values.flatMap((value) => {
        const text = Buffer.from(typeof value === "string" ? value : "");
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        return [length, text];
      }),
    );
  }
  const { bytes } = datatypes[datatype];
  const buffer = Buffer.alloc(bytes * values.length);
  for (const [index, value] of values.entries()) writeValue(buffer, index * bytes, datatype, value);
  return buffer;
}

/**
 * Bytes as values, in the form that they have in JSON.
 *
 * @returns `undefined` where the bytes are not whole values.
 */
export function decodeValues(datatype: Datatype, bytes: Buffer): Json[] | undefined {
  if (datatype === "BYTES") return decodeTexts(bytes);
  const size = datatypes[datatype].bytes;
  if (bytes.length % size !== 0) return undefined;
  return Array.from({ length: bytes.length / size }, (_, index) => readValue(bytes, index * size, datatype));
}

function decodeTexts(bytes: Buffer): string[] | undefined {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32LE(at) : Infinity;
    if (end > bytes.length) return undefined;
    texts.push(bytes.toString("utf8", at + 4, end));
    at = end;
  }
  return texts;
}

function writeValue(buffer: Buffer, at: number, datatype: Exclude<Datatype, "BYTES">, value: Json): void {
  switch (datatype) {
    case "BOOL":
      buffer.writeUInt8(value === true ? 1 : 0, at);
      return;
    case "INT64":
      buffer.writeBigInt64LE(wholeOf(value), at);
      return;
    case "UINT64":
      buffer.writeBigUInt64LE(wholeOf(value), at);
      return;
    case "FP64":
      buffer.writeDoubleLE(Number(value), at);
      return;
    case "FP32":
      buffer.writeFloatLE(Number(value), at);
      return;
    case "FP16":
      buffer.writeUInt16LE(halfOf(Number(value)), at);
      return;
    case "BF16":
      buffer.writeUInt16LE(brainOf(Number(value)), at);
      return;
    case "UINT8":
    case "UINT16":
    case "UINT32":
      buffer.writeUIntLE(Number(value), at, datatypes[datatype].bytes);
      return;
    case "INT8":
    case "INT16":
    case "INT32":
      buffer.writeIntLE(Number(value), at, datatypes[datatype].bytes);
      return;
  }
}

function readValue(buffer: Buffer, at: number, datatype: Exclude<Datatype, "BYTES">): Json {
  switch (datatype) {
    case "BOOL":
      return buffer.readUInt8(at) !== 0;
    case "INT64":
      return asNumber(buffer.readBigInt64LE(at));
    case "UINT64":
      return asNumber(buffer.readBigUInt64LE(at));
    case "FP64":
      return buffer.readDoubleLE(at);
    case "FP32":
      return buffer.readFloatLE(at);
    case "FP16":
      return numberOfHalf(buffer.readUInt16LE(at));
    case "BF16": {
      const wide = Buffer.alloc(4);
      wide.writeUInt16LE(buffer.readUInt16LE(at), 2);
      return wide.readFloatLE();
    }
    case "UINT8":
    case "UINT16":
    case "UINT32":
      return buffer.readUIntLE(at, datatypes[datatype].bytes);
    case "INT8":
    case "INT16":
    case "INT32":
      return buffer.readIntLE(at, datatypes[datatype].bytes);
  }
}

function wholeOf(value: Json): bigint {
  return typeof value === "number" || typeof value === "bigint" ? BigInt(value) : 0n;
}

/** A number where a double holds it exactly, as in JSON. */
function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The 16 bits of a number as IEEE 754 binary16, rounded to the nearest and then to even. */
function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  // Half a step beyond the greatest, 65504, is infinite.
  if (size >= 65_520) return sign | 0x7c00;
  // Below 2 ** -14 the steps stay as they are there.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const steps = roundToEven(size / 2 ** (exponent - 10));
  // Rounded up to the next power of two, the steps carry into the exponent by themselves.
  return sign | (size < 2 ** -14 ? steps : ((exponent + 15) << 10) + (steps - 1024));
}

function numberOfHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The upper half of a single, rounded to the nearest and then to even. */
function brainOf(value: number): number {
  const single = Buffer.alloc(4);
  single.writeFloatLE(value);
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = single.readUInt32LE();
  return Math.min(0xffff, (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
