import type { Point, Position, RichText } from "@mlops/schema";
import type { Root } from "mdast";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { Finding } from "../diagnostics/reporter.ts";
import { maxContainerDepth } from "../limits.ts";
import { remarkLesson } from "../syntax/remark.ts";
import { toMarkdownNode } from "./markdown-node.ts";
import { deepLineAt, NestingError, remarkRefuseDeepNesting } from "./nesting.ts";
import type { Range, Source } from "./source.ts";

/** Why a text has no tree, and where. */
export interface Refusal {
  refused: "text-too-deep" | "text-unparsable";
  offset: number;
}

interface Parser {
  parse(text: string): Root;
}

let documentParser: Parser | undefined;
let fragmentParser: Parser | undefined;

/** The whole lesson as a tree: CommonMark, GFM, front matter and the markers. */
export function parseDocument(text: string): Root | Refusal {
  documentParser ??= unified()
    .use(remarkParse)
    .use(remarkRefuseDeepNesting)
    .use(remarkFrontmatter, "yaml")
    .use(remarkGfm)
    .use(remarkLesson)
    .freeze();
  return parseWith(documentParser, text);
}

/** A part of the lesson read on its own, with positions in the whole text: CommonMark and GFM, no markers. */
export function parseFragment(source: Source, range: Range): Root | Refusal {
  fragmentParser ??= unified().use(remarkParse).use(remarkRefuseDeepNesting).use(remarkGfm).freeze();
  const tree = parseWith(fragmentParser, source.text.slice(range.start, range.end));
  if ("refused" in tree) return { refused: tree.refused, offset: tree.offset + range.start };
  shift(tree, source.point(range.start));
  return tree;
}

/**
 * A part of the lesson as rich text.
 *
 * @param onRefusal - Told when it cannot be parsed; it is then one paragraph with its characters as they are.
 */
export function parseRange(source: Source, range: Range, onRefusal?: (refusal: Refusal) => void): RichText {
  const tree = parseFragment(source, range);
  if ("refused" in tree) {
    onRefusal?.(tree);
    return verbatim(source, range);
  }
  return {
    markdown: source.text.slice(range.start, range.end),
    nodes: tree.children.map(toMarkdownNode),
    position: source.position(range.start, range.end),
  };
}

/** A part of the lesson as one paragraph with its characters as they are. */
export function verbatim(source: Source, range: Range): RichText {
  const markdown = source.text.slice(range.start, range.end);
  const position = source.position(range.start, range.end);
  const text = { type: "text", value: markdown, position };
  return { markdown, nodes: [{ type: "paragraph", children: [text], position }], position };
}

/** What to say about a refusal. */
export function refusalFinding({ refused }: Refusal): Finding {
  const message =
    refused === "text-too-deep"
      ? "Quotes, lists or emphasis are nested too deeply here."
      : "The text is nested so deeply that it cannot be parsed.";
  return { message, expected: `at most ${maxContainerDepth} levels` };
}

/** Parses; code that recurses in the Markdown parser may still run out of stack, which is a finding about the text. */
function parseWith(parser: Parser, text: string): Root | Refusal {
  const offset = deepLineAt(text);
  if (offset !== undefined) return { refused: "text-too-deep", offset };
  try {
    return parser.parse(text);
  } catch (error) {
    if (error instanceof NestingError) return { refused: "text-too-deep", offset: error.offset };
    if (error instanceof RangeError) return { refused: "text-unparsable", offset: 0 };
    throw error;
  }
}

/** Moves the positions of a tree that was parsed from a slice to where the slice starts. */
function shift(tree: Root, origin: Point): void {
  const move = (point: Point): Point => ({
    line: point.line + origin.line - 1,
    column: point.line === 1 ? point.column + origin.column - 1 : point.column,
    offset: point.offset + origin.offset,
  });
  const pending = [toMarkdownNode(tree)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.position !== undefined) {
      const { start, end }: Position = node.position;
      node.position = { start: move(start), end: move(end) };
    }
    for (const child of node.children ?? []) pending.push(child);
  }
}
