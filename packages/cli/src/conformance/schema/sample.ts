import { isObject } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { followed, kindsOf, listAt, numberAt } from "./schema.ts";
import type { Schema } from "./schema.ts";

const deepest = 12;

/**
 * A value that fits a schema as far as its kinds, bounds, lengths, choices and examples tell.
 *
 * @param index - Which one: other indexes give other values where the schema leaves room.
 */
export function sampleOf(schema: Schema, index: number, depth = 0): Json {
  const found = followed(schema);
  const at = (value: Json | undefined): Schema => ({ document: schema.document, value: value ?? {} });
  if ("const" in found) return found["const"] ?? null;
  const choices = [...listAt(found, "enum"), ...(index === 0 ? listAt(found, "examples") : [])];
  const choice = choices[index % Math.max(1, choices.length)];
  if (choice !== undefined) return choice;
  if (index === 0 && found["example"] !== undefined) return found["example"];
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const [first] = listAt(found, key);
    if (first !== undefined && depth < deepest) return sampleOf(at(first), index, depth + 1);
  }
  const [kind = "null"] = kindsOf(found);
  switch (kind) {
    case "object":
      return depth < deepest ? sampleObject(found, at, index, depth) : {};
    case "array":
      return depth < deepest ? sampleList(found, at, index, depth) : [];
    case "integer":
    case "number":
      return sampleNumber(found, kind === "integer", index);
    case "boolean":
      return index % 2 === 0;
    case "string":
      return sampleText(found, index);
    default:
      return null;
  }
}

function sampleObject(found: JsonObject, at: (value: Json) => Schema, index: number, depth: number): Json {
  const properties = found["properties"];
  if (!isObject(properties)) return {};
  // Every second one has what may be left out as well.
  const required = new Set(index % 2 === 0 ? Object.keys(properties) : listAt(found, "required"));
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.has(name))
      .map(([name, value], place) => [name, sampleOf(at(value), index + (place === 0 ? 0 : index), depth + 1)]),
  );
}

function sampleList(found: JsonObject, at: (value: Json | undefined) => Schema, index: number, depth: number): Json {
  const first = listAt(found, "prefixItems");
  const count = Math.max(numberAt(found, "minItems") ?? Math.min(2, numberAt(found, "maxItems") ?? 2), first.length);
  return Array.from({ length: count }, (_, place) => {
    return sampleOf(at(first[place] ?? found["items"]), index === 0 ? 0 : index + place, depth + 1);
  });
}

function sampleNumber(found: JsonObject, isWhole: boolean, index: number): number {
  const step = isWhole ? 1 : 0.5;
  const above = numberAt(found, "exclusiveMinimum");
  const below = numberAt(found, "exclusiveMaximum");
  const least = numberAt(found, "minimum") ?? (above === undefined ? undefined : above + step);
  const greatest = numberAt(found, "maximum") ?? (below === undefined ? undefined : below - step);
  const from = least ?? Math.min(1, greatest ?? 1);
  const value = from + index * step;
  if (greatest === undefined || value <= greatest) return value;
  const room = greatest - from;
  if (room <= 0) return from;
  // Within narrow bounds, other values lie between them.
  return isWhole ? from + (index % (Math.floor(room) + 1)) : from + (room * (index % 7)) / 7;
}

function sampleText(found: JsonObject, index: number): string {
  const longest = numberAt(found, "maxLength") ?? Infinity;
  const text = `text ${index}`.slice(0, longest);
  return text.padEnd(numberAt(found, "minLength") ?? 0, "x");
}
