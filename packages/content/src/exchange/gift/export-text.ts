import type { MarkdownNode, RichText } from "@mlops/schema";
import { fenced } from "../../write/code-fence.ts";
import type { Lose } from "./import-text.ts";
import { giftFormats, percentOf } from "./syntax.ts";
import type { GiftDescription, GiftText } from "./syntax.ts";
import type { Draft } from "./write.ts";

/** A text that is written, without a place. */
export type TextDraft = Omit<GiftText, "position">;

/** Markdown as the text of a question. */
export function stemOf(text: RichText, field: string, lose: Lose): TextDraft {
  return { format: "markdown", value: checked(text, field, lose) };
}

/** Markdown as the text of an answer, which has the format of its question. */
export function answerOf(text: RichText, field: string, lose: Lose): TextDraft {
  return marked(checked(text, field, lose));
}

/** A text whose start would be read as a format or weight gets a format of its own. */
export function marked(value: string): TextDraft {
  const isMarked = value.startsWith("%") || giftFormats.some((name) => value.startsWith(`[${name}]`));
  return { ...(isMarked && { format: "markdown" as const }), value };
}

/** A description in Markdown. */
export function describe(text: RichText, field: string, lose: Lose): Draft<GiftDescription> {
  return { type: "description", tags: [], stem: stemOf(text, field, lose) };
}

/** Markdown that white space at its start is no part of: code that is indented there gets a fence. */
function checked({ markdown, nodes, position }: RichText, field: string, lose: Lose): string {
  loseReferences(nodes, field, lose);
  if (markdown.trimStart() === markdown) return markdown;
  const [first] = nodes;
  const end = first?.position?.end.offset;
  if (first?.type === "code" && end !== undefined) {
    return fenced(first.value ?? "", "") + markdown.slice(end - position.start.offset);
  }
  lose("indentation", field, "GIFT leaves out the white space at the start of a text.");
  return markdown;
}

/** Says that definitions of links and footnotes stand elsewhere, where GIFT has no elsewhere. */
export function loseReferences(nodes: readonly MarkdownNode[], field: string, lose: Lose): void {
  const isDefinition = ({ type }: MarkdownNode): boolean => type === "definition" || type === "footnoteDefinition";
  const defined = new Set(nodes.filter(isDefinition).map((node) => node["identifier"]));
  const isMissing = (node: MarkdownNode): boolean =>
    node.type.endsWith("Reference") && !defined.has(node["identifier"]);
  if (someNode(nodes, isMissing)) {
    lose(
      "definition-missing",
      field,
      "The text refers to a definition elsewhere in the lesson, which GIFT does not carry.",
    );
  }
}

/** Whether a node, or one in it, is such a one. */
function someNode(nodes: readonly MarkdownNode[], test: (node: MarkdownNode) => boolean): boolean {
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (test(node)) return true;
    pending.push(...(node.children ?? []));
  }
  return false;
}

const arrow = "->";

/** The text without an arrow, which has a meaning there and cannot be escaped; `undefined` where it stands in code. */
export function withoutArrow(text: RichText, field: string, lose: Lose): RichText | undefined {
  if (!text.markdown.includes(arrow)) return text;
  const isLiteral = ({ type, value = "" }: MarkdownNode): boolean =>
    (type === "code" || type === "inlineCode" || type === "html") && value.includes(arrow);
  const isAddress = ({ url }: MarkdownNode): boolean => typeof url === "string" && url.includes(arrow);
  if (someNode(text.nodes, (node) => isLiteral(node) || isAddress(node))) return undefined;
  lose("arrow-escaped", field, String.raw`GIFT reads an arrow as the middle of a pair; it was written as -\>.`);
  return { ...text, markdown: text.markdown.replaceAll(arrow, String.raw`-\>`) };
}

/** A share as percent. */
export function weightOf(share: number, field: string, lose: Lose): string {
  const { percent, isKnown } = percentOf(share);
  if (!isKnown)
    lose(
      "weight-unknown",
      field,
      `Moodle has no weight of ${percent}%; it refuses the question or takes the nearest one.`,
    );
  return percent;
}
