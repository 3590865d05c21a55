import { kindOf } from "../../core/errors/kind-of.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import { fillTensor, shapeOfLists } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import type { Tensor, TensorSpec, TensorSpecs } from "../../core/tensor/tensor.ts";
import { jsonRules } from "../../core/limits.ts";
import { misfit } from "./errors.ts";
import { kindOfTensor, readCell } from "./read-cell.ts";
import { isObject, ownValue } from "./request.ts";
import type { Columns, Invocation, Rows, Table } from "./request.ts";

/**
 * A request as tensors of a model's contract. Names, shapes and values are held to it.
 *
 * @throws ServeError `invalid-input`, `too-many-elements`, `string-too-long` or `binary-only`.
 */
export function toTensors(invocation: Invocation, specs: TensorSpecs, limits: Limits): TensorInput {
  switch (invocation.form) {
    case "table":
      return tensorsOfTable(invocation, specs, limits);
    case "rows":
      return tensorsOfItems(invocation, specs, limits);
    case "columns":
      return tensorsOfColumns(invocation, specs, limits);
  }
}

function tensorsOfTable({ columns, rows, pointer, isText }: Table, specs: TensorSpecs, limits: Limits): TensorInput {
  const json = jsonRules(limits);
  const read = (cell: unknown, spec: TensorSpec): unknown =>
    isText && typeof cell === "string" ? readCell(cell, { kind: kindOfTensor(spec), spec, json }) : cell;
  const only = onlyInput(specs);
  if (only !== undefined && !columns.includes(only[0]) && only[1].shape.length > 1) {
    const [name, spec] = only;
    // A cell is one value of the list.
    const value: TensorSpec = { ...spec, shape: ["batch"] };
    const lists = rows.map((row) => row.map((cell) => read(cell, value)));
    return { tensors: new Map([[name, fill(name, spec, lists, pointer, limits)]]), rowCount: rows.length };
  }
  checkNames(columns, specs, pointer === "" ? "" : "/dataframe_split/columns");
  return tensorsOfNamed(rows.length, columns, specs, pointer, limits, (name, spec) => {
    const at = columns.indexOf(name);
    return rows.map((row) => read(row[at], spec));
  });
}

function tensorsOfItems({ items, pointer }: Rows, specs: TensorSpecs, limits: Limits): TensorInput {
  const only = onlyInput(specs);
  if (only !== undefined && items.length > 0 && !items.some(isObject)) {
    const [name, spec] = only;
    return { tensors: new Map([[name, fill(name, spec, items, pointer, limits)]]), rowCount: items.length };
  }
  const names = new Set<string>();
  const rows = items.map((item, at) => {
    const expected = `an object with ${Object.keys(specs).join(", ")}`;
    if (!isObject(item)) throw misfit(`${pointer}/${at}`, "Not a record", expected, kindOf(item));
    const keys = Object.keys(item);
    checkNames(keys, specs, `${pointer}/${at}`);
    for (const key of keys) names.add(key);
    return item;
  });
  const present = items.length === 0 ? requiredNames(specs) : [...names];
  return tensorsOfNamed(rows.length, present, specs, pointer, limits, (name) => rows.map((row) => ownValue(row, name)));
}

/** A tensor for each name, from a list with a value for each row. */
function tensorsOfNamed(
  rowCount: number,
  names: readonly string[],
  specs: TensorSpecs,
  pointer: string,
  limits: Limits,
  columnOf: (name: string, spec: TensorSpec) => readonly unknown[],
): TensorInput {
  const tensors = Object.entries(specs).flatMap(([name, spec]): [string, Tensor][] => {
    if (!names.includes(name)) return [];
    const column = columnOf(name, spec);
    return [[name, inRow(pointer, name, () => fill(name, spec, column, pointer, limits))]];
  });
  return { tensors: new Map(tensors), rowCount };
}

function tensorsOfColumns({ value, pointer }: Columns, specs: TensorSpecs, limits: Limits): TensorInput {
  const only = onlyInput(specs);
  if (!isObject(value)) {
    if (only === undefined) {
      throw misfit(pointer, "Not columns", `an object with ${Object.keys(specs).join(", ")}`, kindOf(value));
    }
    const one = fill(only[0], only[1], value, pointer, limits);
    return { tensors: new Map([[only[0], one]]), rowCount: one.shape[0] ?? 0 };
  }
  checkNames(Object.keys(value), specs, pointer);
  const tensors = Object.entries(specs).flatMap(([name, spec]): [string, Tensor][] =>
    Object.hasOwn(value, name) ? [[name, fill(name, spec, ownValue(value, name), `${pointer}/${name}`, limits)]] : [],
  );
  const [first] = tensors;
  if (first === undefined) throw misfit(pointer, "There is no input", `some of ${Object.keys(specs).join(", ")}`);
  const rowCount = first[1].shape[0] ?? 0;
  for (const [name, { shape }] of tensors) {
    if (shape[0] === rowCount) continue;
    throw misfit(`${pointer}/${name}`, "Another number of rows", `${rowCount} rows`, `${shape[0] ?? 0} rows`);
  }
  return { tensors: new Map(tensors), rowCount };
}

function onlyInput(specs: TensorSpecs): [string, TensorSpec] | undefined {
  const [first, ...others] = Object.entries(specs);
  return others.length === 0 ? first : undefined;
}

function requiredNames(specs: TensorSpecs): string[] {
  return Object.keys(specs).filter((name) => specs[name]?.optional !== true);
}

/** A value as a tensor; a batch without rows is an empty list, whatever a row has. */
function fill(name: string, spec: TensorSpec, value: unknown, pointer: string, limits: Limits): Tensor {
  const found = shapeOfLists(value);
  const [, ...rest] = spec.shape;
  const shape =
    found.length === 1 && found[0] === 0 ? [0, ...rest.map((size) => (typeof size === "number" ? size : 0))] : found;
  checkShape(name, spec, shape, pointer, limits.tensorElements);
  return fillTensor(spec.datatype, shape, value, { pointer, stringLength: limits.stringLength });
}

/** A fault in a column of rows has its place within the row: `/instances/3/x/0`, not `/instances/3/0`. */
function inRow(base: string, name: string, fillColumn: () => Tensor): Tensor {
  try {
    return fillColumn();
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    const errors = error.errors.map((fault) => {
      const [row = "", ...rest] = fault.pointer.slice(base.length + 1).split("/");
      return row === "" ? fault : { ...fault, pointer: [base, row, name, ...rest].join("/") };
    });
    throw new ServeError(error.code, { detail: error.message, errors, hint: error.hint });
  }
}

/** Holds names to the inputs: none that there is not, and each that is not optional. */
function checkNames(names: readonly string[], specs: TensorSpecs, pointer: string): void {
  if (names.some((name) => !Object.hasOwn(specs, name))) {
    throw misfit(pointer, "A name is that of no input", `only ${Object.keys(specs).join(", ")}`, "another");
  }
  const missing = requiredNames(specs).find((name) => !names.includes(name));
  if (missing !== undefined) throw misfit(pointer, `The input ${missing} is missing`);
}
