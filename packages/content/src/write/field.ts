import type { FieldName } from "../quiz/field-names.ts";
import { labelAt } from "../quiz/label.ts";
import { markerLine } from "../scan/marker-line.ts";
import { hiddenAfter } from "./open-block.ts";

/** A field of a quiz before it is put on lines. */
export interface FieldDraft {
  name: FieldName;
  /** What stands between the braces, if anything does. */
  attributes?: readonly string[];
  /** Block Markdown; or lines that are no Markdown, none of them empty. */
  value: { markdown: string } | { lines: readonly string[] };
}

/** The field of one line that is no Markdown. */
export function wordField(name: FieldName, words: string, attributes: readonly string[] = []): FieldDraft {
  return { name, attributes, value: { lines: [words] } };
}

/** The field of a piece of Markdown. */
export function richField(
  name: FieldName,
  { markdown }: { markdown: string },
  attributes: readonly string[] = [],
): FieldDraft {
  return { name, attributes, value: { markdown } };
}

export function labelOf({ name, attributes = [] }: FieldDraft): string {
  return attributes.length === 0 ? `${name}:` : `${name}{${attributes.join(" ")}}:`;
}

/**
 * The field on its lines. Ends in a blank line where the next label would otherwise be read as HTML; lines that are no
 * Markdown are indented where they would otherwise open code or HTML.
 */
export function fieldText(field: FieldDraft): string {
  const label = labelOf(field);
  const value = "lines" in field.value ? field.value.lines.join("\n") : field.value.markdown;
  if (value === "") return label;
  const onOwnLine = "lines" in field.value ? mayBeList(field.value.lines) : startsBlock(value);
  const text = `${label}${onOwnLine ? "\n" : " "}${value}`;
  const open = hiddenAfter(label, text);
  if (open === undefined) return text;
  const isIndented = "lines" in field.value && !open.endsAtBlank;
  return isIndented ? `${label}\n${value.replaceAll(/^/gm, codeIndentation)}` : `${text}\n`;
}

/** With so many spaces before it, a line opens nothing. */
const codeIndentation = "    ";

/** Whether lines may all start after the label: several, the first of which is not read as a label or marker there. */
function mayBeList(lines: readonly string[]): boolean {
  const [first = ""] = lines;
  return lines.length > 1 && startsSafely(first);
}

/** Whether a line that starts so is neither a field nor a marker. */
export function startsSafely(line: string): boolean {
  return labelAt(line, 0, line.length) === undefined && markerLine(line, 0, line.length) === undefined;
}

const blockStarts: readonly RegExp[] = [
  /^\s/,
  /^(?:`{3,}[^`]*$|~{3,})/m,
  /^(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|$)/m,
  /^#{1,6}(?:[ \t]|$)/m,
  /^>/,
  /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/m,
  /^\[\^[^\s\]]+\]:/,
  /^\|.*\n {0,3}\|?[ \t]*:?-/,
];

/** Whether Markdown starts with something other than a paragraph, or with white space that has to stay. */
function startsBlock(markdown: string): boolean {
  const end = markdown.indexOf("\n");
  const first = end < 0 ? markdown : markdown.slice(0, end);
  if (/^ {0,3}---[A-Z]/.test(first)) return /^\s/.test(first);
  return blockStarts.some((pattern) => markdown.search(pattern) === 0) || hiddenAfter("", first) !== undefined;
}
