import { ruleAt } from "../core/contract/rules.ts";
import type { FeatureRule, FeatureRules } from "../core/contract/rules.ts";
import { isJson } from "./json.ts";
import type { Json } from "./json.ts";

interface RuleOptions {
  /** Whether values are clipped before the schema sees them, so that its own bounds refuse nothing. */
  readonly clipsFirst: boolean;
}

/**
 * A schema with the rules of its values: those of a list are for the places of the last dimension.
 *
 * What is refused stands as `minimum`, `maximum` and `enum`. What is clipped is taken, so it stands as
 * `x-clip: { minimum, maximum }`, which refuses nothing.
 */
export function withRules(schema: Json, rules: FeatureRules, options: RuleOptions): Json {
  const { items, prefixItems } = schema;
  if (items === undefined && prefixItems === undefined) return leaf(schema, ruleAt(rules, 0), options);
  return list(schema, rules, options);
}

function list(schema: Json, rules: FeatureRules, options: RuleOptions): Json {
  const ruled = (item: unknown, place: number): unknown => {
    if (!isJson(item)) return item;
    if ("items" in item || "prefixItems" in item) return list(item, rules, options);
    return leaf(item, ruleAt(rules, place), options);
  };
  const { items, prefixItems } = schema;
  const first = Array.isArray(prefixItems) ? prefixItems.map((item, place) => ruled(item, place)) : [];
  if (!isJson(items)) return { ...schema, ...(first.length > 0 && { prefixItems: first }) };
  const isDeeper = "items" in items || "prefixItems" in items;
  if (!Array.isArray(rules) || isDeeper) {
    return { ...schema, ...(first.length > 0 && { prefixItems: first }), items: ruled(items, 0) };
  }
  // Rules by place: the items that have one are told apart from those that follow.
  const more = rules.slice(first.length).map((_rule, index) => ruled(items, first.length + index));
  return { ...schema, prefixItems: [...first, ...more] };
}

function leaf(schema: Json, rule: FeatureRule | undefined, { clipsFirst }: RuleOptions): Json {
  if (rule === undefined) return schema;
  const { name, min, max, values, outside } = rule;
  const titled = { ...(name !== undefined && { title: name }), ...schema };
  const allowed =
    values === undefined || !isPlain(schema) ? titled : { ...titled, enum: common(values, schema["enum"]) };
  if (min === undefined && max === undefined) return allowed;
  if (outside === "clip") {
    const bounds = { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
    return { ...(clipsFirst ? withoutBounds(allowed, min, max) : allowed), "x-clip": bounds };
  }
  const { minimum, maximum } = schema;
  return {
    ...allowed,
    ...(min !== undefined && { minimum: typeof minimum === "number" ? Math.max(min, minimum) : min }),
    ...(max !== undefined && { maximum: typeof maximum === "number" ? Math.min(max, maximum) : max }),
  };
}

/** Whether the schema is known to take no lists, whose values the rule would be about one by one. */
function isPlain({ type }: Json): boolean {
  return typeof type === "string" && type !== "array";
}

function common(values: readonly unknown[], own: unknown): unknown[] {
  return Array.isArray(own) ? values.filter((value) => own.includes(value)) : [...values];
}

/** The schema without those of its bounds that every clipped value keeps. */
function withoutBounds(schema: Json, min: number | undefined, max: number | undefined): Json {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const isKept = (bound: unknown, isRefused: (own: number) => boolean): boolean =>
    typeof bound === "number" && isRefused(bound);
  return {
    ...rest,
    ...(isKept(minimum, (own) => min === undefined || min < own) && { minimum }),
    ...(isKept(exclusiveMinimum, (own) => min === undefined || min <= own) && { exclusiveMinimum }),
    ...(isKept(maximum, (own) => max === undefined || max > own) && { maximum }),
    ...(isKept(exclusiveMaximum, (own) => max === undefined || max >= own) && { exclusiveMaximum }),
  };
}
