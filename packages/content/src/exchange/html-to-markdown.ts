import type { Nodes } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toMdast } from "hast-util-to-mdast";
import { maxContainerDepth, maxPageLength } from "../limits.ts";
import { markdownOf, textToMarkdown } from "./text-to-markdown.ts";

/** What became of a piece of HTML. */
export interface HtmlConversion {
  markdown: string;
  /** The names of elements that Markdown does not have; their content stays, but for scripts and styles. */
  elements: string[];
  /** Attributes that Markdown does not have, as `span style`. */
  attributes: string[];
  /** True when it was too large or too deep to convert: then the Markdown shows its source. */
  isSource: boolean;
}

/** Elements that Markdown has, or that say nothing by themselves. */
const convertible: ReadonlySet<string> = new Set(
  (
    "a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s samp section span strike strong " +
    "table tbody td tfoot th thead tr tt ul"
  ).split(" "),
);

/** The attributes that Markdown has, by element; a code block's class is its language. */
const kept: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "title"],
  img: ["src", "alt", "title"],
  ol: ["start"],
  td: ["align"],
  th: ["align"],
};

/** Converts a piece of HTML to Markdown; what Markdown does not have is listed. Never throws. */
export function htmlToMarkdown(html: string): HtmlConversion {
  const refused = { markdown: textToMarkdown(html), elements: [], attributes: [], isSource: true };
  if (html.length > maxPageLength || hasOpenFormatting(html)) return refused;
  try {
    const tree = fromHtml(html, { fragment: true });
    const found = listLosses(tree);
    if (found === undefined) return refused;
    return { markdown: markdownOf(toMdast(tree)), ...found, isSource: false };
  } catch (error) {
    // Deep nesting overflows the stack of the parser.
    if (error instanceof RangeError) return refused;
    throw error;
  }
}

/** How many formatting elements may be open at once: each of them is opened again in every paragraph that follows. */
const maxOpenFormatting = 20;
const formattingTag = /<(\/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])/gi;

function hasOpenFormatting(html: string): boolean {
  const open = new Map<string, number>();
  let total = 0;
  for (const [, slash, tag = ""] of html.matchAll(formattingTag)) {
    const name = tag.toLowerCase();
    const count = open.get(name) ?? 0;
    if (slash === "/" && count === 0) continue;
    open.set(name, count + (slash === "/" ? -1 : 1));
    total += slash === "/" ? -1 : 1;
    if (total > maxOpenFormatting) return true;
  }
  return false;
}

/** What is lost in a tree; `undefined` where it is too deep. */
function listLosses(tree: Nodes): { elements: string[]; attributes: string[] } | undefined {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const pending: { node: Nodes; depth: number; parent: string }[] = [{ node: tree, depth: 0, parent: "" }];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { node, depth, parent } = item;
    if (depth > maxContainerDepth) return undefined;
    const name = node.type === "element" ? node.tagName : "";
    if (node.type === "element") {
      if (!convertible.has(name)) elements.add(name);
      for (const [property, value] of Object.entries(node.properties)) {
        const isLanguage = name === "code" && parent === "pre" && property === "className" && isLanguageClass(value);
        const attribute = property === "className" ? "class" : property.toLowerCase();
        if (!isLanguage && kept[name]?.includes(attribute) !== true) attributes.add(`${name} ${attribute}`);
      }
    }
    if (!("children" in node)) continue;
    for (const child of node.children.toReversed()) pending.push({ node: child, depth: depth + 1, parent: name });
  }
  return { elements: [...elements], attributes: [...attributes] };
}

function isLanguageClass(value: unknown): boolean {
  return Array.isArray(value) && value.length === 1 && String(value[0]).startsWith("language-");
}
