import { kindOf } from "../../core/errors/kind-of.ts";
import { malformed, misfit } from "./errors.ts";
import { isObject, ownValue } from "./request.ts";
import type { Invocation, Table } from "./request.ts";

const dataKeys = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;
const wanted = `The input must be a JSON dictionary with exactly one of the input fields ${dataKeys.join(", ")}`;

/**
 * A JSON body. Further fields are left out, as MLflow does.
 *
 * @throws ServeError `malformed-request` or `invalid-input`.
 */
export function readJsonRequest(body: unknown): Invocation {
  if (!isObject(body)) throw malformed(`${wanted}. Received ${kindOf(body)}.`);
  const keys = dataKeys.filter((key) => Object.hasOwn(body, key));
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    throw malformed(`${wanted}. Received ${keys.length === 0 ? "none of them" : keys.join(", ")}.`);
  }
  assertNoParams(ownValue(body, "params"));
  const value = body[key];
  switch (key) {
    case "dataframe_split":
      return readSplit(value);
    case "dataframe_records": {
      const items = listAt("/dataframe_records", value);
      const odd = items.findIndex((item) => !isObject(item));
      if (odd === -1) return { form: "rows", pointer: "/dataframe_records", items };
      throw misfit(`/dataframe_records/${odd}`, "Not a record", "an object", kindOf(items[odd]));
    }
    case "instances":
      return { form: "rows", pointer: "/instances", items: listAt("/instances", value) };
    case "inputs":
      return { form: "columns", pointer: "/inputs", value };
  }
}

function assertNoParams(params: unknown): void {
  if (params === undefined || params === null) return;
  if (!isObject(params)) throw misfit("/params", "Not an object", "an object", kindOf(params));
  const count = Object.keys(params).length;
  if (count > 0) throw misfit("/params", "The model takes no params", "an empty object", `${count} params`);
}

function listAt(pointer: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw misfit(pointer, "Not a list", "a list of rows", kindOf(value));
}

const splitKeys: ReadonlySet<string> = new Set(["columns", "index", "data"]);

/** A table in the form of `DataFrame.to_dict(orient="split")`; the index is checked and left out. */
function readSplit(value: unknown): Table {
  if (!isObject(value)) throw misfit("/dataframe_split", "Not an object", "an object", kindOf(value));
  if (Object.keys(value).some((key) => !splitKeys.has(key))) {
    throw misfit("/dataframe_split", "An unknown field", "only columns, index and data", "another");
  }
  const columns = readColumnNames(ownValue(value, "columns"));
  const rows = listAt("/dataframe_split/data", ownValue(value, "data"));
  const index = ownValue(value, "index") ?? undefined;
  if (index !== undefined && (!Array.isArray(index) || index.length !== rows.length)) {
    throw misfit("/dataframe_split/index", "Not an index of the rows", `a list of ${rows.length}`, kindOf(index));
  }
  const expected = `a list of ${columns.length}`;
  const lists = rows.map((row, at) => {
    if (Array.isArray(row) && row.length === columns.length) return row;
    throw misfit(`/dataframe_split/data/${at}`, "Another number of cells than of columns", expected, kindOf(row));
  });
  return { form: "table", pointer: "/dataframe_split/data", columns, rows: lists, isText: false };
}

/** Names; those of a table without names are numbers in pandas. */
function readColumnNames(value: unknown): string[] {
  const pointer = "/dataframe_split/columns";
  if (!Array.isArray(value)) throw misfit(pointer, "Not a list", "a list of names", kindOf(value));
  return value.map((name: unknown, at) => {
    if (typeof name === "string") return name;
    if (Number.isSafeInteger(name)) return String(name);
    throw misfit(`${pointer}/${at}`, "Not a name", "a text", kindOf(name));
  });
}
