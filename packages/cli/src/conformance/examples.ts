import { isList, isObject } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { datatypes } from "../tensor/datatypes.ts";
import type { Datatype, TensorInfo } from "../tensor/datatypes.ts";
import { nested } from "../tensor/nested.ts";
import { valuesIn } from "../tensor/datatypes.ts";

/** How many examples a run works with. */
export const exampleCount = 8;
/** What a size is that a request decides. */
const openSize = 2;

/**
 * Rows of the form that `mlops predict` takes, for a model that is described by its tensors.
 *
 * @param hasBatches - Whether the first size of each tensor counts rows.
 */
export function rowsOfTensors(inputs: readonly TensorInfo[], hasBatches: boolean): Json[] {
  return Array.from({ length: exampleCount }, (_, index) =>
    Object.fromEntries(inputs.map((one) => [one.name, valueOf(one, hasBatches, index)])),
  );
}

function valueOf({ datatype, shape }: TensorInfo, hasBatches: boolean, index: number): Json {
  const sizes = (hasBatches ? shape.slice(1) : shape).map((size) => (size === -1 ? openSize : size));
  return nested(
    Array.from({ length: valuesIn(sizes) }, (_, at) => leafOf(datatype, index, at)),
    sizes,
  );
}

/** Values that every datatype of its kind holds exactly, small and not alike. */
function leafOf(datatype: Datatype, index: number, at: number): Json {
  switch (datatypes[datatype].kind) {
    case "flag":
      return ((index >> (at % 3)) & 1) === 1;
    case "whole":
      return (1 + 3 * index + at) % 100;
    case "real":
      return 0.5 + 1.5 * index + 0.25 * (at % 16);
    case "text":
      return `text ${index}.${at}`;
  }
}

/** Examples of the caller, and more like them: with other numbers, which the server may refuse. */
export function likeGiven(given: readonly Json[]): Json[] {
  const more = Array.from({ length: exampleCount }, (_, index) => {
    const base = given[index % given.length] ?? null;
    return shifted(base, 1 + Math.floor(index / given.length));
  });
  return [...given, ...more].slice(0, Math.max(given.length, exampleCount));
}

function shifted(value: Json, by: number): Json {
  if (typeof value === "bigint") return value + BigInt(by);
  if (typeof value === "number") return Number.isInteger(value) ? value + by : value + by / 8;
  if (isList(value)) return value.map((item) => shifted(item, by));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shifted(item, by)]));
}
