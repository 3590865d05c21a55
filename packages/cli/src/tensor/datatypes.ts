/** A datatype of the Open Inference Protocol, or `BF16` of Triton. */
export type Datatype =
  | "BOOL"
  | "UINT8"
  | "UINT16"
  | "UINT32"
  | "UINT64"
  | "INT8"
  | "INT16"
  | "INT32"
  | "INT64"
  | "FP16"
  | "BF16"
  | "FP32"
  | "FP64"
  | "BYTES";

/** What a datatype holds. */
export interface DatatypeInfo {
  readonly kind: "flag" | "whole" | "real" | "text";
  /** The bytes of one value; 0 for texts, each of which has its own length. */
  readonly bytes: number;
  /** The least and the greatest value, of whole numbers. */
  readonly range: readonly [least: bigint, greatest: bigint] | undefined;
  /** Its name in TensorFlow. */
  readonly tensorflow: string;
  /** Whether values have a form in JSON. */
  readonly hasJson: boolean;
}

const whole = (bits: number, isSigned: boolean, tensorflow: string): DatatypeInfo => ({
  kind: "whole",
  bytes: bits / 8,
  range: isSigned ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n] : [0n, (1n << BigInt(bits)) - 1n],
  tensorflow,
  hasJson: true,
});
const real = (bytes: number, tensorflow: string, hasJson: boolean): DatatypeInfo => ({
  kind: "real",
  bytes,
  range: undefined,
  tensorflow,
  hasJson,
});

export const datatypes: Readonly<Record<Datatype, DatatypeInfo>> = {
  BOOL: { kind: "flag", bytes: 1, range: undefined, tensorflow: "DT_BOOL", hasJson: true },
  UINT8: whole(8, false, "DT_UINT8"),
  UINT16: whole(16, false, "DT_UINT16"),
  UINT32: whole(32, false, "DT_UINT32"),
  UINT64: whole(64, false, "DT_UINT64"),
  INT8: whole(8, true, "DT_INT8"),
  INT16: whole(16, true, "DT_INT16"),
  INT32: whole(32, true, "DT_INT32"),
  INT64: whole(64, true, "DT_INT64"),
  FP16: real(2, "DT_HALF", false),
  BF16: real(2, "DT_BFLOAT16", false),
  FP32: real(4, "DT_FLOAT", true),
  FP64: real(8, "DT_DOUBLE", true),
  BYTES: { kind: "text", bytes: 0, range: undefined, tensorflow: "DT_STRING", hasJson: true },
};

export function isDatatype(name: unknown): name is Datatype {
  return typeof name === "string" && Object.hasOwn(datatypes, name);
}

/** The datatype with a name of TensorFlow. */
export function datatypeOfTensorflow(name: unknown): Datatype | undefined {
  return Object.keys(datatypes)
    .filter(isDatatype)
    .find((one) => datatypes[one].tensorflow === name);
}

/** A tensor as a server describes it; -1 stands for a size that a request decides. */
export interface TensorInfo {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** How many values a shape has. */
export function valuesIn(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
