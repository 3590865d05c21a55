import { describe, expect, it } from "vitest";
import { fromMarkdown } from "mdast-util-from-markdown";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import remarkParse from "remark-parse";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import type { Root } from "mdast";
import { lessonMarkers, lessonMarkersFromMarkdown, lessonMarkersToMarkdown, remarkLesson } from "@mlops/content";
import type { LessonMarker } from "@mlops/content";

const processor = unified().use(remarkParse).use(remarkFrontmatter, "yaml").use(remarkGfm).use(remarkLesson).freeze();
const parse = (text: string): Root => processor.parse(text);
const types = (text: string): string[] => parse(text).children.map((node) => node.type);
const markers = (text: string): LessonMarker[] =>
  parse(text).children.filter((node): node is LessonMarker => node.type === "lessonMarker");

describe("a marker", () => {
  it.each(["PAGE", "QUIZ", "END-QUIZ"] as const)("---%s--- on a line of its own is a node with its name", (name) => {
    expect(markers(`a\n\n---${name}---\n\nb`)).toMatchObject([{ name, value: "" }]);
  });

  it("has the position from its first dash to the end of its line", () => {
    const position = { start: { line: 3, column: 1, offset: 3 }, end: { line: 3, column: 11, offset: 13 } };
    expect(markers("a\n\n---PAGE---\nb")).toMatchObject([{ position }]);
  });

  it.each([0, 1, 2, 3])("may be indented by %i spaces, which are no part of it", (count) => {
    const position = { start: { column: count + 1 }, end: { column: count + 11 } };
    expect(markers(`${" ".repeat(count)}---PAGE---\n`)).toMatchObject([{ name: "PAGE", position }]);
  });

  it.each([
    ["a paragraph line", "text\n---PAGE---\ntext", ["paragraph", "lessonMarker", "paragraph"]],
    ["a list item", "- item\n---PAGE---\n- item", ["list", "lessonMarker", "list"]],
    ["a numbered list item", "1. item\n---PAGE---\n2. item", ["list", "lessonMarker", "list"]],
    ["a block quote", "> quote\n---PAGE---\n> quote", ["blockquote", "lessonMarker", "blockquote"]],
    ["a heading", "# head\n---PAGE---", ["heading", "lessonMarker"]],
    ["a closed fence", "```\ncode\n```\n---PAGE---", ["code", "lessonMarker"]],
    ["a table row", "| a |\n| - |\n| b |\n---PAGE---\ntext", ["table", "lessonMarker", "paragraph"]],
    ["a definition", "[a]: /b\n---PAGE---", ["definition", "lessonMarker"]],
    ["a footnote", "[^1]: note\n---PAGE---", ["footnoteDefinition", "lessonMarker"]],
    ["another marker", "---PAGE---\n---QUIZ---", ["lessonMarker", "lessonMarker"]],
  ])("ends %s without a blank line", (_what, text, expected) => {
    expect(types(text)).toEqual(expected);
  });

  it.each(["---PAGE---", "text\n---PAGE---", "- item\n---PAGE---", "---PAGE---   "])(
    "counts at the end of the text without a line end: %j",
    (text) => {
      expect(markers(text)).toMatchObject([{ name: "PAGE", value: "" }]);
    },
  );

  it.each([
    ["---QUIZ--- TITLE: A check", "TITLE: A check"],
    ["---PAGE--- {#one}", "{#one}"],
    ["---PAGE---\ttabbed \t", "tabbed"],
    ["---PAGE---   spaced   ", "spaced"],
    ["---PAGE--- ---PAGE---", "---PAGE---"],
  ])("keeps what follows it on its line: %j", (text, value) => {
    expect(markers(`${text}\nnext`)).toMatchObject([{ value }]);
  });

  it.each(["\n", "\r\n", "\r"])("counts with the line end %j", (eol) => {
    expect(markers(["a", "---PAGE---", "b", "---QUIZ--- x", "c", "---END-QUIZ---", ""].join(eol))).toMatchObject([
      { name: "PAGE", value: "", position: { start: { line: 2, column: 1 } } },
      { name: "QUIZ", value: "x", position: { start: { line: 4, column: 1 } } },
      { name: "END-QUIZ", value: "", position: { start: { line: 6, column: 1 } } },
    ]);
  });

  it("needs only the micromark and mdast extensions", () => {
    const tree = fromMarkdown("a\n---PAGE---\nb", {
      extensions: [lessonMarkers()],
      mdastExtensions: [lessonMarkersFromMarkdown()],
    });
    expect(tree.children.map((node) => node.type)).toEqual(["paragraph", "lessonMarker", "paragraph"]);
  });

  it("inside a list item or quote is a node of that container", () => {
    expect(types("- item\n  ---PAGE---")).toEqual(["list"]);
    expect(types("> quote\n> ---PAGE---")).toEqual(["blockquote"]);
    expect(JSON.stringify(parse("> ---PAGE---"))).toContain("lessonMarker");
  });
});

describe("what only looks like a marker", () => {
  it.each([
    "---PAGE---x",
    "---page---",
    "--PAGE--",
    "----PAGE---",
    "---PAGE----",
    "---PAGE--",
    "---PAGES---",
    "---PAG---",
    "--- PAGE ---",
    "---PAGE",
    "---",
    "---END---",
    "---END-QUIZ--",
    "---END-PAGE---",
    "x ---PAGE---",
    "___PAGE___",
    "---PAGE---\u00a0x",
  ])("is none: %s", (text) => {
    expect(markers(text)).toEqual([]);
    expect(markers(`a\n\n${text}\n\nb`)).toEqual([]);
  });

  it.each(["```\n---PAGE---\n```", "~~~\n---PAGE---\n~~~", "```\n---PAGE---", "    ---PAGE---", "\t---PAGE---"])(
    "stays code: %j",
    (text) => {
      expect(types(text)).toEqual(["code"]);
    },
  );

  it("stays HTML inside an HTML block and counts after the blank line that ends it", () => {
    expect(types("<div>\n---PAGE---\n</div>")).toEqual(["html"]);
    expect(types("<div>\n\n---PAGE---\n\n</div>")).toEqual(["html", "lessonMarker", "html"]);
    expect(types("<!--\n\n---PAGE---\n\n-->")).toEqual(["html"]);
  });

  it("stays text with four spaces after a paragraph line", () => {
    expect(types("text\n    ---PAGE---")).toEqual(["paragraph"]);
  });

  it("stays text after a backslash and inside a code span", () => {
    expect(types("\\---PAGE---")).toEqual(["paragraph"]);
    expect(types("`---PAGE---`")).toEqual(["paragraph"]);
  });
});

describe("ordinary Markdown beside the markers", () => {
  it.each([
    ["a thematic break", "a\n\n---\n\nb", ["paragraph", "thematicBreak", "paragraph"]],
    ["a spaced thematic break", "- - -", ["thematicBreak"]],
    ["a long thematic break", "----------", ["thematicBreak"]],
    ["a setext heading", "Title\n---", ["heading"]],
    ["a list", "- a\n- b", ["list"]],
    ["an empty list item", "-", ["list"]],
    ["front matter", "---\ntitle: x\n---\ntext", ["yaml", "paragraph"]],
    ["a marker inside front matter", "---\n---PAGE---\n---", ["yaml"]],
    ["a table", "| a | b |\n| --- | --- |", ["table"]],
  ])("%s stays what it is", (_what, text, expected) => {
    expect(types(text)).toEqual(expected);
  });

  it("a thematic break right after a marker is one", () => {
    expect(types("---PAGE---\n---")).toEqual(["lessonMarker", "thematicBreak"]);
  });
});

describe("writing a tree as Markdown", () => {
  const both = unified().use(remarkParse).use(remarkGfm).use(remarkStringify).use(remarkLesson).freeze();
  const again = (text: string): string => both.stringify(both.parse(text));
  const withoutPositions = (text: string): unknown =>
    JSON.parse(JSON.stringify(both.parse(text)), (name, value: unknown) => (name === "position" ? undefined : value));

  it.each([
    "a\n\n---PAGE---\n\nb\n",
    "---QUIZ--- {#id} TITLE: x\n",
    "- item\n  ---PAGE---\n",
    "> ---END-QUIZ---\n",
    "\\---PAGE---\n",
    "a\n\\---QUIZ--- x\n",
    "`x`\n---PAGE---x\n",
    "---PAGE---\n---PAGE---\n",
  ])("gives the tree back: %j", (text) => {
    expect(withoutPositions(again(text))).toEqual(withoutPositions(text));
  });

  it("keeps text that looks like a marker from becoming one", () => {
    const root: Root = {
      type: "root",
      children: [{ type: "paragraph", children: [{ type: "text", value: "a\n---PAGE---\n---QUIZ--- x" }] }],
    };
    expect(both.parse(both.stringify(root)).children.map(({ type }) => type)).toEqual(["paragraph"]);
  });

  it("needs only the extension", () => {
    const tree: Root = { type: "root", children: [{ type: "lessonMarker", name: "PAGE", value: "{#a}" }] };
    expect(toMarkdown(tree, { extensions: [lessonMarkersToMarkdown()] })).toBe("---PAGE--- {#a}\n");
  });
});
