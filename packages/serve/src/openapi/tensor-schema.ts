import type { InputRules } from "../core/contract/rules.ts";
import { datatypes } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import { describeTensor } from "../core/tensor/tensor.ts";
import type { TensorSpec, TensorSpecs } from "../core/tensor/tensor.ts";
import type { Json } from "./json.ts";
import { withRules } from "./rule-schema.ts";

/** One row of a tensor model as JSON Schema: an object of its tensors without their batch. */
export function tensorRowSchema(specs: TensorSpecs, rules: InputRules): Json {
  const entries = Object.entries(specs);
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([name, spec]) => [name, tensorSchema(spec, Object.hasOwn(rules, name) ? rules[name] : undefined)]),
    ),
    required: entries.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    additionalProperties: false,
  };
}

/** The datatypes whose values have no rules. */
const unruled = new Set<Datatype>(["BOOL", "BYTES", "FP16", "BF16"]);

function tensorSchema(spec: TensorSpec, rules: InputRules[string] | undefined): Json {
  const { datatype, shape, labels } = spec;
  const [, ...rest] = shape;
  const nested = rest.reduceRight<Json>((items, size) => {
    const length = typeof size === "number" ? { minItems: size, maxItems: size } : {};
    return { type: "array", items, ...length };
  }, valueSchema(datatype));
  const ruled = rules === undefined || unruled.has(datatype) ? nested : withRules(nested, rules, { clipsFirst: false });
  return {
    ...ruled,
    description: describeTensor(datatype, shape),
    ...(labels !== undefined && { "x-labels": labels }),
  };
}

/** One value. 64-bit integers have a format alone, as a bound of theirs is none that a double can hold. */
function valueSchema(datatype: Datatype): Json {
  const { range, bytes } = datatypes[datatype];
  switch (datatype) {
    case "BOOL":
      return { type: "boolean" };
    case "BYTES":
      return { type: "string" };
    case "FP16":
    case "BF16":
      return { not: {}, "x-unrepresentable": datatype };
    case "FP32":
      return { type: "number", format: "float" };
    case "FP64":
      return { type: "number", format: "double" };
    default: {
      const format = datatype.toLowerCase();
      if (range === undefined || bytes > 4)
        return { type: "integer", format, ...(datatype === "UINT64" && { minimum: 0 }) };
      return { type: "integer", format, minimum: Number(range[0]), maximum: Number(range[1]) };
    }
  }
}
