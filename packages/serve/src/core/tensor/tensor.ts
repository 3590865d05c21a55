import { isDataOf } from "./datatype.ts";
import type { Datatype, TensorData } from "./datatype.ts";

/** One dimension in a contract: a size, or the name of one that a request decides. */
export type Dimension = number | string;

/** A tensor in a model's contract; made by {@link tensor}. The first dimension is the batch and has a name. */
export interface TensorSpec<
  Type extends Datatype = Datatype,
  Rest extends readonly Dimension[] = readonly Dimension[],
> {
  readonly datatype: Type;
  readonly shape: readonly [batch: string, ...rest: Rest];
  /** Whether a request may leave the input out. */
  readonly optional?: boolean | undefined;
  /** What the places along the last dimension, or the values of an integer tensor, stand for. */
  readonly labels?: readonly string[] | undefined;
}

/** The tensors of one side of a contract, by their names, in the order in which they are listed. */
export type TensorSpecs = Readonly<Record<string, TensorSpec>>;

/** A tensor with values; which kind of data it has is told by its datatype. */
export type Tensor<Type extends Datatype = Datatype> = {
  [One in Type]: {
    readonly datatype: One;
    /** Whole numbers of at least 0; their product is the number of values. */
    readonly shape: readonly number[];
    readonly data: TensorData[One];
  };
}[Type];

/**
 * A tensor of data whose kind is known only when it runs.
 *
 * @throws TypeError for data that is not held as the datatype asks.
 */
export function tensorOf(datatype: Datatype, shape: readonly number[], data: unknown): Tensor {
  const one: { datatype: Datatype; shape: readonly number[]; data: unknown } = { datatype, shape, data };
  if (!isTensor(one)) throw new TypeError(`The data of a tensor of ${datatype} are held otherwise`);
  return one;
}

function isTensor(one: { datatype: Datatype; shape: readonly number[]; data: unknown }): one is Tensor {
  return isDataOf(one.datatype, one.data);
}

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, Tensor>;

/**
 * Declares a tensor of a contract.
 *
 * @param batch - The name of the first dimension: how many rows a request brings.
 * @param rest - The dimensions of one row: sizes, or names where a request decides.
 *
 * @example
 * tensor("FP32", "batch", 4); // any number of rows of four floats
 * tensor("BYTES", "batch"); // a text for each row
 */
export function tensor<Type extends Datatype, const Rest extends readonly Dimension[]>(
  datatype: Type,
  batch: string,
  ...rest: Rest
): TensorSpec<Type, Rest> {
  return { datatype, shape: [batch, ...rest] };
}

/** How many values a shape holds; `Infinity` or an unsafe number where that is more than memory has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** A tensor as people write it: `FP32 [batch, 4]`. */
export function describeTensor(datatype: string, shape: readonly Dimension[]): string {
  return `${datatype} [${shape.join(", ")}]`;
}

/** The shape with -1 for every size that is open, as the protocols write it. */
export function openShape({ shape }: TensorSpec): number[] {
  return shape.map((dimension) => (typeof dimension === "number" ? dimension : -1));
}

/** Whether a shape has the sizes of a contract; a named dimension takes any. */
export function fitsShape(spec: TensorSpec, shape: readonly number[]): boolean {
  return (
    shape.length === spec.shape.length &&
    spec.shape.every((dimension, axis) => typeof dimension === "string" || dimension === shape[axis])
  );
}

/** Whether a tensor is one of a contract for so many rows. */
export function isOutput(spec: TensorSpec, one: Tensor | undefined, rowCount: number): boolean {
  return one !== undefined && one.datatype === spec.datatype && fitsShape(spec, one.shape) && one.shape[0] === rowCount;
}
