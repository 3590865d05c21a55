import { safeParseAsync } from "zod/v4/core";
import type { $ZodIssue, $ZodType } from "zod/v4/core";
import { kindOf } from "../errors/kind-of.ts";
import { toPointer } from "../errors/pointer.ts";
import type { InputFault } from "../errors/serve-error.ts";
import { unnamedField, unnamedFields } from "./unnamed-fields.ts";

/** A parsed value, or what is wrong with it. */
export type Validation = { readonly value: unknown } | { readonly faults: readonly InputFault[] };

/**
 * Checks a value against a schema; see {@link unnamedFields} for what it refuses beyond the schema.
 *
 * @param levels - How deep unnamed fields are looked for. Default: everywhere.
 */
export async function validate(schema: $ZodType, value: unknown, levels?: number): Promise<Validation> {
  const extra = unnamedFields(schema, value, levels);
  const result = await safeParseAsync(schema, value);
  const faults = result.success ? extra : [...extra, ...result.error.issues.flatMap((issue) => toFaults(issue, value))];
  return faults.length === 0 && result.success ? { value: result.data } : { faults };
}

function toFaults(issue: $ZodIssue, value: unknown): InputFault[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unnamedField(issue.path, key));
  const expected = expectation(issue);
  return [
    {
      pointer: toPointer(issue.path),
      detail: issue.message,
      ...(expected !== undefined && { expected }),
      received: kindOf(valueAt(value, issue.path)),
    },
  ];
}

/** What an issue asked for, where zod says it as data. */
function expectation(issue: $ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_value":
      return issue.values.map((allowed) => JSON.stringify(allowed) ?? String(allowed)).join(" or ");
    case "invalid_format":
      return issue.format;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    default:
      return undefined;
  }
}

function unitOf(origin: string): string {
  if (origin === "array" || origin === "set") return " items";
  return origin === "string" ? " characters" : "";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
