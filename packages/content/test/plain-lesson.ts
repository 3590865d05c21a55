import type { Lesson } from "@mlops/schema";

/**
 * A lesson without what formatting may change: positions, line ends, white space at the ends of lines of prose, and the
 * versions of keys, which depend on line ends.
 */
export function plainLesson(lesson: Lesson): unknown {
  return plain(lesson, "");
}

function plain(value: unknown, name: string): unknown {
  if (typeof value === "string") {
    const text = value.replaceAll(/\r\n?/g, "\n");
    return name === "markdown" ? text.replaceAll(/[ \t]+$/gm, "") : text;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, name));
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value).filter(([key]) => key !== "position" && !(name === "key" && key === "version"));
  return Object.fromEntries(left.map(([key, field]) => [key, plain(field, key)]));
}
