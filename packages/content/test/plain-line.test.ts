import fc from "fast-check";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import { readPlainLine } from "../src/parse/plain-line.ts";
import { Source } from "../src/parse/source.ts";

const processor = unified().use(remarkParse).use(remarkGfm);
const piece = fc.oneof(
  fc.constantFrom(
    "a",
    "B",
    "é",
    "ß",
    "中",
    "1",
    "12",
    ".",
    ")",
    "(",
    "-",
    "--",
    "+",
    "=",
    ":",
    "/",
    "//",
    "'",
    '"',
    "!",
    "?",
  ),
  fc.constantFrom(
    "…",
    "–",
    "“",
    "”",
    "%",
    " ",
    "  ",
    ";",
    ",",
    "http",
    "https",
    "www",
    "www.",
    "mailto",
    "xmpp",
    "ftp",
    "com",
  ),
  fc.constantFrom(
    "#",
    ">",
    "*",
    "_",
    "`",
    "[",
    "]",
    "|",
    "~",
    "&amp;",
    "\\",
    "<a>",
    "@",
    "\n",
    "\t",
    "\u00a0",
    "\u{1f600}",
  ),
);
const line = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(""));

describe("a line without Markdown", () => {
  it("is what the Markdown parser makes of it, or is left to that parser", () => {
    fc.assert(
      fc.property(line, (text) => {
        const found = readPlainLine(new Source(text), { start: 0, end: text.length });
        if (found !== undefined) expect(found.nodes).toEqual(processor.parse(text).children);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["Batch prediction", "It costs 5% (or less): a cache, say.", "“Quoted”, he said…"])(
    "is found: %s",
    (text) => {
      expect(readPlainLine(new Source(text), { start: 0, end: text.length })).toMatchObject({ markdown: text });
    },
  );

  it.each(["# head", "- item", "1. item", "a *b*", "www.example.org", "see http://a.b", "a\nb", "a@b.cd", "`x`", ""])(
    "is not found where there may be more: %j",
    (text) => {
      expect(readPlainLine(new Source(text), { start: 0, end: text.length })).toBeUndefined();
    },
  );
});
