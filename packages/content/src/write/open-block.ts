import { Source } from "../parse/source.ts";
import { BlockScanner } from "../scan/block-scanner.ts";
import { contentEnd } from "../scan/next-cut.ts";

/** How Markdown ends whose last block goes on with what comes next. */
interface OpenEnd {
  kind: "code" | "html";
  /** Where that block was opened. */
  offset: number;
  /** Whether a blank line ends it. */
  endsAtBlank: boolean;
}

/**
 * The code or HTML that would hide a line after a text.
 *
 * @param label - What the text starts with and is no Markdown.
 */
export function hiddenAfter(label: string, text: string): OpenEnd | undefined {
  const source = new Source(text);
  const scanner = new BlockScanner();
  for (const [line, start] of source.lineStarts.entries()) {
    const end = contentEnd(text, start, source.lineStarts[line + 1] ?? text.length);
    if (line === 0 && label !== "") scanner.startValue(text, label.length, end);
    else scanner.read(text, start, end);
  }
  const next = "Q:";
  const kind = scanner.hides(next, 0, next.length);
  const offset = scanner.openedAt;
  if (kind === undefined || offset === undefined) return undefined;
  scanner.read("", 0, 0);
  return { kind, offset, endsAtBlank: scanner.hides(next, 0, next.length) === undefined };
}

/** What ends HTML that does not end at a blank line, by how it starts. */
const htmlEnds: readonly [start: RegExp, end: string][] = [
  [/^<!--/, "-->"],
  [/^<\?/, "?>"],
  [/^<!\[CDATA\[/, "]]>"],
  [/^<!/, ">"],
  [/^<script/i, "</script>"],
  [/^<pre/i, "</pre>"],
  [/^<style/i, "</style>"],
  [/^<textarea/i, "</textarea>"],
];

/** The text with an end for the code or HTML that it leaves open, so that something else can follow. */
export function closed(label: string, text: string): string {
  const open = hiddenAfter(label, text);
  if (open === undefined || open.endsAtBlank) return text;
  const rest = text.slice(open.offset);
  const end = open.kind === "code" ? /^(?:`+|~+)/.exec(rest)?.[0] : htmlEnds.find(([start]) => start.test(rest))?.[1];
  return end === undefined ? text : `${text}\n${end}`;
}
