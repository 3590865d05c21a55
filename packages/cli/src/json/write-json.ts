import type { Json } from "./parse-json.ts";

/** A value as JSON text. Numbers that JSON has no form for become `null`. */
export function writeJson(value: Json): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isItems(value)) return `[${value.map(writeJson).join(",")}]`;
  return `{${Object.entries(value)
    .map(([name, one]) => `${JSON.stringify(name)}:${writeJson(one)}`)
    .join(",")}}`;
}

function isItems(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
