import type { MarkdownNode } from "@mlops/schema";
import fc from "fast-check";
import type { ReactNode } from "react";
import { renderToStaticMarkup, renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { QuestionFields, QuestionResult, Quiz, renderMarkdown } from "@mlops/quiz/react";
import { grade } from "@mlops/quiz";
import { kinds, rich, rightResponses, samples, words } from "./react-support.tsx";

const show = (...nodes: MarkdownNode[]): string => renderToStaticMarkup(<>{renderMarkdown(rich(...nodes), {})}</>);
const line = (...nodes: MarkdownNode[]): string =>
  renderToStaticMarkup(<>{renderMarkdown(rich(...nodes), { inline: true })}</>);
const text = (value: string): MarkdownNode => ({ type: "text", value });
const link = (url: unknown): MarkdownNode => ({ type: "link", url, children: [text("x")] });
const nested = (depth: number, type: string): MarkdownNode => {
  let node = text("CORE");
  for (let level = 0; level < depth; level += 1) node = { type, children: [node] };
  return node;
};

describe("rich text", () => {
  it.each([
    [{ type: "paragraph", children: [text("a "), { type: "emphasis", children: [text("b")] }] }, "<p>a <em>b</em></p>"],
    [{ type: "strong", children: [text("a")] }, "<strong>a</strong>"],
    [{ type: "delete", children: [text("a")] }, "<del>a</del>"],
    [{ type: "inlineCode", value: "a<b" }, "<code>a&lt;b</code>"],
    [{ type: "break" }, "<br/>"],
    [{ type: "thematicBreak" }, "<hr/>"],
    [{ type: "heading", depth: 1, children: [text("a")] }, "<p>a</p>"],
    [{ type: "blockquote", children: [words("a").nodes[0] ?? text("")] }, "<blockquote><p>a</p></blockquote>"],
    [{ type: "code", lang: "python", value: "x" }, '<pre tabindex="0"><code class="language-python">x</code></pre>'],
    [{ type: "code", lang: null, value: "x" }, '<pre tabindex="0"><code>x</code></pre>'],
    [{ type: "list", ordered: true, children: [{ type: "listItem", children: [text("a")] }] }, "<ol><li>a</li></ol>"],
    [{ type: "list", ordered: false, children: [{ type: "listItem", children: [text("a")] }] }, "<ul><li>a</li></ul>"],
    [
      {
        type: "table",
        children: ["a", "b"].map((cell) => ({
          type: "tableRow",
          children: [{ type: "tableCell", children: [text(cell)] }],
        })),
      },
      "<table><tbody><tr><th>a</th></tr><tr><td>b</td></tr></tbody></table>",
    ],
    [{ type: "image", url: "a.png", alt: "b" }, '<img src="a.png" alt="b" loading="lazy"/>'],
    [{ type: "of tomorrow", children: [text("a")] }, "a"],
    [{ type: "constructor", children: [text("a")] }, "a"],
    [{ type: "definition", url: "a" }, ""],
  ] as [MarkdownNode, string][])("shows %j", (node, markup) => {
    expect(show(node)).toBe(markup);
  });

  it("is just the words of one paragraph in a line, where nothing takes the focus", () => {
    expect(line(...words("a").nodes)).toBe("a");
    expect(line(...words("a").nodes, ...words("b").nodes)).toBe("<p>a</p><p>b</p>");
    expect(line({ type: "code", value: "x" })).toBe("<pre><code>x</code></pre>");
  });

  it.each(["https://a.b/c", "HTTP://a.b", "mailto:a@b.c", "/a", "a/b:c", "?a=b:c", "#a:b", "", "a.html", "//a.b/c"])(
    "links to %j",
    (url) => {
      expect(show(link(url))).toMatch(/^<a href=/);
    },
  );

  it.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\u0000javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///a",
    "blob:x",
    "javascript&colon;alert(1):",
    undefined,
    7,
    { toString: () => "https://a.b" },
  ])("does not link to %j", (url) => {
    expect(show(link(url))).toBe("x");
    expect(show({ type: "image", url, alt: "y" })).toBe("y");
  });

  it("links to nothing that a browser would run", () => {
    const scheme = fc.constantFrom(
      "javascript:",
      "data:",
      "vbscript:",
      "JAVASCRIPT:",
      "java\tscript:",
      "\u0001javascript:",
      "",
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), scheme, fc.string(), (before, middle, after) => {
        const url = before + middle + after;
        const [, href] = /href="([^"]*)"/.exec(show(link(url))) ?? [];
        if (href === undefined) return;
        expect(["http:", "https:", "mailto:"]).toContain(protocolOf(url));
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) },
    );
  });

  it("shows HTML as its text", () => {
    expect(show({ type: "html", value: "<img src=x onerror=alert(1)>" })).toBe("&lt;img src=x onerror=alert(1)&gt;");
  });

  it.each(["blockquote", "emphasis", "list", "of tomorrow", "link"])(
    "shows 10,000 nodes of type %s in each other",
    (type) => {
      expect(show(nested(10_000, type))).toContain("CORE");
    },
  );

  it("shows nodes down to the fiftieth, and deeper ones as their words", () => {
    const depthOf = (markup: string): number => markup.match(/<blockquote>/g)?.length ?? 0;
    expect(depthOf(show(nested(50, "blockquote")))).toBe(50);
    expect(depthOf(show(nested(51, "blockquote")))).toBe(51);
    expect(depthOf(show(nested(52, "blockquote")))).toBe(51);
  });

  it("shows U+FFFD for half a surrogate pair, as the browser would get it, and whole pairs as they are", () => {
    expect(show(text("a\ud800b\udc00c\u{1f600}"))).toBe("a\ufffdb\ufffdc\u{1f600}");
  });
});

function protocolOf(url: string): string {
  try {
    return new URL(url, "https://example.org/a/b").protocol;
  } catch {
    return "https:";
  }
}

describe("hostile words", () => {
  const hostile = `<img src=x onerror="alert(1)"></textarea></title><script>alert(2)</script>\ud800{{word}}"'\`&amp;`;
  const evil: ReactNode[] = kinds.flatMap((type) => {
    const question = replaceWords(samples[type]) as (typeof samples)[typeof type];
    const own = grade(question, rightResponses[type]);
    return [
      <QuestionFields key={type} question={question} problem="malformed" />,
      <QuestionResult
        key={`${type}:result`}
        question={question}
        response={rightResponses[type]}
        grade={own}
        linkTo={(id) => id}
      />,
      <Quiz key={`${type}:quiz`} quiz={{ questions: [question], title: rich(text(hostile)) }} />,
    ];
  });

  /** Every text of a question made hostile, its ids and links too. */
  function replaceWords(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(replaceWords);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          name === "value" && typeof inner === "string" && /[A-Z]/.test(inner)
            ? inner + hostile
            : name === "teaches"
              ? ["javascript:alert(3)"]
              : replaceWords(inner),
        ]),
      );
    }
    return value;
  }

  it("in every place of every kind of question are inert", () => {
    const markup = renderToString(<>{evil}</>);
    expect(markup).toContain("&lt;img src=x onerror=");
    expect(markup).not.toMatch(/<img|<script|javascript:|[\ud800-\udfff]/u);
    // What is left outside tags is no markup.
    expect(markup.replaceAll(/<\/?[a-z][a-z0-9]*(?: [a-zA-Z-]+="[^"<>]*")*\/?>|<!-- -->/g, "")).not.toMatch(/[<>]/);
  });

  it("stand in no style and no handler, of which there are none", () => {
    const tags =
      renderToString(<>{evil}</>)
        .replaceAll(/="[^"]*"/g, "=")
        .match(/<[a-z][^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(100);
    expect(tags.filter((tag) => / (?:style|on[a-z]+)=/.test(tag))).toEqual([]);
  });
});
