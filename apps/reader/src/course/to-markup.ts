import type { RichText } from "@mlops/schema";
import type { Nodes as HastNode, Properties } from "hast";
import { sanitize } from "hast-util-sanitize";
import type { Nodes as MdastNode } from "mdast";
import { toHast } from "mdast-util-to-hast";
import type { Markup, MarkupElement, MarkupNode } from "./markup.ts";

/**
 * Rich text as HTML that may be shown: the author's raw HTML is left out, only harmless elements, attributes and URL
 * schemes stay, and every id gets the prefix `user-content-`, so that it cannot stand in for one of the page's own.
 */
export function toMarkup(richText: Pick<RichText, "nodes">): Markup {
  // Rich text is mdast as JSON: the content package makes it from a parser's tree.
  const tree = { type: "root", children: richText.nodes } as MdastNode;
  const safe = sanitize(toHast(tree, { clobberPrefix: "" }));
  return { type: "root", children: "children" in safe ? safe.children.flatMap(toMarkupNode) : [] };
}

/** An element or a text without its source position; nothing for a comment or a doctype. */
function toMarkupNode(node: HastNode): MarkupNode[] {
  if (node.type === "text") return [{ type: "text", value: node.value }];
  if (node.type !== "element") return [];
  const { tagName } = node;
  return [
    {
      type: "element",
      tagName,
      properties: definedOnly(node.properties),
      children: node.children.flatMap(toMarkupNode),
    },
  ];
}

function definedOnly(properties: Properties): MarkupElement["properties"] {
  const kept: MarkupElement["properties"] = {};
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) kept[name] = value;
  return kept;
}
