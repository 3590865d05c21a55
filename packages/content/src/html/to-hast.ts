import type { MarkdownNode, PublicText } from "@mlops/schema";
import type { Element, Nodes, Root } from "hast";
import { sanitize } from "hast-util-sanitize";
import type { Nodes as MdastNodes } from "mdast";
import { toHast } from "mdast-util-to-hast";
import type { State } from "mdast-util-to-hast";
import type { Highlight } from "./highlighter.ts";
import { safeSchema } from "./safe-schema.ts";

/** How rich text becomes HTML. */
export interface HtmlOptions {
  /**
   * What every id starts with, so that none can stand in for one of the page's own. Pieces that are shown on one page and
   * have footnotes each need one of their own.
   *
   * @default "user-content-"
   */
  idPrefix?: string | undefined;
  /** Colours code; see `createHighlight`. Without it, code has no colours. */
  highlight?: Highlight | undefined;
}

/**
 * Rich text as an HTML tree that may be shown: the author's raw HTML is left out, and of the rest only harmless elements,
 * attributes, classes and URL schemes stay. The parser's limit on nesting bounds the depth of the tree.
 */
export function richTextToHast(text: Pick<PublicText, "nodes">, options: HtmlOptions = {}): Root {
  return nodesToHast(text.nodes, options);
}

/** Turns a node that Markdown does not have into an element. */
export type OwnBlock = (state: State, node: MarkdownNode) => Element | undefined;

/** The same for a tree that may hold nodes of its own kinds; other unknown nodes are left out. */
export function nodesToHast(
  nodes: MarkdownNode[],
  { idPrefix = "user-content-", highlight }: HtmlOptions,
  ownBlock: OwnBlock = () => undefined,
): Root {
  // Rich text is mdast as JSON: this package makes it from a parser's tree.
  const root = { type: "root", children: nodes } as MdastNodes;
  const tree = toHast(root, { clobberPrefix: "", unknownHandler: ownBlock });
  if (highlight !== undefined) colourCode(tree, highlight);
  const safe = sanitize(tree, { ...safeSchema, clobberPrefix: idPrefix });
  prefixFootnoteLinks(safe, idPrefix);
  return { type: "root", children: safe.type === "root" ? safe.children : [] };
}

/** Ids have got their prefix when the tree was sanitised; footnotes and the references to them lead to ids. */
function prefixFootnoteLinks(tree: Nodes, idPrefix: string): void {
  const pending: Nodes[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!("children" in node)) continue;
    pending.push(...node.children);
    if (node.type !== "element" || node.tagName !== "a") continue;
    const { href, dataFootnoteRef, dataFootnoteBackref } = node.properties;
    const isFootnote = dataFootnoteRef !== undefined || dataFootnoteBackref !== undefined;
    if (isFootnote && typeof href === "string" && href.startsWith("#")) {
      node.properties["href"] = `#${idPrefix}${href.slice(1)}`;
    }
  }
}

function colourCode(tree: Nodes, highlight: Highlight): void {
  const pending: Nodes[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!("children" in node)) continue;
    if (node.type === "element" && node.tagName === "pre") colourElement(node, highlight);
    else pending.push(...node.children);
  }
}

function colourElement({ children: [code] }: Element, highlight: Highlight): void {
  if (code?.type !== "element" || code.tagName !== "code") return;
  const [text] = code.children;
  const language = [code.properties["className"]]
    .flat()
    .map(String)
    .find((name) => name.startsWith("language-"))
    ?.slice("language-".length);
  if (text?.type !== "text" || code.children.length !== 1 || language === undefined) return;
  code.children = highlight(text.value, language) ?? code.children;
}
