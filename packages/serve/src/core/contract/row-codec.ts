import { invalidInput } from "./rules.ts";
import type { FieldKind, RowField } from "./row-fields.ts";
import { allocate } from "../tensor/datatype.ts";
import { decodeText } from "../tensor/write-tensor.ts";
import { describeTensor, elementCount } from "../tensor/tensor.ts";
import type { Tensor, Tensors } from "../tensor/tensor.ts";
import { ServeError } from "../errors/serve-error.ts";

/**
 * Input tensors as rows, for a model that takes rows. Numbers may come in any datatype that holds numbers.
 *
 * @throws ServeError `invalid-input` for a datatype that cannot stand for the field.
 */
export function rowsOfTensors(fields: readonly RowField[], tensors: Tensors, rowCount: number): unknown[] {
  const columns = fields.flatMap((field) => {
    const one = tensors.get(field.name);
    return one === undefined ? [] : [{ field, values: columnOf(field, one, rowCount) }];
  });
  return Array.from({ length: rowCount }, (_, row) => {
    const [first] = columns;
    if (first !== undefined && first.field.field === undefined) return first.values[row];
    return Object.fromEntries(columns.map(({ field, values }) => [field.name, values[row]]));
  });
}

function columnOf(field: RowField, one: Tensor, rowCount: number): unknown[] {
  const values = valuesOf(field, one);
  const [, ...rest] = one.shape;
  const stride = elementCount(rest);
  return Array.from({ length: rowCount }, (_, row) => nest(values, rest, row * stride, 0));
}

function nest(values: readonly unknown[], shape: readonly number[], from: number, axis: number): unknown {
  const size = shape[axis];
  if (size === undefined) return values[from];
  const stride = elementCount(shape.slice(axis + 1));
  return Array.from({ length: size }, (_, index) => nest(values, shape, from + index * stride, axis + 1));
}

function valuesOf({ kind, name, spec }: RowField, one: Tensor): unknown[] {
  if (one.datatype === "BYTES") {
    if (kind === "text") return one.data.map(decodeText);
    if (kind === "json") return one.data.map((bytes) => parseText(decodeText(bytes), name));
  } else if (one.datatype === "BOOL") {
    if (kind === "boolean") return Array.from(one.data, (value) => value !== 0);
  } else if (one.datatype !== "FP16" && one.datatype !== "BF16" && isNumeric(kind)) {
    return Array.from<number | bigint, number | bigint>(one.data, (value) => {
      if (kind === "bigint" && Number.isInteger(Number(value))) return BigInt(value);
      const number = Number(value);
      return kind === "number" || Number.isSafeInteger(number) || typeof value === "number" ? number : value;
    });
  }
  const expected = describeTensor(spec.datatype, spec.shape);
  throw invalidInput(
    [{ pointer: `/${name}`, detail: "Wrong datatype", expected, received: describeTensor(one.datatype, one.shape) }],
    1,
  );
}

function isNumeric(kind: FieldKind): boolean {
  return kind === "number" || kind === "integer" || kind === "bigint";
}

function parseText(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    const fault = { pointer: `/${name}`, detail: "A text is no JSON", expected: "JSON text", received: "another text" };
    throw invalidInput([fault], 1);
  }
}

/**
 * Output rows as tensors.
 *
 * @throws ServeError `bad-output` where the rows do not have the same shape.
 */
export function tensorsOfRows(fields: readonly RowField[], rows: readonly unknown[]): Map<string, Tensor> {
  return new Map(
    fields.map((field) => [
      field.name,
      tensorOf(
        field,
        rows.map((row) => fieldOf(row, field)),
      ),
    ]),
  );
}

function fieldOf(row: unknown, { field }: RowField): unknown {
  if (field === undefined) return row;
  return typeof row === "object" && row !== null && Object.hasOwn(row, field) ? Reflect.get(row, field) : undefined;
}

function tensorOf({ kind, name, spec }: RowField, column: readonly unknown[]): Tensor {
  if (kind === "json") {
    const data = column.map((value) => encoder.encode(JSON.stringify(value) ?? "null"));
    return { datatype: "BYTES", shape: [data.length], data };
  }
  const rank = spec.shape.length - 1;
  const [first] = column;
  const rest = first === undefined ? spec.shape.slice(1).map((size) => (typeof size === "number" ? size : 0)) : [];
  for (let level = first, axis = 0; axis < rank && Array.isArray(level); level = level[0], axis += 1)
    rest.push(level.length);
  const values = column.flatMap((value) => flatten(value, rest, name));
  const shape = [column.length, ...rest];
  switch (kind) {
    case "text":
      return { datatype: "BYTES", shape, data: values.map((value) => encoder.encode(String(value))) };
    case "boolean":
      return { datatype: "BOOL", shape, data: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) };
    case "integer":
    case "bigint": {
      const data = allocate("INT64", values.length);
      for (const [index, value] of values.entries()) {
        data[index] = typeof value === "bigint" ? value : BigInt(Number(value));
      }
      return { datatype: "INT64", shape, data };
    }
    case "number":
      return { datatype: "FP64", shape, data: Float64Array.from(values, Number) };
  }
}

const encoder = new TextEncoder();

function flatten(value: unknown, shape: readonly number[], name: string): unknown[] {
  const [size, ...rest] = shape;
  if (size === undefined) return [value];
  if (!Array.isArray(value) || value.length !== size) {
    throw new ServeError("bad-output", {
      detail: "The model's answer was held back.",
      cause: new Error(`The rows of the output ${name} have not all the shape [${shape.join(", ")}]`),
    });
  }
  return value.flatMap((item: unknown) => flatten(item, rest, name));
}
