import type { MarkdownNode } from "@mlops/schema";
import { noLabels } from "../markdown/labels.ts";
import { toMarkdownNode } from "../markdown/markdown-node.ts";
import { parsePart } from "../markdown/parse-range.ts";
import { rangeOf } from "../parse/sections.ts";
import { Source } from "../parse/source.ts";
import { applyEdits } from "./apply-edits.ts";
import { fenced } from "./code-fence.ts";

/** Code or HTML in Markdown, where a backslash stays a backslash. */
interface Literal {
  node: MarkdownNode;
  start: number;
  end: number;
  isTop: boolean;
}

/**
 * Markdown with the same words in which the colons and dashes at these places no longer start a field or marker.
 *
 * Most are escaped with a backslash, or as an entity. Code in the text is written so that it hides what is in it, which can fail; the
 * places are then as they were.
 */
export function escapeAt(markdown: string, places: readonly number[]): string {
  const literals = literalsOf(markdown);
  const edits = new Map<number, { start: number; end: number; text: string }>();
  for (const place of places) {
    const literal = literals.find(({ start, end }) => start <= place && place < end);
    const character = markdown.charAt(place);
    const isEscapable = character === ":" || character === "-";
    if (literal === undefined && isEscapable) {
      edits.set(place, { start: place, end: place, text: "\\" });
    } else if (literal === undefined || literal.node.type === "html") {
      edits.set(place, { start: place, end: place + 1, text: `&#${character.charCodeAt(0)};` });
    } else {
      const { start, end } = literal;
      edits.set(start, { start, end, text: hidingCode(literal) ?? markdown.slice(start, end) });
    }
  }
  return applyEdits(markdown, [...edits.values()]);
}

function literalsOf(markdown: string): Literal[] {
  const part = parsePart(new Source(markdown), { start: 0, end: markdown.length }, "fragment", noLabels);
  if ("refused" in part) return [];
  const literals: Literal[] = [];
  const top = new Set<object>(part.tree.children);
  const pending: MarkdownNode[] = [toMarkdownNode(part.tree)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "inlineCode" || node.type === "code" || node.type === "html") {
      literals.push({ node, ...rangeOf({ position: node.position }), isTop: top.has(node) });
    }
    pending.push(...(node.children ?? []));
  }
  return literals;
}

/** The same code on one line, or in a fence: there nothing starts. */
function hidingCode({ node: { type, value = "" }, isTop }: Literal): string | undefined {
  if (type === "code") return isTop ? fenced(value, "") : undefined;
  const line = value.replaceAll("\n", " ");
  const runs = new Set((line.match(/`+/g) ?? []).map((run) => run.length));
  let length = 1;
  while (runs.has(length)) length += 1;
  const pad = /^`|`$|^ .*[^ ].* $/.test(line) ? " " : "";
  return `${"`".repeat(length)}${pad}${line}${pad}${"`".repeat(length)}`;
}
