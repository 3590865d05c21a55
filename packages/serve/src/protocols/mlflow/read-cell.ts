import type { FieldKind } from "../../core/contract/row-fields.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import { readJsonText } from "../../core/json/read-json.ts";
import type { JsonRules } from "../../core/json/read-json.ts";
import type { TensorSpec } from "../../core/tensor/tensor.ts";

/** What a cell of CSV stands for. */
export interface CellRules {
  readonly kind: FieldKind;
  readonly spec: TensorSpec;
  readonly json: JsonRules;
}

const number = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const whole = /^[+-]?[0-9]+$/;
const longestNumber = 1_000;
const flags: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/** The kind that a tensor's values are of. */
export function kindOfTensor({ datatype }: TensorSpec): FieldKind {
  if (datatype === "BYTES") return "text";
  if (datatype === "BOOL") return "boolean";
  return datatype === "FP32" || datatype === "FP64" || datatype === "FP16" || datatype === "BF16"
    ? "number"
    : "integer";
}

/**
 * A cell as the value that a field takes: a number, a flag, or a text; a list, and what may be one thing or another, is
 * JSON in its cell. A cell that stands for none stays the text that it is, and the contract refuses it. An empty cell is a
 * missing value, but for a text, which may be empty.
 */
export function readCell(cell: string, { kind, spec, json }: CellRules): unknown {
  const isList = spec.shape.length > 1;
  if (kind === "text" && !isList && (cell !== "" || spec.optional !== true)) return cell;
  const trimmed = cell.trim();
  if (trimmed === "") return kind === "json" && spec.optional !== true ? null : undefined;
  if (isList || kind === "json") return readJsonCell(cell, json);
  if (kind === "boolean") return flags.get(trimmed) ?? cell;
  return readNumber(trimmed, kind) ?? cell;
}

function readNumber(text: string, kind: FieldKind): number | bigint | undefined {
  if (text.length > longestNumber || !number.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const isExact = kind === "number" || !whole.test(text) || (kind === "integer" && Number.isSafeInteger(value));
  // `BigInt` takes no plus.
  return isExact ? value : BigInt(text.replace(/^\+/, ""));
}

function readJsonCell(cell: string, rules: JsonRules): unknown {
  try {
    return readJsonText(cell, rules);
  } catch (error) {
    if (error instanceof ServeError && error.code === "body-not-json") return cell;
    throw error;
  }
}
