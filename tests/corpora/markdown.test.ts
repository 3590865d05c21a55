import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseLesson, remarkLesson } from "@mlops/content";
import { corpus } from "./corpora.ts";

const commonmark = corpus("corpora", "commonmark-spec-examples.json");
const gfm = corpus("corpora", "gfm_extension_examples.json");

const example = z.object({ section: z.string(), markdown: z.string() });

describe("Markdown without lesson markers gives the same tree with and without remarkLesson", () => {
  it.skipIf(commonmark.missing)("for every example of the CommonMark specification", () => {
    const examples = z.array(example).min(600).parse(commonmark.json());
    const [plain, withLesson] = [unified().use(remarkParse), unified().use(remarkParse).use(remarkLesson)];
    for (const { markdown } of examples) expect(withLesson.parse(markdown), markdown).toEqual(plain.parse(markdown));
  });

  it.skipIf(gfm.missing)("for every example of the GFM extensions", () => {
    const { examples } = z.object({ examples: z.array(example).min(20) }).parse(gfm.json());
    const plain = unified().use(remarkParse).use(remarkGfm);
    const withLesson = unified().use(remarkParse).use(remarkGfm).use(remarkLesson);
    for (const { markdown } of examples) expect(withLesson.parse(markdown), markdown).toEqual(plain.parse(markdown));
  });

  it.skipIf(gfm.missing ?? commonmark.missing)("for every example read as a lesson", () => {
    const { examples } = z.object({ examples: z.array(example).min(20) }).parse(gfm.json());
    const all = [...examples, ...z.array(example).min(600).parse(commonmark.json())];
    // What stands between two such lines at the start of a lesson is front matter.
    const isFrontMatter = (markdown: string): boolean => /^---\n(?:.*\n)*---\n/.test(markdown);
    expect(all.filter(({ markdown }) => isFrontMatter(markdown)).length).toBeLessThan(5);
    const plain = unified().use(remarkParse).use(remarkGfm);
    for (const { markdown } of all.filter((one) => !isFrontMatter(one.markdown))) {
      const blocks = parseLesson(markdown, { recover: false }).lesson.pages.flatMap((page) => page.blocks);
      const nodes = blocks.flatMap((block): unknown[] => (block.kind === "prose" ? block.nodes : [block]));
      const expected = plain
        .parse(markdown)
        .children.map((node) =>
          node.type === "code"
            ? { kind: "code", language: node.lang, meta: node.meta, value: node.value, position: node.position }
            : node,
        );
      expect(nodes, markdown).toEqual(expected);
    }
  });

  it("and another one where there is a marker", () => {
    const text = "a\n---PAGE---\nb\n";
    const withLesson = unified().use(remarkParse).use(remarkLesson).parse(text);
    expect(withLesson).not.toEqual(unified().use(remarkParse).parse(text));
  });
});
