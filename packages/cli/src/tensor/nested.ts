import { isList } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";

/** The sizes of nested lists, by the first item of each level, at most so many levels deep. */
export function listSizes(value: Json, mostLevels: number): number[] {
  const sizes: number[] = [];
  for (let level: Json | undefined = value; isList(level) && sizes.length < mostLevels; level = level[0]) {
    sizes.push(level.length);
  }
  return sizes;
}

/** The values of nested lists, row-major; `undefined` where the lists do not have these sizes throughout. */
export function flatten(value: Json, sizes: readonly number[]): Json[] | undefined {
  const [size, ...rest] = sizes;
  if (size === undefined) return typeof value === "object" && value !== null ? undefined : [value];
  if (!isList(value) || value.length !== size) return undefined;
  const parts = value.map((one) => flatten(one, rest));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Values in nested lists of these sizes; one value where there are none. */
export function nested(values: readonly Json[], sizes: readonly number[]): Json {
  const [size, ...rest] = sizes;
  if (size === undefined) return values[0] ?? null;
  const width = rest.reduce((count, one) => count * one, 1);
  return Array.from({ length: size }, (_, at) => nested(values.slice(at * width, (at + 1) * width), rest));
}

/** The values in lists of any form, in their order. */
export function leavesOf(value: Json): Json[] {
  return isList(value) ? value.flatMap(leavesOf) : [value];
}
