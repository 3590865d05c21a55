/** A field of a record that may be anything. */
export function fieldOf(record: unknown, field: string): unknown {
  return typeof record === "object" && record !== null ? Reflect.get(record, field) : undefined;
}
