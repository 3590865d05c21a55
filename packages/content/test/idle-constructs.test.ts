import fc from "fast-check";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import { noLabels } from "../src/markdown/labels.ts";
import { idleConstructs } from "../src/markdown/idle-constructs.ts";
import { parseMarkdown } from "../src/markdown/markdown-parser.ts";
import { runs } from "./helpers.ts";

const remark = unified().use(remarkParse).use(remarkGfm).freeze();

/** Texts in which GFM makes a link, mostly where the characters that say so are written in another way. */
const links = [
  "a@b.co",
  "a&commat;b.co",
  "a&#64;b.co",
  "a\\@b.co",
  "mailto:a@b.co",
  "xmpp:a@b.co/c",
  "www.a.org",
  "WwW.a.org",
  "www&period;a.org",
  "ww\\w.a.org www\\.a.org",
  "https://a.org",
  "HTTP://a.org",
  "http&colon;//a.org",
  "http:/\\/a.org",
];

const tables = ["|a|\n|-|", "a | b\n-|-", "a\n:-", "a\n-:", "- a\n  :-:", "> a\n> :--\n> b"];

const piece = fc.constantFrom(
  ...links,
  ...tables,
  ...[
    "a",
    "b@",
    "@c.d",
    "://",
    "www.",
    "www",
    ".a.org",
    "http:",
    "//",
    ":-",
    "-:",
    "-",
    "--",
    "|",
    "a:",
    "\\",
    "&amp;",
  ],
  ...["[a](b)", "[a](https://b.org)", "<a@b.co>", "<https://a.org>", "`a@b.co`", "*", "**", "~~", "[", "]", "(", ")"],
  ...["- a", "> b", "1. c", "    d", "# e", "===", "```", "<p>", "[^1]", "[^1]: f", "[g]: /h", "+._-a", "/www.a.org"],
);
const separator = fc.constantFrom("", " ", "\n", "\n", "\n\n", "\r\n", "  \n", "\t");
const soup = fc
  .array(fc.tuple(piece, separator), { maxLength: 25 })
  .map((parts) => parts.map((part) => part.join("")).join(""));

describe("a text that is parsed without the constructs that find nothing in it", () => {
  it.each(links)("gives the link of %j that remark finds", (text) => {
    const tree = parseMarkdown(text, "fragment", noLabels, true);
    expect(tree).toEqual(remark.parse(text));
    expect(JSON.stringify(tree)).toContain('"link"');
  });

  it.each(tables)("gives the table of %j that remark finds", (text) => {
    const tree = parseMarkdown(text, "fragment", noLabels, true);
    expect(tree).toEqual(remark.parse(text));
    expect(JSON.stringify(tree)).toContain('"table"');
  });

  it("gives the tree of remark, with the same positions, whatever it holds", () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(parseMarkdown(text, "fragment", noLabels, true)).toEqual(remark.parse(text));
      }),
      { numRuns: runs(500) },
    );
  });

  it("leaves out all of them where the text is words, and none where it holds what each needs", () => {
    expect(idleConstructs("Some **words**, and `code`.")).toEqual([
      "emailAutolink",
      "protocolAutolink",
      "wwwAutolink",
      "table",
    ]);
    expect(idleConstructs("@ :// WWW. |")).toEqual([]);
  });
});
