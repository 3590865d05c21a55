import { blankOf } from "./browser/field.ts";
import type { Field, FieldNotes } from "./browser/field.ts";
import { boundTexts, typeText } from "./schema-text.ts";
import { isSchema, listOf, membersOf, numberOf, referenceOf, resolve, textOf, valuesOf, variantsOf } from "./schema.ts";
import type { Schema, Schemas } from "./schema.ts";

/** A list of more values than that is written as JSON. */
const longestTuple = 32;
/** A list of more values than that is not filled with zeros to begin with. */
const longestBlank = 4096;
/** A text of more characters than that gets more than a line. */
const longestLine = 80;
const deepest = 12;

/** The field for a schema. What a form cannot ask is a field of kind `json`; so is a schema within itself. */
export function fieldOf(schema: Schema, schemas: Schemas, within: readonly string[] = []): Field {
  const name = referenceOf(schema);
  const whole = resolve(schema, schemas);
  const [title, about] = [textOf(whole, "title"), textOf(whole, "description")];
  const labels = whole["x-labels"];
  const notes: FieldNotes = {
    ...(title !== undefined && { title }),
    ...(about !== undefined && { about }),
    type: typeText(whole, schemas),
    bounds: boundTexts(whole, schemas),
    ...(Array.isArray(labels) && { labels: labels.map(String) }),
  };
  const isWithinItself = name !== undefined && within.includes(name);
  if (isWithinItself || within.length > deepest) return { ...notes, kind: "json" };
  const inner = [...within, name ?? ""];
  const part = (one: Schema): Field => fieldOf(one, schemas, inner);

  const variants = variantsOf(whole);
  if (variants.length > 0) return { ...notes, kind: "union", variants: variants.map(part) };
  const values = valuesOf(whole);
  if (values !== undefined) return { ...notes, kind: "choice", values };
  switch (whole["type"]) {
    case "boolean":
      return { ...notes, kind: "boolean" };
    case "null":
      return { ...notes, kind: "choice", values: [null] };
    case "string": {
      const isFormal = "format" in whole || "pattern" in whole;
      const isLong = !isFormal && (numberOf(whole, "maxLength") ?? Infinity) > longestLine;
      return { ...notes, kind: "text", isLong };
    }
    case "integer":
    case "number":
      return { ...notes, kind: "number", isWhole: whole["type"] === "integer", ...rangeOf(whole) };
    case "object": {
      const members = membersOf(whole).map(({ name: called, schema: one, isOptional }) => ({
        name: called,
        field: part(one),
        isOptional,
      }));
      return members.length === 0 ? { ...notes, kind: "json" } : { ...notes, kind: "object", members };
    }
    case "array":
      return { ...notes, ...listField(whole, part) };
    default:
      return { ...notes, kind: "json" };
  }
}

function rangeOf(schema: Schema): { min?: number; max?: number } {
  const min = numberOf(schema, "minimum") ?? numberOf(schema, "exclusiveMinimum");
  const max = numberOf(schema, "maximum") ?? numberOf(schema, "exclusiveMaximum");
  const isTold = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
  return { ...(isTold(min) && { min }), ...(isTold(max) && { max }) };
}

type ListField =
  | Pick<Extract<Field, { kind: "tuple" }>, "kind" | "items">
  | Omit<Extract<Field, { kind: "list" }>, keyof FieldNotes>
  | Omit<Extract<Field, { kind: "json" }>, keyof FieldNotes>;

function listField(schema: Schema, part: (one: Schema) => Field): ListField {
  const { items } = schema;
  const first = listOf(schema, "prefixItems");
  const [least, most] = [numberOf(schema, "minItems") ?? 0, numberOf(schema, "maxItems")];
  // A list of one length, of which the first places may be described apart.
  const size = least === most ? least : isSchema(items) ? undefined : first.length;
  if (size !== undefined && size > 0 && size <= longestBlank && (first.length > 0 || isSchema(items))) {
    const rest = part(isSchema(items) ? items : {});
    const places = first.slice(0, size).map(part);
    const all = [...places, ...Array.from({ length: size - places.length }, () => rest)];
    return shortened(all);
  }
  if (!isSchema(items) || first.length > 0 || least > longestTuple) return { kind: "json" };
  return { kind: "list", item: part(items), least, ...(most !== undefined && { most }) };
}

/** A list of one length, for which a form has a place for each value where they are not too many. */
function shortened(items: readonly Field[]): ListField {
  const values = items.reduce((sum, item) => sum + valuesIn(item), 0);
  if (values <= longestTuple) return { kind: "tuple", items };
  return values <= longestBlank ? { kind: "json", blank: items.map(blankOf) } : { kind: "json" };
}

/** How many values a field asks for, at least. */
function valuesIn(field: Field): number {
  switch (field.kind) {
    case "tuple":
      return field.items.reduce((sum, item) => sum + valuesIn(item), 0);
    case "json":
      return Array.isArray(field.blank) ? JSON.stringify(field.blank).split(",").length : 1;
    default:
      return 1;
  }
}
