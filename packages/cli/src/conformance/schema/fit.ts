import { isList, isObject } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { followed, kindsOf, listAt, numberAt } from "./schema.ts";
import type { Schema } from "./schema.ts";

const deepest = 24;

/** What is wrong with a value by a schema: the first place; `undefined` where it fits. Formats and patterns are not looked at. */
export function misfitOf(schema: Schema, value: Json, place = "", depth = 0): string | undefined {
  if (schema.value === true || depth > deepest) return undefined;
  const where = place === "" ? "the answer" : place;
  if (schema.value === false) return `nothing at ${where}`;
  const found = followed(schema);
  const at = (one: Json | undefined): Schema => ({ document: schema.document, value: one ?? true });
  const kinds = kindsOf(found);
  if ("type" in found && !kinds.some((kind) => isOfKind(value, kind))) return `${where} to be of ${kinds.join(" or ")}`;
  if ("const" in found && writeJson(found["const"] ?? null) !== writeJson(value))
    return `${where} to be ${writeJson(found["const"] ?? null)}`;
  const choices = listAt(found, "enum");
  if (choices.length > 0 && !choices.some((one) => writeJson(one) === writeJson(value))) {
    return `${where} to be one of ${choices.map(writeJson).join(", ").slice(0, 200)}`;
  }
  const some = [...listAt(found, "anyOf"), ...listAt(found, "oneOf")];
  if (some.length > 0 && some.every((one) => misfitOf(at(one), value, place, depth + 1) !== undefined)) {
    return `${where} to be one of ${some.length} forms`;
  }
  for (const one of listAt(found, "allOf")) {
    const fault = misfitOf(at(one), value, place, depth + 1);
    if (fault !== undefined) return fault;
  }
  if (typeof value === "number" || typeof value === "bigint") {
    const [least, greatest] = [numberAt(found, "minimum"), numberAt(found, "maximum")];
    if (least !== undefined && value < least) return `${where} to be at least ${least}`;
    if (greatest !== undefined && value > greatest) return `${where} to be at most ${greatest}`;
  }
  if (isList(value)) {
    const first = listAt(found, "prefixItems");
    const [least = 0, most = Infinity] = [numberAt(found, "minItems"), numberAt(found, "maxItems")];
    if (value.length < least || value.length > most) return `${where} to have ${least} to ${most} items`;
    return firstOf(
      value.map((item, index) => misfitOf(at(first[index] ?? found["items"]), item, `${place}/${index}`, depth + 1)),
    );
  }
  if (!isObject(value)) return undefined;
  const missing = listAt(found, "required").find((name) => typeof name === "string" && !Object.hasOwn(value, name));
  if (missing !== undefined) return `${where} to have ${writeJson(missing)}`;
  const properties = isObject(found["properties"]) ? found["properties"] : {};
  return firstOf(
    Object.entries(value).map(([name, item]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : found["additionalProperties"];
      return misfitOf(at(own), item, `${place}/${name}`, depth + 1);
    }),
  );
}

function firstOf(faults: readonly (string | undefined)[]): string | undefined {
  return faults.find((fault) => fault !== undefined);
}

function isOfKind(value: Json, kind: string): boolean {
  switch (kind) {
    case "object":
      return isObject(value);
    case "array":
      return isList(value);
    case "integer":
      return typeof value === "bigint" || Number.isInteger(value);
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "null":
      return value === null;
    default:
      return typeof value === kind;
  }
}
