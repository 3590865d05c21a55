import type { Position, RichText } from "@mlops/schema";
import type { Root } from "mdast";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Finding } from "../diagnostics/reporter.ts";
import { maxContainerDepth, maxTableCells } from "../limits.ts";
import type { Range, Source } from "../parse/source.ts";
import { noLabels } from "./labels.ts";
import type { Labels } from "./labels.ts";
import { toMarkdownNode } from "./markdown-node.ts";
import { parseMarkdown } from "./markdown-parser.ts";
import type { Dialect } from "./markdown-parser.ts";
import { deepLineAt, NestingError } from "./nesting.ts";

/** Why a text has no tree, and where. */
export interface Refusal {
  refused: Extract<DiagnosticCode, "text-too-deep" | "text-unparsable" | "table-too-large">;
  offset: number;
}

/** A part of a text as a tree with positions in the whole text. */
export interface ParsedRange {
  tree: Root;
  /** The labels that are defined in it. */
  labels: Labels;
  /** How many nodes the tree has. */
  nodeCount: number;
}

/** Parses a part of a text. A part that starts in the middle of a line is read as if it started the line. */
export function parsePart(source: Source, range: Range, dialect: Dialect, known: Labels): ParsedRange | Refusal {
  const text = source.text.slice(range.start, range.end);
  const deep = deepLineAt(text);
  if (deep !== undefined) return { refused: "text-too-deep", offset: range.start + deep };
  try {
    return place(parseMarkdown(text, dialect, known, source.hasHtml), source, range.start);
  } catch (error) {
    // Code that recurses in the Markdown parser may run out of stack, which is a finding about the text.
    if (error instanceof NestingError) return { refused: "text-too-deep", offset: range.start + error.offset };
    if (error instanceof RangeError) return { refused: "text-unparsable", offset: range.start };
    throw error;
  }
}

/**
 * A part of the lesson as rich text.
 *
 * @param labels - The definitions of the lesson, which references in the part can refer to.
 * @param onRefusal - Told when it cannot be parsed; it is then one paragraph with its characters as they are.
 */
export function parseRange(
  source: Source,
  range: Range,
  labels: Labels = noLabels,
  onRefusal?: (refusal: Refusal) => void,
): RichText {
  const part = parsePart(source, range, "fragment", labels);
  if ("refused" in part) {
    onRefusal?.(part);
    return verbatim(source, range);
  }
  return {
    markdown: source.text.slice(range.start, range.end),
    nodes: part.tree.children.map(toMarkdownNode),
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
  switch (refused) {
    case "text-too-deep":
      return {
        message: "Quotes, lists or emphasis are nested too deeply here.",
        expected: `at most ${maxContainerDepth} levels`,
      };
    case "text-unparsable":
      return {
        message: "The text is nested so deeply that it cannot be parsed.",
        expected: `at most ${maxContainerDepth} levels`,
      };
    case "table-too-large":
      return {
        message: "The table has more cells than are read, counting those that short rows are filled up with.",
        expected: `at most ${maxTableCells} cells`,
      };
  }
}

/** Moves the positions of a tree that was parsed from a part to where the part starts, and looks at every node once. */
function place(tree: Root, source: Source, offset: number): ParsedRange | Refusal {
  const origin = source.point(offset);
  const move = (point: Position["start"]): void => {
    if (point.line === 1) point.column += origin.column - 1;
    point.line += origin.line - 1;
    point.offset += origin.offset;
  };
  const definitions = new Set<string>();
  const footnotes = new Set<string>();
  let nodeCount = 0;
  const pending = [toMarkdownNode(tree)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodeCount += 1;
    if (node.position !== undefined && offset > 0) {
      move(node.position.start);
      move(node.position.end);
    }
    const children = node.children ?? [];
    if (node.type === "definition") definitions.add(String(node["identifier"]).toUpperCase());
    else if (node.type === "footnoteDefinition") footnotes.add(String(node["identifier"]).toUpperCase());
    else if (node.type === "table" && children.length * (children[0]?.children?.length ?? 0) > maxTableCells) {
      return { refused: "table-too-large", offset: node.position?.start.offset ?? offset };
    }
    for (const child of children) pending.push(child);
  }
  return { tree, labels: { definitions, footnotes }, nodeCount };
}
