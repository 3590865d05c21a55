import type { MarkdownNode, Point, Position, RichText } from "@mlops/schema";
import type { Root } from "mdast";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { remarkLesson } from "../syntax/remark.ts";
import type { Range, Source } from "./source.ts";

/** The whole lesson as a tree: CommonMark, GFM, front matter and the markers. */
export function parseDocument(text: string): Root {
  return unified().use(remarkParse).use(remarkFrontmatter, "yaml").use(remarkGfm).use(remarkLesson).parse(text);
}

/** A part of the lesson read on its own, with positions in the whole text. */
export function parseRange(source: Source, range: Range): RichText {
  const markdown = source.text.slice(range.start, range.end);
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown);
  const nodes: MarkdownNode[] = tree.children.map(toMarkdownNode);
  shift(nodes, source.point(range.start));
  return { markdown, nodes, position: source.position(range.start, range.end) };
}

/** The mdast node as JSON; `data` and other undeclared extras of the parser are plain data already. */
export function toMarkdownNode(node: object): MarkdownNode {
  const type = "type" in node && typeof node.type === "string" ? node.type : "text";
  return Object.assign(node, { type });
}

/** Moves the positions of a tree that was parsed from a slice to where the slice starts. */
function shift(nodes: MarkdownNode[], origin: Point): void {
  const move = (point: Point): Point => ({
    line: point.line + origin.line - 1,
    column: point.line === 1 ? point.column + origin.column - 1 : point.column,
    offset: point.offset + origin.offset,
  });
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.position !== undefined) {
      const { start, end }: Position = node.position;
      node.position = { start: move(start), end: move(end) };
    }
    for (const child of node.children ?? []) pending.push(child);
  }
}
