import type { Datatype, TensorData, TensorSpec } from "@mlops/serve";

/** How many values one row of the tensor has; `undefined` where a dimension of a row is open. */
export function rowSize({ shape }: TensorSpec): number | undefined {
  const [, ...rest] = shape;
  return rest.reduce<number | undefined>(
    (product, dimension) => (product === undefined || typeof dimension === "string" ? undefined : product * dimension),
    1,
  );
}

/** A tensor as people write it: `FP32 [batch, 4]`. */
export function describeTensor(datatype: string, shape: readonly (number | string)[]): string {
  return `${datatype} [${shape.join(", ")}]`;
}

/** The runtime's own names for the datatypes; `BF16` has none. */
export interface RuntimeTypes {
  BOOL: "bool";
  UINT8: "uint8";
  UINT16: "uint16";
  UINT32: "uint32";
  UINT64: "uint64";
  INT8: "int8";
  INT16: "int16";
  INT32: "int32";
  INT64: "int64";
  FP16: "float16";
  FP32: "float32";
  FP64: "float64";
  BYTES: "string";
}

/** The runtime's own names for the datatypes. */
export const runtimeTypes: Readonly<RuntimeTypes> = {
  BOOL: "bool",
  UINT8: "uint8",
  UINT16: "uint16",
  UINT32: "uint32",
  UINT64: "uint64",
  INT8: "int8",
  INT16: "int16",
  INT32: "int32",
  INT64: "int64",
  FP16: "float16",
  FP32: "float32",
  FP64: "float64",
  BYTES: "string",
};

/** A datatype that the runtime has. */
export type RuntimeDatatype = keyof RuntimeTypes;

/** Whether the runtime has a datatype. */
export function isRuntimeDatatype(datatype: Datatype): datatype is RuntimeDatatype {
  return Object.hasOwn(runtimeTypes, datatype);
}

const constructors: Readonly<Record<Exclude<Datatype, "BYTES">, new (length: number) => unknown>> = {
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
};

/** Whether values are held as a datatype asks. */
export function hasDatatype<Type extends Datatype>(values: unknown, datatype: Type): values is TensorData[Type] {
  const held: Datatype = datatype;
  if (held !== "BYTES") return values instanceof constructors[held];
  return Array.isArray(values) && values.every((value) => value instanceof Uint8Array);
}
