import { isList, isObject, ownValue } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";

/** A JSON Schema in a document, in which references can be followed. */
export interface Schema {
  readonly document: Json;
  readonly value: Json;
}

const mostSteps = 16;

/** The schema that a schema refers to, or itself; without one, anything goes. */
export function followed({ document, value }: Schema): JsonObject {
  let current = value;
  for (let step = 0; step < mostSteps; step += 1) {
    const reference = ownValue(current, "$ref");
    if (typeof reference !== "string" || !reference.startsWith("#/")) break;
    current = pointed(document, reference.slice(2)) ?? null;
  }
  return isObject(current) ? current : {};
}

/** What a JSON Pointer, without its first slash, points to. */
function pointed(document: Json, pointer: string): Json | undefined {
  let current: Json | undefined = document;
  for (const segment of pointer.split("/")) {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    current = isList(current) ? current[Number(name)] : ownValue(current, name);
  }
  return current;
}

/** The kinds that a schema allows; all of them where it does not say. */
export function kindsOf(schema: JsonObject): readonly string[] {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (isList(type)) return type.filter((one) => typeof one === "string");
  if ("properties" in schema) return ["object"];
  if ("items" in schema || "prefixItems" in schema) return ["array"];
  return [];
}

export function numberAt(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === "number" ? value : undefined;
}

export function listAt(schema: JsonObject, name: string): readonly Json[] {
  const value = schema[name];
  return isList(value) ? value : [];
}
