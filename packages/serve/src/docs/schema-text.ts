import { isSchema, listOf, numberOf, resolve, textOf, valuesOf, variantsOf } from "./schema.ts";
import type { Schema, Schemas } from "./schema.ts";

const names: Readonly<Record<string, string>> = { string: "text", boolean: "true or false", null: "null" };

/** How deep lists within lists are told. */
const deepest = 4;

/** The type of a schema in words: `number`, `list of 4 whole numbers`, `text or null`. */
export function typeText(schema: Schema, schemas: Schemas, depth = 0): string {
  const whole = resolve(schema, schemas);
  const variants = variantsOf(whole);
  if (variants.length > 0 && depth < deepest) {
    return [...new Set(variants.map((one) => typeText(one, schemas, depth + 1)))].join(" or ");
  }
  const values = valuesOf(whole);
  if (values !== undefined) return values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.length}`;
  const type = textOf(whole, "type");
  if (type === "array") return listText(whole, schemas, depth);
  if (type === "integer") return "whole number";
  if (type !== undefined) {
    const format = type === "string" ? textOf(whole, "format") : undefined;
    return `${names[type] ?? type}${format === undefined ? "" : ` (${format})`}`;
  }
  const kind = textOf(whole, "x-unrepresentable");
  return kind === undefined || kind === "schema" ? "any value" : kind;
}

function listText(schema: Schema, schemas: Schemas, depth: number): string {
  const { items } = schema;
  const first = listOf(schema, "prefixItems");
  const [least, most] = [numberOf(schema, "minItems"), numberOf(schema, "maxItems")];
  const types = new Set(
    [...first, ...(isSchema(items) ? [items] : [])].map((one) => typeText(one, schemas, depth + 1)),
  );
  const size = first.length > 0 && !isSchema(items) ? first.length : least === most ? least : undefined;
  const count = size === undefined ? "" : ` of ${size}`;
  const [type] = types;
  if (types.size !== 1 || type === undefined || depth >= deepest)
    return size === undefined ? "list" : `list${count} values`;
  return `list${count}${size === undefined ? " of" : ""} ${pluralOf(type, size)}`;
}

function pluralOf(type: string, size: number | undefined): string {
  if (/^(?:number|whole number|object)$/.test(type)) return size === 1 ? type : `${type}s`;
  if (type.startsWith("list")) return type.replace(/^list/, "lists");
  return size === undefined ? type : `× ${type}`;
}

/** What a value may be beyond its type, each as a short text: `0 to 10 cm`, `at most 20 characters`. */
export function boundTexts(schema: Schema, schemas: Schemas): string[] {
  const whole = resolve(schema, schemas);
  const unit = textOf(whole, "unit");
  const least = lowest(whole);
  const most = highest(whole);
  const range = [rangeText(least, most, unit)].flatMap((text) => text ?? []);
  const clip = whole["x-clip"];
  const clipped = isSchema(clip) ? rangeText(lowest(clip), highest(clip), unit) : undefined;
  const step = numberOf(whole, "multipleOf");
  const pattern = textOf(whole, "pattern");
  return [
    ...range,
    ...(clipped === undefined ? [] : [`clipped to ${clipped}`]),
    ...(range.length === 0 && clipped === undefined && unit !== undefined ? [`in ${unit}`] : []),
    ...(step === undefined ? [] : [`a multiple of ${step}`]),
    ...sizeText(whole, "minLength", "maxLength", "characters"),
    ...(numberOf(whole, "minItems") === numberOf(whole, "maxItems")
      ? []
      : sizeText(whole, "minItems", "maxItems", "items")),
    ...(pattern === undefined ? [] : [`like ${pattern}`]),
  ];
}

/** A bound, and whether it is itself no value any more. */
interface Bound {
  readonly at: number;
  readonly isOpen: boolean;
}

function lowest(schema: Schema): Bound | undefined {
  return bound(schema, "minimum", "exclusiveMinimum", (one, other) => one > other);
}

function highest(schema: Schema): Bound | undefined {
  return bound(schema, "maximum", "exclusiveMaximum", (one, other) => one < other);
}

function bound(
  schema: Schema,
  closed: string,
  open: string,
  isNarrower: (one: number, other: number) => boolean,
): Bound | undefined {
  const [at, openAt] = [numberOf(schema, closed), numberOf(schema, open)];
  if (openAt !== undefined && (at === undefined || !isNarrower(at, openAt))) return { at: openAt, isOpen: true };
  // That whole numbers are ones that a double holds goes without saying.
  return at === undefined || Math.abs(at) === Number.MAX_SAFE_INTEGER ? undefined : { at, isOpen: false };
}

function rangeText(least: Bound | undefined, most: Bound | undefined, unit: string | undefined): string | undefined {
  const suffix = unit === undefined ? "" : ` ${unit}`;
  if (least !== undefined && most !== undefined && !least.isOpen && !most.isOpen)
    return `${least.at} to ${most.at}${suffix}`;
  const low = least === undefined ? [] : [`${least.isOpen ? "more than" : "at least"} ${least.at}`];
  const high = most === undefined ? [] : [`${most.isOpen ? "less than" : "at most"} ${most.at}`];
  return least === undefined && most === undefined ? undefined : `${[...low, ...high].join(", ")}${suffix}`;
}

function sizeText(schema: Schema, minimum: string, maximum: string, what: string): string[] {
  const [least, most] = [numberOf(schema, minimum), numberOf(schema, maximum)];
  if (least !== undefined && least === most) return [`${least} ${what}`];
  if (least !== undefined && most !== undefined) return [`${least} to ${most} ${what}`];
  if (least !== undefined) return least === 0 ? [] : [`at least ${least} ${what}`];
  return most === undefined ? [] : [`at most ${most} ${what}`];
}
