import { htmlEndsIn, htmlStartOf } from "./html-block.ts";
import type { HtmlKind } from "./html-block.ts";
import { maxContainerDepth } from "../limits.ts";
import { codeIndent, indentOf, skipColumns } from "./columns.ts";

/** Code or HTML that runs over several lines. */
interface OpenBlock {
  kind: "code" | "html";
  /** How many quote marks stand before it on each of its lines. */
  quotes: number;
  /** How far its lines are indented at least, within the list item or footnote that holds it; 0 where none does. */
  indent: number;
  /** Of code: the fence, as the closing one has to repeat it. */
  fence: { mark: string; length: number } | undefined;
  html: HtmlKind | undefined;
  /** Where it was opened. */
  offset: number;
}

/** What stands before the content of a line. */
interface Prefix {
  quotes: number;
  /** The column at which the content starts, within the quotes. */
  indent: number;
  /** Where the content starts. */
  start: number;
}

/**
 * Reads Markdown line by line, just as far as is needed to know what stands in fenced code or in HTML.
 *
 * Follows the block structure of CommonMark (https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy) for what
 * matters to lines that start with at most three spaces. What it says about pages is checked against the Markdown parser
 * when they are parsed.
 */
export class BlockScanner {
  #open: OpenBlock | undefined;
  /** Whether the line before belongs to a paragraph. */
  #isInParagraph = false;
  /** The columns at which the content of the open list items and footnotes starts, outermost first. */
  #items: number[] = [];
  readonly #hasHtml: boolean;

  /** @param hasHtml - Whether HTML blocks are looked for. */
  constructor(hasHtml = true) {
    this.#hasHtml = hasHtml;
  }

  /** Whether what starts on this line stands in code or in HTML. Does not move on. */
  hides(text: string, start: number, end: number): "code" | "html" | undefined {
    return this.#open !== undefined && continues(this.#open, text, start, end) ? this.#open.kind : undefined;
  }

  /** Whether this line may belong to a list item or footnote that was open before it. */
  holds(text: string, start: number, end: number): boolean {
    const innermost = this.#items[0];
    return innermost !== undefined && indentOf(text, start, end).columns >= innermost;
  }

  /** Whether what follows may go on with a paragraph, so that no indentation makes code of it. */
  get isInParagraph(): boolean {
    return this.#isInParagraph;
  }

  /** Starts afresh with what follows the label of a field on its line. */
  startValue(text: string, start: number, end: number): void {
    this.reset();
    const value = indentOf(text, start, end).offset;
    if (value < end) this.read(text, value, end);
  }

  /** Where the fence or HTML was opened that the text so far ends in, if it does. */
  get openedAt(): number | undefined {
    return this.#open?.offset;
  }

  /** Whether that is code or HTML. */
  get opened(): "code" | "html" | undefined {
    return this.#open?.kind;
  }

  /** Moves past a line, given without its line end. */
  read(text: string, start: number, end: number): void {
    const open = this.#open;
    if (open !== undefined) {
      if (continues(open, text, start, end)) {
        if (closes(open, text, start, end)) this.#close();
        return;
      }
      this.#close();
    }
    const prefix = this.#readContainers(text, start, end);
    const indent = indentOf(text, prefix.start, end);
    if (indent.offset === end) {
      this.#isInParagraph = false;
      return;
    }
    if (indent.columns >= codeIndent) return;
    const content = text.slice(indent.offset, Math.min(end, indent.offset + longestStart));
    const fence = fenceIn(content, text.slice(indent.offset, end));
    if (fence !== undefined) {
      this.#enter({ kind: "code", ...prefix, fence, html: undefined, offset: indent.offset });
      return;
    }
    const html = this.#hasHtml ? htmlStartOf(text.slice(indent.offset, end), this.#isInParagraph) : undefined;
    if (html !== undefined) {
      this.#isInParagraph = false;
      const isOneLine = htmlEndsIn(html, text.slice(indent.offset, end));
      if (!isOneLine) this.#enter({ kind: "html", ...prefix, fence: undefined, html, offset: indent.offset });
      return;
    }
    this.#isInParagraph = !/^(?:#{1,6}(?:[ \t]|$)|(?:[-*_][ \t]*){3,}$|=+[ \t]*$)/.test(content);
  }

  /** Forgets everything, as at the start of a text. */
  reset(): void {
    this.#close();
    this.#items = [];
  }

  #enter(block: OpenBlock): void {
    this.#open = block;
    this.#isInParagraph = false;
  }

  #close(): void {
    this.#open = undefined;
    this.#isInParagraph = false;
  }

  /** Reads quote marks, list marks and footnote labels, and the indentation that continues list items. */
  #readContainers(text: string, start: number, end: number): Prefix {
    const prefix: Prefix = { quotes: 0, indent: 0, start };
    let items = this.#items;
    for (let count = 0; count <= maxContainerDepth; count += 1) {
      const indent = indentOf(text, prefix.start, end);
      if (indent.offset === end) return prefix;
      const inside = items.filter((column) => column <= prefix.indent + indent.columns);
      if (inside.length < items.length && !this.#isInParagraph) items = inside;
      const content = inside.at(-1) ?? 0;
      if (prefix.indent + indent.columns - content >= codeIndent) {
        prefix.start = skipColumns(text, prefix.start, end, Math.max(0, content - prefix.indent));
        prefix.indent = Math.max(prefix.indent, content);
        break;
      }
      if (text[indent.offset] === ">") {
        prefix.quotes += 1;
        prefix.indent = 0;
        prefix.start = indent.offset + (/[ \t]/.test(text.charAt(indent.offset + 1)) ? 2 : 1);
        items = [];
        this.#isInParagraph = false;
        continue;
      }
      const mark = containerMark.exec(text.slice(indent.offset, Math.min(end, indent.offset + longestMark)))?.[0];
      if (mark === undefined || isThematicBreak(text.slice(indent.offset, end))) {
        if (inside.length > 0) {
          prefix.start = skipColumns(text, prefix.start, end, Math.max(0, content - prefix.indent));
          prefix.indent = Math.max(prefix.indent, content);
        }
        break;
      }
      const column = prefix.indent + indent.columns;
      const after = indent.offset + mark.length;
      const space = indentOf(text, after, end);
      const isFootnote = mark.startsWith("[");
      const isFar = space.offset === end || space.columns > codeIndent;
      const width = isFootnote ? codeIndent - indent.columns : mark.length + (isFar ? 1 : space.columns);
      items = [...inside, isFootnote ? content + codeIndent : column + width];
      this.#isInParagraph = false;
      prefix.indent = items.at(-1) ?? 0;
      prefix.start = isFar && !isFootnote ? Math.min(end, after + 1) : space.offset;
    }
    this.#items = items;
    return prefix;
  }
}

/** As much of a line as tells a heading or a fence. */
const longestStart = 1000;

/** As much of a line as holds a list mark or a footnote's label. */
const longestMark = 1005;

const containerMark = /^(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$)|^\[\^[^\s[\]]{1,999}\]:/;

function isThematicBreak(line: string): boolean {
  return /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(line);
}

function fenceIn(start: string, line: string): OpenBlock["fence"] {
  const run = /^(?:`{3,}|~{3,})/.exec(start)?.[0];
  if (run === undefined) return undefined;
  const mark = run.charAt(0);
  return mark === "`" && line.includes("`", run.length) ? undefined : { mark, length: run.length };
}

/** The place after the quote marks that a block stands behind; `undefined` where the line has fewer. */
function afterQuotes(quotes: number, text: string, start: number, end: number): number | undefined {
  let place = start;
  for (let count = 0; count < quotes; count += 1) {
    const indent = indentOf(text, place, end);
    if (indent.columns >= codeIndent || text[indent.offset] !== ">" || indent.offset >= end) return undefined;
    place = indent.offset + (/[ \t]/.test(text.charAt(indent.offset + 1)) ? 2 : 1);
  }
  return Math.min(place, end);
}

function continues({ quotes, indent, html }: OpenBlock, text: string, start: number, end: number): boolean {
  const place = afterQuotes(quotes, text, start, end);
  if (place === undefined) return false;
  const own = indentOf(text, place, end);
  if (own.offset === end) return html === undefined || html.endsAt !== "blank";
  return own.columns >= indent;
}

function closes({ quotes, indent, fence, html }: OpenBlock, text: string, start: number, end: number): boolean {
  const place = afterQuotes(quotes, text, start, end) ?? start;
  const content = skipColumns(text, place, end, indent);
  if (html !== undefined) return htmlEndsIn(html, text.slice(content, end));
  const own = indentOf(text, content, end);
  if (fence === undefined || own.columns >= codeIndent) return false;
  const line = text.slice(own.offset, end).trimEnd();
  return line.length >= fence.length && line === fence.mark.repeat(line.length);
}
