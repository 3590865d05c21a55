import type { Model } from "../../core/contract/model.ts";
import type { RowField } from "../../core/contract/row-fields.ts";
import { kindOf } from "../../core/errors/kind-of.ts";
import type { JsonRules } from "../../core/json/read-json.ts";
import { misfit } from "./errors.ts";
import { readCell } from "./read-cell.ts";
import { isObject, ownValue } from "./request.ts";
import type { Columns, Invocation, Rows, Table } from "./request.ts";

/** Rows for a model of rows. */
export interface RowsInput {
  readonly rows: readonly unknown[];
  /** The place in the body of a place in a row. */
  readonly placeOf: (row: number, pointer: string) => string;
}

/**
 * A request as rows of a model's contract.
 *
 * A table whose columns are the values of a contract's only input is taken as such where none of them has its name:
 * four columns of numbers for an input that takes a list of four.
 *
 * @throws ServeError `invalid-input` for lists of columns that are not as long as each other.
 */
export function toRows(invocation: Invocation, { inputFields }: Model, json: JsonRules): RowsInput {
  switch (invocation.form) {
    case "table":
      return rowsOfTable(invocation, inputFields, json);
    case "rows":
      return rowsOfItems(invocation, inputFields);
    case "columns":
      return rowsOfColumns(invocation, inputFields);
  }
}

function rowsOfTable(
  { columns, rows, pointer, isText }: Table,
  fields: readonly RowField[],
  json: JsonRules,
): RowsInput {
  const [only, ...others] = fields;
  const read = (cell: unknown, field: RowField | undefined): unknown =>
    isText && field !== undefined && typeof cell === "string" ? readCell(cell, { ...field, json }) : cell;
  if (only !== undefined && others.length === 0 && !columns.includes(only.name) && only.spec.shape.length > 1) {
    // A cell is one value of the list.
    const value = { ...only, spec: { ...only.spec, shape: ["batch"] as const } };
    const lists = rows.map((row) => row.map((cell) => read(cell, value)));
    return wrapped(lists, only, pointer);
  }
  const named = columns.map((name) => ({ name, field: fields.find((field) => field.name === name) }));
  const objects = rows.map((row) =>
    Object.fromEntries(
      named.flatMap(({ name, field }, at) => {
        const value = read(row[at], field);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );
  return unwrapped(objects, fields, pointer);
}

function rowsOfItems({ items, pointer }: Rows, fields: readonly RowField[]): RowsInput {
  const [only, ...others] = fields;
  // A value of the only input, or a record.
  const isBare = only !== undefined && others.length === 0 && items.length > 0 && !items.some(isObject);
  return isBare ? wrapped(items, only, pointer) : unwrapped(items, fields, pointer);
}

function rowsOfColumns({ value, pointer }: Columns, fields: readonly RowField[]): RowsInput {
  const [only, ...others] = fields;
  if (Array.isArray(value) && only !== undefined && others.length === 0) return wrapped(value, only, pointer);
  const names = fields.map(({ name }) => name).join(", ");
  if (!isObject(value)) throw misfit(pointer, "Not columns", `an object with lists for ${names}`, kindOf(value));
  const columns = Object.entries(value).map(([name, list]): [string, readonly unknown[]] => {
    if (Array.isArray(list)) return [name, list];
    throw misfit(`${pointer}/${name}`, "Not a column", "a list", kindOf(list));
  });
  const [first] = columns;
  if (first === undefined) throw misfit(pointer, "There is no input", `some of ${names}`, "an empty object");
  const rowCount = first[1].length;
  for (const [name, list] of columns) {
    if (list.length !== rowCount) {
      throw misfit(`${pointer}/${name}`, "Another number of rows", `${rowCount} rows`, `${list.length} rows`);
    }
  }
  const objects = Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columns.map(([name, list]) => [name, list[row]])),
  );
  const { rows } = unwrapped(objects, fields, pointer);
  const isAlone = only?.field === undefined;
  return {
    rows,
    placeOf(row, place) {
      const [, name = "", ...rest] = isAlone ? ["", only?.name ?? "", ...place.split("/").slice(1)] : place.split("/");
      return [pointer, ...(name === "" ? [] : [name, row, ...rest])].join("/");
    },
  };
}

/** Values of the only input: rows themselves, or in its field. */
function wrapped(values: readonly unknown[], { field }: RowField, pointer: string): RowsInput {
  if (field === undefined) return { rows: values, placeOf: (row, place) => `${pointer}/${row}${place}` };
  return {
    rows: values.map((value) => ({ [field]: value })),
    placeOf: (row, place) => `${pointer}/${row}${place.replace(/^\/[^/]*/, "")}`,
  };
}

/** Objects with names: rows themselves, or, where a row is one value, what stands under its tensor's name. */
function unwrapped(objects: readonly unknown[], [only]: readonly RowField[], pointer: string): RowsInput {
  const isValue = only !== undefined && only.field === undefined && only.kind !== "json";
  return {
    rows: isValue ? objects.map((item) => (isObject(item) ? ownValue(item, only.name) : item)) : objects,
    placeOf: (row, place) => `${pointer}/${row}${place}`,
  };
}
