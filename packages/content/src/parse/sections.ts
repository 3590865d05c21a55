import type { MarkdownNode } from "@mlops/schema";
import type { Root, RootContent } from "mdast";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { LessonMarker } from "../syntax/mdast.ts";
import { toMarkdownNode } from "./markdown-node.ts";
import type { Range, Source } from "./source.ts";

/** A marker and what follows it up to the next one. The first section has no marker. */
export interface Section {
  marker: LessonMarker | undefined;
  nodes: RootContent[];
  /** From the marker, or the start, to the next marker or the end. */
  range: Range;
}

/** Cuts the tree at its top-level markers. Front matter belongs to no section. */
export function cutSections(tree: Root, source: Source): Section[] {
  const [first] = tree.children;
  const start = first?.type === "yaml" ? rangeOf(first).end : 0;
  const sections: Section[] = [{ marker: undefined, nodes: [], range: { start, end: source.text.length } }];
  for (const node of tree.children) {
    const current = sections.at(-1);
    if (node.type === "yaml") continue;
    if (node.type !== "lessonMarker") {
      current?.nodes.push(node);
      continue;
    }
    const range = { start: rangeOf(node).start, end: source.text.length };
    if (current !== undefined) current.range.end = range.start;
    sections.push({ marker: node, nodes: [], range });
  }
  return sections;
}

/** Where a node stands. Every node of the parser has a position; one made later would not, and is at the start. */
export function rangeOf(node: { position?: LessonMarker["position"] }): Range {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

/** The code and HTML among the nodes and inside them, in order. */
export function hiddenRanges(nodes: readonly RootContent[]): Range[] {
  const ranges: Range[] = [];
  walk(nodes, (node) => {
    if (node.type === "code" || node.type === "html") ranges.push(rangeOf({ position: node.position }));
  });
  return ranges;
}

/**
 * Reports markers inside lists, quotes and footnotes, where they cannot cut a page, and turns them back into text.
 */
export function settleContainers(tree: Root, source: Source, reporter: Reporter): void {
  walk(tree.children, (node, depth) => {
    if (node.type === "lessonMarker" && depth > 1) {
      const { start, end } = rangeOf({ position: node.position });
      const value = source.text.slice(start, end);
      reporter.report("marker-in-container", source.position(start, end), {
        message: "A marker inside a list, quote or footnote does not count; it was read as text.",
        expected: "the marker at the start of a line",
        received: value,
        hint: "Take away the indentation or the `>` before it.",
      });
      Object.assign(node, { type: "paragraph", children: [{ type: "text", value, position: node.position }] });
      delete node.value;
      delete node["name"];
    }
  });
}

/** Visits nodes in the order of the text, parents first, without recursion; `depth` is 1 at the top. */
function walk(nodes: readonly object[], visit: (node: MarkdownNode, depth: number) => void): void {
  const pending = nodes.map((node) => ({ node: toMarkdownNode(node), depth: 1 })).toReversed();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    visit(item.node, item.depth);
    for (const child of (item.node.children ?? []).toReversed()) {
      pending.push({ node: child, depth: item.depth + 1 });
    }
  }
}
