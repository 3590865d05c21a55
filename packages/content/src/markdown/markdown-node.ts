import type { MarkdownNode } from "@mlops/schema";

/** The mdast node as JSON; `data` and other undeclared extras of the parser are plain data already. */
export function toMarkdownNode(node: object): MarkdownNode {
  const type = "type" in node && typeof node.type === "string" ? node.type : "text";
  return Object.assign(node, { type });
}
