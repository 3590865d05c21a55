/** An object of a document, as JSON has it. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with what the function makes of each value. */
export function mapValues(values: Json, change: (value: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

/** Where a schema of the document stands, as a `$ref`. */
export function refTo(kind: "schemas" | "responses" | "headers" | "parameters", name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}
