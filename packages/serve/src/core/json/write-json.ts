/**
 * A value as JSON, with every digit of its big integers, which `JSON.stringify` refuses.
 *
 * @returns `undefined` for what has no form in JSON, as `JSON.stringify` does.
 * @throws TypeError for a value that holds itself.
 */
export function writeJson(value: unknown): string | undefined {
  let hasBig = false;
  const text: string | undefined = JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one !== "bigint") return one;
    hasBig = true;
    return 0;
  });
  // Here it is known that the value does not hold itself.
  return hasBig ? exactly(value) : text;
}

function exactly(value: unknown): string | undefined {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => exactly(item) ?? "null").join(",")}]`;
  if (typeof value !== "object" || value === null || "toJSON" in value) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([key, item]) => {
    const text = exactly(item);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${members.join(",")}}`;
}
