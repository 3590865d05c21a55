import { toJSONSchema } from "zod/v4/core";
import type { $ZodType } from "zod/v4/core";
import type { InputRules } from "../core/contract/rules.ts";
import { closedObjects } from "../core/contract/unnamed-fields.ts";
import { isJson, mapValues } from "./json.ts";
import type { Json } from "./json.ts";
import { relocate } from "./relocate.ts";
import type { Components } from "./relocate.ts";
import { withRules } from "./rule-schema.ts";

/** The kinds of schemas whose values JSON Schema cannot tell. */
const untold = new Set(["bigint", "symbol", "undefined", "void", "date", "map", "set", "transform", "nan", "custom"]);

/**
 * A zod schema as JSON Schema (draft 2020-12), by zod's own `toJSONSchema`. A part that has no form there takes any value
 * and names its kind as `x-unrepresentable`; so does the whole where zod gives up, for example over a `lazy` without end.
 *
 * @param component - The name that the schema has among the document's.
 */
export function rowSchema(schema: $ZodType, io: "input" | "output", rules: InputRules, component: string): Components {
  try {
    const whole = convert(schema, io);
    if (io === "output") return relocate(whole, component);
    return relocate(closed(withInputRules(apart(whole), rules), schema), component);
  } catch {
    return { schema: { "x-unrepresentable": "schema" }, definitions: {} };
  }
}

function convert(schema: $ZodType, io: "input" | "output"): Json {
  const closedWithin = io === "input" ? closedObjects(schema) : new Set<$ZodType>();
  const converted: Json = {
    ...toJSONSchema(schema, {
      io,
      target: "draft-2020-12",
      unrepresentable: "any",
      override({ zodSchema, jsonSchema }) {
        const { type } = zodSchema._zod.def;
        if (closedWithin.has(zodSchema)) jsonSchema.additionalProperties = false;
        if (untold.has(type) && Object.keys(jsonSchema).length === 0) jsonSchema["x-unrepresentable"] = type;
        // A pattern in JSON Schema has no flags, so one that ignores case would refuse too much.
        if (!patternsOf(zodSchema).some(({ flags }) => /[ims]/.test(flags))) return;
        delete jsonSchema.pattern;
        delete jsonSchema.allOf;
        jsonSchema["x-unrepresentable"] = "pattern";
      },
    }),
  };
  return converted;
}

/** The patterns of a text, which zod keeps with the checks of its schema. */
function patternsOf({ _zod: { def } }: $ZodType): RegExp[] {
  return [def, ...(def.checks ?? []).map((check) => check._zod.def)].flatMap((one) =>
    "pattern" in one && one.pattern instanceof RegExp ? [one.pattern] : [],
  );
}

/**
 * A row that others within it refer to becomes a definition, so that what is said of the row alone can stand beside a
 * reference to it.
 */
function apart(whole: Json): Json {
  const { $defs, $ref, ...own } = whole;
  const definitions = isJson($defs) ? $defs : {};
  if (typeof $ref === "string") return { allOf: [{ $ref }], ...own, $defs: definitions };
  if (!JSON.stringify(whole).includes('"$ref":"#"')) return whole;
  let name = "row";
  while (name in definitions) name += "_";
  const root: unknown = JSON.parse(JSON.stringify(own), (key, value: unknown) =>
    key === "$ref" && value === "#" ? `#/$defs/${name}` : value,
  );
  return { allOf: [{ $ref: `#/$defs/${name}` }], $defs: { ...definitions, [name]: root } };
}

/** The kit refuses fields that an object does not name, unless its schema says otherwise; here those of the row. */
function closed(whole: Json, schema: $ZodType): Json {
  const { def } = schema._zod;
  if (def.type !== "object" || ("catchall" in def && def.catchall !== undefined)) return whole;
  return { ...whole, ["allOf" in whole ? "unevaluatedProperties" : "additionalProperties"]: false };
}

function withInputRules(whole: Json, rules: InputRules): Json {
  if (Object.keys(rules).length === 0) return whole;
  const ruled = (field: unknown, name: string): unknown => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return rule === undefined || !isJson(field) ? field : withRules(field, rule, { clipsFirst: true });
  };
  const { properties } = whole;
  if (isJson(properties)) return { ...whole, properties: mapValues(properties, ruled) };
  if ("allOf" in whole) return { ...whole, properties: mapValues(rules, (_rule, name) => ruled({}, name)) };
  const rule = rules["input"];
  return rule === undefined ? whole : withRules(whole, rule, { clipsFirst: true });
}
