import { withLineFeeds } from "./line-ends.ts";

/**
 * Whether two lessons, or parts of lessons, say the same: but for positions, line ends, white space at the ends of lines of
 * prose, and the versions of keys, which depend on line ends.
 */
export function saysTheSame(one: unknown, other: unknown): boolean {
  return comparable(one) === comparable(other);
}

function comparable(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, name, field: unknown) {
    if (typeof field === "string") {
      const isKeyVersion = name === "version" && !isQuestion(this);
      if (isKeyVersion) return undefined;
      const text = withLineFeeds(field);
      return name === "markdown" ? withoutLineEndSpace(text) : text;
    }
    if (typeof field !== "object" || field === null || Array.isArray(field)) return field;
    if (name === "position" && "start" in field && "end" in field) return undefined;
    const entries = Object.entries(field);
    return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function isQuestion(value: unknown): boolean {
  return typeof value === "object" && value !== null && "prompt" in value;
}

function withoutLineEndSpace(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/(?<![ \t])[ \t]+$/, ""))
    .join("\n");
}
