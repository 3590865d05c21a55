/** The datatypes that can be passed in and out, as the Open Inference Protocol names them. */
export type Datatype = "FP32" | "FP64" | "INT32" | "INT64";

/** The values of a tensor of each datatype, in row-major order. */
export interface TensorValues {
  FP32: Float32Array;
  FP64: Float64Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
}

/** A tensor in a model's contract. The first dimension is the batch and has a name; the others are numbers. */
export interface TensorSpec<Type extends Datatype = Datatype> {
  datatype: Type;
  shape: readonly [batch: string, ...rest: number[]];
}

/**
 * Declares a tensor.
 *
 * @example
 * tensor("FP32", "batch", 4); // any number of rows of four floats
 */
export function tensor<Type extends Datatype>(datatype: Type, batch: string, ...rest: number[]): TensorSpec<Type> {
  return { datatype, shape: [batch, ...rest] };
}

/** How many values one row of the tensor has. */
export function rowSize({ shape }: TensorSpec): number {
  const [, ...rest] = shape;
  return rest.reduce((product, dimension) => product * dimension, 1);
}

/** A tensor as people write it: `FP32 [batch, 4]`. */
export function describeTensor(datatype: string, shape: readonly (number | string)[]): string {
  return `${datatype} [${shape.join(", ")}]`;
}

/** The runtime's own names for the datatypes. */
export const runtimeTypes = { FP32: "float32", FP64: "float64", INT32: "int32", INT64: "int64" } as const;

/** Whether values are of a datatype. */
export function hasDatatype<Type extends Datatype>(values: unknown, datatype: Type): values is TensorValues[Type] {
  const constructors = { FP32: Float32Array, FP64: Float64Array, INT32: Int32Array, INT64: BigInt64Array };
  return values instanceof constructors[datatype];
}
