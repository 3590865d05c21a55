import { isList, isObject } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { misfitOf } from "./fit.ts";
import type { Schema } from "./schema.ts";

/** How many mutations of one kind are worth their time. */
const most = 24;

/** Which way a row is made wrong. */
export type Mutation = "missing" | "extra" | "kind" | "length" | "range";

/** Rows like a good one that a schema refuses, made wrong in one way. */
export function mutationsOf(schema: Schema, row: Json, mutation: Mutation): Json[] {
  return changed(row, mutation)
    .filter((one) => misfitOf(schema, one) !== undefined)
    .slice(0, most);
}

function changed(value: Json, mutation: Mutation): Json[] {
  const own = changesOf(value, mutation);
  if (isList(value)) {
    // The items of a list are alike: the first and the last tell of all.
    const places = value.length > 1 ? [0, value.length - 1] : value.map((_, at) => at);
    return [...own, ...places.flatMap((at) => changed(value[at] ?? null, mutation).map((one) => value.with(at, one)))];
  }
  if (!isObject(value)) return own;
  const inside = Object.entries(value).flatMap(([name, item]) =>
    changed(item, mutation).map((one) => ({ ...value, [name]: one })),
  );
  return [...own, ...inside];
}

function changesOf(value: Json, mutation: Mutation): Json[] {
  switch (mutation) {
    case "missing":
      return isObject(value) ? Object.keys(value).map((name) => without(value, name)) : [];
    case "extra":
      return isObject(value) ? [{ ...value, "mlops-no-such-field": 1 }] : [];
    case "kind":
      return [null, true, 5, 1.5, "text", [], {}].filter(
        (other) => typeof other !== typeof value || isList(other) !== isList(value),
      );
    case "length":
      return isList(value) ? [[], value.slice(1), [...value, value[0] ?? null], [value]] : [];
    case "range":
      return typeof value === "number"
        ? [-1e9, 1e9, value + 0.5]
        : typeof value === "string"
          ? ["", "x".repeat(5_000)]
          : [];
  }
}

function without(value: Readonly<Record<string, Json>>, name: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}
