/** How the values of a tensor of each datatype are held in memory, in row-major order. */
export interface TensorData {
  /** 0 and 1. */
  BOOL: Uint8Array;
  UINT8: Uint8Array;
  UINT16: Uint16Array;
  UINT32: Uint32Array;
  UINT64: BigUint64Array;
  INT8: Int8Array;
  INT16: Int16Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
  /** The bits of IEEE 754 half precision. They have no form in JSON. */
  FP16: Uint16Array;
  /** The upper 16 bits of an `FP32`. They have no form in JSON. */
  BF16: Uint16Array;
  FP32: Float32Array;
  FP64: Float64Array;
  /** Byte strings; a text is its UTF-8. */
  BYTES: readonly Uint8Array[];
}

/** The datatypes of the Open Inference Protocol, and `BF16`. */
export type Datatype = keyof TensorData;

/** A datatype whose values are numbers or big integers in one block of memory: all but `BYTES`. */
export type NumericDatatype = Exclude<Datatype, "BYTES">;

interface DatatypeFacts {
  /** Bytes of one value; 0 where values have their own lengths. */
  readonly bytes: number;
  /** The least and greatest value, where it is a whole number. */
  readonly range?: readonly [least: bigint, greatest: bigint];
}

const unsigned = (bits: number): readonly [bigint, bigint] => [0n, (1n << BigInt(bits)) - 1n];
const signed = (bits: number): readonly [bigint, bigint] => [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n];

/** What there is to know of each datatype. */
export const datatypes: Readonly<Record<Datatype, DatatypeFacts>> = {
  BOOL: { bytes: 1 },
  UINT8: { bytes: 1, range: unsigned(8) },
  UINT16: { bytes: 2, range: unsigned(16) },
  UINT32: { bytes: 4, range: unsigned(32) },
  UINT64: { bytes: 8, range: unsigned(64) },
  INT8: { bytes: 1, range: signed(8) },
  INT16: { bytes: 2, range: signed(16) },
  INT32: { bytes: 4, range: signed(32) },
  INT64: { bytes: 8, range: signed(64) },
  FP16: { bytes: 2 },
  BF16: { bytes: 2 },
  FP32: { bytes: 4 },
  FP64: { bytes: 8 },
  BYTES: { bytes: 0 },
};

/** Whether a text names a datatype; names are in upper case. */
export function isDatatype(name: unknown): name is Datatype {
  return typeof name === "string" && Object.hasOwn(datatypes, name);
}

const constructors = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  BF16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

/** Memory for so many values, all zero. */
export function allocate<Type extends NumericDatatype>(datatype: Type, length: number): TensorData[Type] {
  // Each constructor makes what `TensorData` has for its datatype; TypeScript cannot index both tables by one name.
  return new constructors[datatype](length) as TensorData[Type];
}

/** The memory as values of a datatype: a view where it is aligned for that, else a copy. */
export function viewBytes<Type extends NumericDatatype>(datatype: Type, bytes: Uint8Array): TensorData[Type] {
  const size = datatypes[datatype].bytes;
  const length = Math.floor(bytes.byteLength / size);
  const { buffer, byteOffset } = bytes;
  const [memory, from] =
    buffer instanceof ArrayBuffer && byteOffset % size === 0 ? [buffer, byteOffset] : [new Uint8Array(bytes).buffer, 0];
  return new constructors[datatype](memory, from, length) as TensorData[Type];
}

/** Whether data is held as big integers; all else but `BYTES` is numbers. */
export function isBigData(data: unknown): data is BigInt64Array | BigUint64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

/** Whether data is held as a datatype asks. */
export function isDataOf<Type extends Datatype>(datatype: Type, data: unknown): data is TensorData[Type] {
  if (datatype === "BYTES") return Array.isArray(data) && data.every((element) => element instanceof Uint8Array);
  return data instanceof constructors[datatype as NumericDatatype];
}
