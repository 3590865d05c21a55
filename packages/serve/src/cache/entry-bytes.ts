import { datatypes, isDatatype, viewBytes } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import { elementCount, tensorOf } from "../core/tensor/tensor.ts";
import type { Tensor } from "../core/tensor/tensor.ts";
import type { Outputs } from "../core/prediction-cache.ts";

// An entry in a store: four bytes of format, eight bytes of time, then the answer: the JSON of a row, or a count of
// tensors and each as its head's length, head and data. All numbers are little-endian.

/** What is kept for a key. */
export type Answer = { readonly json: string } | { readonly outputs: Outputs };

/** An answer and until when it is fresh, in milliseconds since 1970. */
export interface StoredEntry {
  readonly freshUntil: number;
  readonly answer: Answer;
}

const rowFormat = 0x3152_4c4d; // "MLR1"
const tensorsFormat = 0x3154_4c4d; // "MLT1"
const headBytes = 12;
const maxHead = 4096;
const maxTensors = 1000;

/** An entry as bytes. */
export function entryToBytes({ freshUntil, answer }: StoredEntry): Uint8Array {
  const head = Buffer.alloc(headBytes);
  head.writeDoubleLE(freshUntil, 4);
  if ("json" in answer) {
    head.writeUInt32LE(rowFormat, 0);
    return Buffer.concat([head, Buffer.from(answer.json)]);
  }
  head.writeUInt32LE(tensorsFormat, 0);
  const parts: Uint8Array[] = [head, uint32(answer.outputs.size)];
  for (const [name, one] of answer.outputs) {
    const about = Buffer.from(JSON.stringify([name, one.datatype, one.shape]));
    parts.push(uint32(about.length), about, ...dataParts(one));
  }
  return Buffer.concat(parts);
}

/** The entry that bytes are; `undefined` for bytes that are none. */
export function entryFromBytes(bytes: Uint8Array): StoredEntry | undefined {
  try {
    return readEntry(new Reader(bytes));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function readEntry(reader: Reader): StoredEntry | undefined {
  const format = reader.uint32();
  const freshUntil = reader.double();
  if (!Number.isFinite(freshUntil)) return undefined;
  if (format === rowFormat) {
    return { freshUntil, answer: { json: new TextDecoder("utf-8", { fatal: true }).decode(reader.rest()) } };
  }
  if (format !== tensorsFormat) return undefined;
  const count = reader.uint32();
  if (count > maxTensors) return undefined;
  const outputs = new Map<string, Tensor>();
  for (let index = 0; index < count; index += 1) {
    const length = reader.uint32();
    if (length > maxHead) return undefined;
    const about: unknown = JSON.parse(Buffer.from(reader.take(length)).toString());
    if (!Array.isArray(about)) return undefined;
    const [name, datatype, shape]: readonly unknown[] = about;
    if (typeof name !== "string" || !isDatatype(datatype) || !isShape(shape)) return undefined;
    outputs.set(name, tensorOf(datatype, shape, readData(reader, datatype, elementCount(shape))));
  }
  return reader.isAtEnd ? { freshUntil, answer: { outputs } } : undefined;
}

function dataParts(one: Tensor): Uint8Array[] {
  if (one.datatype === "BYTES") return one.data.flatMap((bytes) => [uint32(bytes.length), bytes]);
  return [new Uint8Array(one.data.buffer, one.data.byteOffset, one.data.byteLength)];
}

function readData(reader: Reader, datatype: Datatype, count: number): unknown {
  if (datatype === "BYTES") {
    if (count > reader.left / 4) throw new RangeError("More values than bytes");
    return Array.from({ length: count }, () => Uint8Array.from(reader.take(reader.uint32())));
  }
  const bytes = reader.take(count * datatypes[datatype].bytes);
  return viewBytes(datatype, Uint8Array.from(bytes));
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Reads bytes from the front; a RangeError where there are not enough. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get isAtEnd(): boolean {
    return this.left === 0;
  }

  uint32(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError("The entry ends too early");
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }
}
