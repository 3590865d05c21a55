import { richTextToHast } from "@mlops/content/html";
import type { HtmlOptions } from "@mlops/content/html";
import type { RichText } from "@mlops/schema";
import type { Nodes as HastNode, Properties } from "hast";
import type { Markup, MarkupElement, MarkupNode } from "./markup.ts";

/** Rich text as HTML that may be shown; see `richTextToHast` for what is let through. */
export function toMarkup(richText: Pick<RichText, "nodes">, options: HtmlOptions = {}): Markup {
  return { type: "root", children: richTextToHast(richText, options).children.flatMap(toMarkupNode) };
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
