import { htmlBlockNames } from "micromark-util-html-tag-name";

/** A kind of HTML block: how it ends. */
export interface HtmlKind {
  /** What its last line holds, or a blank line after it. */
  endsAt: RegExp | "blank";
}

/** Kinds 1 to 5 of the specification, by how they start. */
const spanning: readonly { start: RegExp; kind: HtmlKind }[] = [
  { start: /^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, kind: { endsAt: /<\/(?:script|pre|style|textarea)>/i } },
  { start: /^<!--/, kind: { endsAt: /-->/ } },
  { start: /^<\?/, kind: { endsAt: /\?>/ } },
  { start: /^<![A-Za-z]/, kind: { endsAt: />/ } },
  { start: /^<!\[CDATA\[/, kind: { endsAt: /\]\]>/ } },
];

const untilBlank: HtmlKind = { endsAt: "blank" };
const blockNames: ReadonlySet<string> = new Set(htmlBlockNames);

/** A whole tag with nothing but white space after it: kind 7, which cannot interrupt a paragraph. */
const wholeTag =
  /^<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?|\/[A-Za-z][A-Za-z0-9-]*\s*)>\s*$/;

/** A longer line with a tag is taken to be no HTML block of kind 7. */
const longestTag = 2000;

/**
 * The HTML block that a line starts, given from its `<`.
 *
 * Source: https://spec.commonmark.org/0.31.2/#html-blocks
 */
export function htmlStartOf(line: string, isInParagraph: boolean): HtmlKind | undefined {
  if (!line.startsWith("<")) return undefined;
  const found = spanning.find(({ start }) => start.test(line));
  if (found !== undefined) return found.kind;
  const name = /^<\/?([A-Za-z][A-Za-z0-9-]*)(?:\s|\/?>|$)/.exec(line)?.[1];
  if (name !== undefined && blockNames.has(name.toLowerCase())) return untilBlank;
  return !isInParagraph && line.length <= longestTag && wholeTag.test(line) ? untilBlank : undefined;
}

/** Whether a block of that kind ends in a line. */
export function htmlEndsIn({ endsAt }: HtmlKind, line: string): boolean {
  return endsAt === "blank" ? line.trim() === "" : endsAt.test(line);
}
