import type { $ZodChecks, $ZodType, $ZodTypes } from "zod/v4/core";
import type { Dimension, TensorSpec } from "../tensor/tensor.ts";

/** What a field of a row holds, and so how it becomes values of a tensor and back. */
export type FieldKind = "number" | "integer" | "bigint" | "boolean" | "text" | "json";

/** A field of a row as a tensor. */
export interface RowField {
  /** The field's name; `undefined` where the row itself is the value. */
  readonly field: string | undefined;
  /** The tensor's name. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly spec: TensorSpec;
}

const datatypeOf = {
  number: "FP64",
  integer: "INT64",
  bigint: "INT64",
  boolean: "BOOL",
  text: "BYTES",
  json: "BYTES",
} as const;

/**
 * The tensors that stand for a row of a schema, one for each field:
 *
 * | schema | tensor |
 * |---|---|
 * | number | `FP64 [batch]` |
 * | whole number, bigint | `INT64 [batch]` |
 * | boolean | `BOOL [batch]` |
 * | string, enum | `BYTES [batch]`, UTF-8, with the enum's labels |
 * | lists and tuples of one of these | the same with a dimension more |
 * | anything else, and what may be null | `BYTES [batch]`, JSON text |
 *
 * @param alone - The tensor's name where the row is no object.
 */
export function rowFields(schema: $ZodType, alone: "input" | "output"): RowField[] {
  const { schema: whole } = unwrap(schema);
  const def = defOf(whole);
  if (def.type !== "object") return [fieldOf(undefined, alone, schema, alone)];
  return Object.entries(def.shape).map(([name, field]) => fieldOf(name, name, field, alone));
}

/** The definition of a schema, told apart by its `type`: `$ZodTypes` is the union of all kinds that zod has. */
export function defOf(schema: $ZodType): $ZodTypes["_zod"]["def"] {
  return (schema as $ZodTypes)._zod.def;
}

function fieldOf(field: string | undefined, name: string, schema: $ZodType, side: "input" | "output"): RowField {
  const { schema: inner, isOptional, isNullable } = unwrap(schema);
  // A tensor has a value for every row, so an output that may be missing is a text that may be `null`.
  const { kind, rest, labels } = isNullable || (isOptional && side === "output") ? json : shapeOf(inner);
  return {
    field,
    name,
    kind,
    spec: {
      datatype: datatypeOf[kind],
      shape: ["batch", ...rest],
      ...(isOptional && side === "input" && { optional: true }),
      ...(labels !== undefined && { labels }),
    },
  };
}

interface Unwrapped {
  readonly schema: $ZodType;
  readonly isOptional: boolean;
  readonly isNullable: boolean;
}

/** The schema within those that only say what happens when there is no value. */
function unwrap(schema: $ZodType): Unwrapped {
  let inner = schema;
  let isOptional = false;
  let isNullable = false;
  for (;;) {
    const def = defOf(inner);
    switch (def.type) {
      case "optional":
      case "default":
      case "prefault":
        isOptional = true;
        inner = def.innerType;
        break;
      case "nullable":
        isNullable = true;
        inner = def.innerType;
        break;
      case "readonly":
      case "catch":
      case "nonoptional":
        inner = def.innerType;
        break;
      case "pipe":
        inner = def.in;
        break;
      default:
        return { schema: inner, isOptional, isNullable };
    }
  }
}

interface FieldShape {
  readonly kind: FieldKind;
  readonly rest: readonly Dimension[];
  readonly labels?: readonly string[] | undefined;
}

const json: FieldShape = { kind: "json", rest: [] };

function shapeOf(schema: $ZodType, depth = 0): FieldShape {
  const def = defOf(schema);
  switch (def.type) {
    case "number":
      return { kind: isWhole(schema) ? "integer" : "number", rest: [] };
    case "bigint":
      return { kind: "bigint", rest: [] };
    case "boolean":
      return { kind: "boolean", rest: [] };
    case "string":
    case "template_literal":
      return { kind: "text", rest: [] };
    case "enum":
      return valuesShape(Object.values(def.entries));
    case "literal":
      return valuesShape(def.values);
    case "array":
      return listShape([def.element], sizeOf(schema, depth), depth);
    case "tuple":
      return def.rest === null ? listShape(def.items, def.items.length, depth) : json;
    default:
      return json;
  }
}

/** What a schema asks for beyond its type. */
function checksOf(schema: $ZodType): $ZodChecks["_zod"]["def"][] {
  // `$ZodChecks` is the union of all checks that zod has.
  return (defOf(schema).checks ?? []).map((check) => (check as $ZodChecks)._zod.def);
}

/** Whether a schema of numbers takes only whole ones: `z.int()` says so itself, `z.number().int()` by a check. */
function isWhole(schema: $ZodType): boolean {
  const def = defOf(schema);
  const own = "format" in def ? [def.format] : [];
  const formats = checksOf(schema).map((check) => (check.check === "number_format" ? check.format : undefined));
  return [...own, ...formats].some((format) => format === "safeint" || format === "int32" || format === "uint32");
}

function valuesShape(values: readonly unknown[]): FieldShape {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === values.length) return { kind: "text", rest: [], labels: texts };
  if (values.every((value) => Number.isSafeInteger(value))) return { kind: "integer", rest: [] };
  if (values.every((value) => typeof value === "number")) return { kind: "number", rest: [] };
  return values.every((value) => typeof value === "boolean") ? { kind: "boolean", rest: [] } : json;
}

/** The length of a list that has but one, else a name for it. */
function sizeOf(schema: $ZodType, depth: number): Dimension {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  for (const check of checksOf(schema)) {
    if (check.check === "length_equals") return check.length;
    if (check.check === "min_length") least = Math.max(least, check.minimum);
    if (check.check === "max_length") most = Math.min(most, check.maximum);
  }
  return least === most ? least : `size${depth + 1}`;
}

/** A list whose items are all of one shape. */
function listShape(items: readonly $ZodType[], size: Dimension, depth: number): FieldShape {
  const shapes = items.map((item) => (isPlain(item) ? shapeOf(item, depth + 1) : json));
  const [first = json] = shapes;
  const isSame = shapes.every(({ kind, rest }) => kind === first.kind && rest.join() === first.rest.join());
  if (!isSame || first.kind === "json") {
    const isMixed = shapes.every(({ kind, rest }) => (kind === "number" || kind === "integer") && rest.length === 0);
    return isMixed ? { kind: "number", rest: [size] } : json;
  }
  return { kind: first.kind, rest: [size, ...first.rest], labels: first.labels };
}

function isPlain(schema: $ZodType): boolean {
  const { isOptional, isNullable } = unwrap(schema);
  return !isOptional && !isNullable;
}
