import type { MarkdownNode } from "@mlops/schema";
import type { Root } from "mdast";
import { maxContainerDepth } from "../limits.ts";
import { toMarkdownNode } from "./markdown-node.ts";

/** Thrown inside the parser, before anything that recurses sees the tree. */
export class NestingError extends Error {
  override readonly name = "NestingError";
  /** Where the first node beyond the limit starts. */
  readonly offset: number;

  constructor(offset: number) {
    super(`Nested more than ${maxContainerDepth} levels deep`);
    this.offset = offset;
  }
}

/** What counts as a level. A list counts with its items, a paragraph with what holds it. */
const nestingTypes: ReadonlySet<string> = new Set([
  "blockquote",
  "delete",
  "emphasis",
  "footnoteDefinition",
  "link",
  "linkReference",
  "listItem",
  "strong",
]);

/**
 * Looks at the tree of a parser: one that nests too deeply is refused with a {@link NestingError}. Has to run before
 * transforms that recurse: running out of stack cannot always be caught.
 *
 * @param onText - Given each of its texts.
 */
export function refuseDeepNesting(tree: Root, onText: (text: string) => void): void {
  const pending: { node: MarkdownNode; level: number }[] = [{ node: toMarkdownNode(tree), level: 0 }];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const level = nestingTypes.has(item.node.type) ? item.level + 1 : item.level;
    if (level > maxContainerDepth) throw new NestingError(item.node.position?.start.offset ?? 0);
    if (item.node.type === "text" && item.node.value !== undefined) onText(item.node.value);
    for (const child of (item.node.children ?? []).toReversed()) pending.push({ node: child, level });
  }
}

/**
 * The offset of the first line that opens more quotes and list items than are read. Looked for before parsing, because
 * the time to parse one such line grows with the square of their number. Code counts too: what is code is not known yet.
 */
export function deepLineAt(text: string): number | undefined {
  if (text.length <= maxContainerDepth) return undefined;
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    if (line[0].length > maxContainerDepth && opensTooMany(line[0])) return line.index;
  }
  return undefined;
}

function opensTooMany(line: string): boolean {
  const container = /[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$))/y;
  for (let count = 0; count <= maxContainerDepth; count += 1) {
    if (!container.test(line)) return false;
  }
  return !/^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/.test(line);
}
