import type { RichText } from "@mlops/schema";
import type { Range, Source } from "./source.ts";

/** One line that starts with a letter, quote or bracket and has no character that Markdown gives a meaning to. */
const plain = /^[\p{L}"'(“„‘][\p{L}\p{N} ,;:.?!'"()%/+=’“”„‘–—…-]*$/u;

/** What GFM makes links of although it has no brackets. */
const autolink = /www\.|:\/\//i;

/**
 * A text that Markdown reads as one paragraph of one text, as most answers are, without the cost of a Markdown parser;
 * `undefined` for anything that may be more.
 */
export function readPlainLine(source: Source, range: Range): RichText | undefined {
  const markdown = source.text.slice(range.start, range.end);
  if (!plain.test(markdown) || autolink.test(markdown) || markdown.endsWith(" ")) return undefined;
  const at = (): RichText["position"] => source.position(range.start, range.end);
  const text = { type: "text", value: markdown, position: at() };
  return { markdown, nodes: [{ type: "paragraph", children: [text], position: at() }], position: at() };
}
