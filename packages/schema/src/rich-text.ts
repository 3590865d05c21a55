import type { Position } from "./position.ts";

/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * A node of a Markdown syntax tree (mdast) as plain JSON.
 *
 * Only the three fields that every consumer needs are named; the rest (`depth` of a heading, `url` of a link) depends on
 * `type` as https://github.com/syntax-tree/mdast lists it.
 */
export interface MarkdownNode {
  type: string;
  /** The text of a leaf node. */
  value?: string | undefined;
  children?: MarkdownNode[] | undefined;
  position?: Position | undefined;
  [field: string]: unknown;
}

/** A piece of Markdown: as the author wrote it, and as a tree. */
export interface RichText {
  /** The author's characters, verbatim. */
  markdown: string;
  /** The same as a syntax tree: block nodes in order. */
  nodes: MarkdownNode[];
  /** Where `markdown` stands in the lesson's text. */
  position: Position;
}

/** {@link RichText} as it may be sent to a learner: without places, which would tell how long what stands between is. */
export interface PublicText {
  markdown: string;
  nodes: MarkdownNode[];
}

/** Nodes whose text is not separated from what follows by a line break. */
const inlineTypes: ReadonlySet<string> = new Set([
  "break",
  "delete",
  "emphasis",
  "footnoteReference",
  "image",
  "imageReference",
  "inlineCode",
  "link",
  "linkReference",
  "strong",
  "text",
]);

/**
 * The words of a piece of rich text without any markup: for labels, search and statistics.
 *
 * Blocks are separated by one line break; the alternative text stands for an image. Walks without recursion, so that no
 * depth of nesting can overflow the stack.
 *
 * @example
 * plainText(question.prompt); // "Which pattern answers at once?"
 */
export function plainText(text: Pick<RichText, "nodes">): string {
  let words = "";
  const pending: MarkdownNode[] = text.nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isInline = inlineTypes.has(node.type);
    if (!isInline && words !== "" && !words.endsWith("\n")) words += "\n";
    if (node.type === "break") words += "\n";
    else if (typeof node["alt"] === "string") words += node["alt"];
    else if (typeof node.value === "string") words += node.value;
    for (const child of (node.children ?? []).toReversed()) pending.push(child);
  }
  return words.trim();
}
