/**
 * A value as text, such that two values have the same text only where a function cannot tell them apart: `1` from `"1"`,
 * 0 from −0, a name that is missing from one that is undefined, names in one order from those in another.
 *
 * @returns `undefined` for what has no such text: functions, symbols, and objects of classes other than dates and bytes.
 */
export function canonicalText(value: unknown): string | undefined {
  const parts: string[] = [];
  return write(value, parts) ? parts.join("") : undefined;
}

/** How deep values are followed; one that holds itself has no end. */
const maxDepth = 200;

function write(value: unknown, parts: string[], depth = 0): boolean {
  switch (typeof value) {
    case "string":
      // Quoted, so that no text can look like what follows it; lone surrogates are escaped, so that all stay distinct.
      parts.push(JSON.stringify(value));
      return true;
    case "number":
      parts.push(Object.is(value, -0) ? "-0" : String(value));
      return true;
    case "bigint":
      parts.push(`${value}n`);
      return true;
    case "boolean":
    case "undefined":
      parts.push(String(value));
      return true;
    case "object":
      return depth < maxDepth && writeObject(value, parts, depth + 1);
    default:
      return false;
  }
}

function writeObject(value: object | null, parts: string[], depth: number): boolean {
  if (value === null) {
    parts.push("null");
    return true;
  }
  if (Array.isArray(value)) return writeList(value, parts, depth);
  if (value instanceof Date) {
    parts.push("d", String(value.getTime()), ";");
    return Object.keys(value).length === 0;
  }
  if (value instanceof Uint8Array && value.constructor === Uint8Array) {
    parts.push("b", Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"), ";");
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  parts.push(prototype === null ? "n{" : "{");
  for (const [name, one] of Object.entries(value)) {
    parts.push(JSON.stringify(name), ":");
    if (!write(one, parts, depth)) return false;
    parts.push(",");
  }
  parts.push("}");
  return true;
}

function writeList(list: readonly unknown[], parts: string[], depth: number): boolean {
  parts.push("[");
  for (let index = 0; index < list.length; index += 1) {
    if (Object.hasOwn(list, index)) {
      if (!write(list[index], parts, depth)) return false;
    }
    parts.push(",");
  }
  parts.push("]");
  // A list with names besides, as a match of a pattern has them.
  return Object.keys(list).every((key) => /^[0-9]+$/.test(key));
}
