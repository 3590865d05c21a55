import { isJson, mapValues } from "./json.ts";
import type { Json } from "./json.ts";

/** Keywords of JSON Schema that hold schemas by name, one schema, or a list of them. */
const byName = new Set(["properties", "patternProperties", "dependentSchemas"]);
const single = new Set([
  "items",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "contains",
  "not",
  "if",
  "then",
  "else",
]);
const listed = new Set(["prefixItems", "anyOf", "oneOf", "allOf"]);
/** They would give the schema a base of its own, or are of zod alone. */
const dropped = new Set(["$schema", "$id", "$anchor", "id"]);

/** A schema, and those that it refers to, by the names of their components. */
export interface Components {
  readonly schema: Json;
  readonly definitions: Readonly<Record<string, Json>>;
}

/**
 * A schema that was a document of its own, as components of another one: what it defines becomes components beside it,
 * and its references lead there. Values in it, such as examples, are left as they are.
 *
 * @param component - The name of the schema's own component.
 */
export function relocate(schema: Json, component: string): Components {
  const { $defs, ...root } = schema;
  const own = isJson($defs) ? $defs : {};
  const targets = new Map<string, string>();
  for (const name of Object.keys(own)) targets.set(referenceTo(name), nameFor(component, name, [...targets.values()]));
  const rename = (reference: string): string => {
    const target = reference === "#" ? component : targets.get(reference);
    return target === undefined ? reference : `#/components/schemas/${target}`;
  };
  return {
    schema: move(root, rename),
    definitions: Object.fromEntries(
      Object.entries(own).map(([name, one]) => [
        targets.get(referenceTo(name)) ?? name,
        isJson(one) ? move(one, rename) : {},
      ]),
    ),
  };
}

/** A definition as a JSON Pointer. */
function referenceTo(name: string): string {
  return `#/$defs/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A name that OpenAPI lets a component have. */
function nameFor(component: string, name: string, taken: readonly string[]): string {
  let found = `${component}-${name.replaceAll(/[^\w.-]/g, "_")}`;
  while (taken.includes(found)) found += "_";
  return found;
}

function move(schema: Json, rename: (reference: string) => string): Json {
  const within = (value: unknown): unknown => (isJson(value) ? move(value, rename) : value);
  const entries = Object.entries(schema).flatMap(([name, value]): [string, unknown][] => {
    if (dropped.has(name)) return [];
    if (name === "$ref" && typeof value === "string") return [[name, rename(value)]];
    if (name === "pattern" && !isPattern(value)) return [["x-unrepresentable", "pattern"]];
    if (byName.has(name) && isJson(value)) return [[name, mapValues(value, within)]];
    if (single.has(name)) return [[name, within(value)]];
    if (listed.has(name) && Array.isArray(value)) return [[name, value.map(within)]];
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Whether a pattern is one that JSON Schema knows: of ECMA-262, for Unicode. */
function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && new RegExp(value, "u").source !== "";
  } catch {
    return false;
  }
}
