import fc from "fast-check";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { RootContent } from "mdast";
import { describe, expect, it } from "vitest";
import { remarkLesson } from "@mlops/content";
import { Reporter } from "../src/diagnostics/reporter.ts";
import { readSections } from "../src/parse/sections.ts";
import { frontMatterEnd } from "../src/scan/next-cut.ts";
import { Source } from "../src/parse/source.ts";
import { fixture, runs } from "./helpers.ts";

const page = unified().use(remarkParse).use(remarkGfm).use(remarkLesson).freeze();
const withFrontMatter = unified()
  .use(remarkParse)
  .use(remarkFrontmatter, "yaml")
  .use(remarkGfm)
  .use(remarkLesson)
  .freeze();

/** The nodes of a text that was cut at its markers, put together again. */
function joined(text: string): RootContent[] {
  const { frontMatter, sections } = readSections(new Source(text), new Reporter());
  const nodes = sections.flatMap((section) => [
    ...(section.marker === undefined ? [] : [section.marker]),
    ...section.nodes,
  ]);
  return [...(frontMatter === undefined ? [] : [frontMatter]), ...nodes];
}

/** What the parser makes of the whole text. One that starts like front matter but does not close it has none. */
function whole(text: string): RootContent[] {
  return (frontMatterEnd(new Source(text)) > 0 ? withFrontMatter : page).parse(text).children;
}

const piece = fc.constantFrom(
  ...["---PAGE---", "---PAGE--- x", "   ---PAGE---", "    ---PAGE---", " ---PAGE---", "\t---PAGE---", "---PAGE---x"],
  ...["```", "~~~", "````", "  ```", "   ~~~", "``` js", "```js `", "- ```", "  - ~~~", "> ```", "1. ```", "> > ~~~"],
  ...["<div>", "</div>", "<!--", "-->", "<pre>", "</pre>", "<?", "?>", "<!A", "<a>", "<b c='d'>", "- <div>", "> <!--"],
  ...["<script>", "</script>", "<![CDATA[", "]]>", "<x-y/>", "</p >", "<table", "<A\t>"],
  ...[
    "- a",
    "* b",
    "+",
    "-",
    "1. a",
    "12) b",
    "   - c",
    "  d",
    "   e",
    "    f",
    "     g",
    "\te",
    "> q",
    ">",
    "> - r",
    "- > s",
  ],
  ...[
    "text",
    "text `code",
    "**b**",
    "# head",
    "===",
    "---",
    "***",
    "- - -",
    "| a | b |",
    "| - | - |",
    "| c |",
    "a | b",
    "- | -",
  ],
  ...[
    "[a]",
    "[a][b]",
    "[b]",
    "[a]: /x",
    "[b]: /y 'z",
    "'",
    "[^1]",
    "[^1]: note",
    "[^2]: ",
    "    more",
    "- [a]: /l",
    "> [b]: /q",
  ],
  ...["[A", "b]: /w", "[a b]", "[a\nb]", "- [ ] task", "\\", "&amp;", "", "", "", " ", "www.a.org"],
);
const eol = fc.constantFrom("\n", "\n", "\n", "\n\n", "\r\n", "\r");
const soup = fc
  .tuple(
    fc.constantFrom("", "", "", "---\nid: a\n---\n", "---\n---PAGE---\n---\n"),
    fc.array(fc.tuple(piece, eol), { maxLength: 40 }),
  )
  .map(([front, lines]) => front + lines.map((line) => line.join("")).join(""));
/** Pages without markers of quizzes, whose bodies are not parsed as pages. */
const plain = fixture("well-formed.md").replaceAll(/---(?:END-)?QUIZ---/g, "---PAGE---");
const mutation = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 20 }), piece), { minLength: 1, maxLength: 5 }).map((edits) =>
  edits.reduce((text, [at, length, put]) => {
    const start = at % (text.length + 1);
    return `${text.slice(0, start)}\n${put}\n${text.slice(start + length)}`;
  }, plain),
);
interface AnyNode {
  type: string;
  value?: string;
  position?: unknown;
  children?: AnyNode[];
}

const isContainer = ({ type }: AnyNode): boolean => ["blockquote", "listItem", "footnoteDefinition"].includes(type);
const isMarkerText = ({ type, children }: AnyNode): boolean =>
  type === "paragraph" && /^---[A-Z-]+---/.test(children?.[0]?.value ?? "");

/** Without markers in containers, which are turned into text when they are reported. */
function comparable(nodes: readonly AnyNode[]): AnyNode[] {
  return nodes.map((node) => {
    const children = comparable(node.children ?? []).map((child) =>
      isContainer(node) && (child.type === "lessonMarker" || isMarkerText(child))
        ? { type: "paragraph", position: child.position }
        : child,
    );
    return node.children === undefined ? { ...node } : { ...node, children };
  });
}

describe("a text cut at its markers", () => {
  it("gives the same tree, with the same positions, as the whole text at once", () => {
    fc.assert(
      fc.property(fc.oneof(soup, soup, mutation), (text) => {
        expect(comparable(joined(text))).toEqual(comparable(whole(text)));
      }),
      { numRuns: runs(500) },
    );
  });
});
