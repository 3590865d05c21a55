import fc from "fast-check";
import type { Nodes } from "hast";
import { fromHtml } from "hast-util-from-html";
import { beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import {
  createHighlight,
  highlightStyles,
  lessonToHtml,
  maxHighlightedLength,
  richTextToHtml,
} from "@mlops/content/html";
import type { Highlight, HtmlOptions } from "@mlops/content/html";
import { fixture, present, richTextsOf, runs } from "./helpers.ts";

const pagesOf = (text: string, options?: HtmlOptions): string[] =>
  lessonToHtml(parseLesson(text).lesson, options).pages.map(({ html }) => html);
const html = (text: string, options?: HtmlOptions): string => pagesOf(text, options).join("\n");

const allowed = new Set(
  (
    "a b blockquote br code dd del details div dl dt em fieldset h1 h2 h3 h4 h5 h6 hr i img input ins kbd legend li ol p pre q rp rt " +
    "ruby s samp section span strike strong sub summary sup table tbody td tfoot th thead tr tt ul var"
  ).split(" "),
);
const urls = new Set(["href", "src", "cite", "longDesc"]);

/** What in a piece of HTML could run, lead astray or stand in for something else; read as a browser reads it. */
function dangers(text: string): string[] {
  const found: string[] = [];
  const pending: Nodes[] = [fromHtml(text, { fragment: true })];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ("children" in node) pending.push(...node.children);
    if (node.type === "comment" || node.type === "doctype") found.push(node.type);
    if (node.type !== "element") continue;
    if (!allowed.has(node.tagName)) found.push(`<${node.tagName}>`);
    for (const [name, value] of Object.entries(node.properties)) {
      if (/^on|^style$|^srcDoc$|^form|^target$|^name$/i.test(name)) found.push(`${name}=`);
      if (name === "id" && !String(value).startsWith("user-content-")) found.push(`id=${String(value)}`);
      if (urls.has(name) && !/^(?:https?:|mailto:|[^:]*$|[^:]*[/?#].*:)/i.test(String(value)))
        found.push(`${name}=${String(value)}`);
    }
  }
  return found;
}

const vectors = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "a <b onclick=alert(1)>b</b>",
  "<svg/onload=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<style>*{display:none}</style>",
  "<!-- --><script>alert(1)</script>",
  "<a href='javascript:alert(1)'>x</a>",
  "<base href=//evil>",
  "<form action=//evil><input name=x></form>",
  "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
  "<div id=key style='position:fixed'>x</div>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](<java\u0000script:alert(1)>)",
  "[x]( \u0001javascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](file:///etc/passwd)",
  "[x](irc://evil)",
  "[x](//evil/x:y)",
  "<javascript:alert(1)>",
  "[x][r]\n\n[r]: javascript:alert(1)",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml;base64,PHN2Zy8+)",
  '![" onerror=alert(1)](x.png)',
  '![x](x.png "\' onerror=alert(1)")',
  '[x](http://a "\' onmouseover=alert(1)")',
  "x[^a]\n\n[^a]: <img src=x onerror=alert(1)> [y](javascript:alert(1))",
  'x[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: y',
  "x[^__proto__]\n\n[^__proto__]: y",
  "| <img onerror=alert(1)> |\n| - |\n| [x](javascript:alert(1)) |",
  "- [ ] <script>alert(1)</script>\n- [x] [x](javascript:alert(1))",
  '```"><script>alert(1)</script>\ncode\n```',
  "```js onload=alert(1) class=lesson-quiz\n</code></pre><script>alert(1)</script>\n```",
  "# <script>alert(1)</script> {#key}",
  "`<script>alert(1)</script>`",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "www.evil.example/<script>alert(1)</script>",
  "javascript://www.evil.example/%0aalert(1)",
  "*<img src=x onerror=alert(1)>*",
  "> <details open ontoggle=alert(1)>",
  '```lab\nlab: "</code></pre><script>alert(1)</script>"\n```',
];
/** A quiz with a text in each of its places. */
const quizOf = (text: string): string => {
  const value = text.replaceAll("\n", "\n\n");
  return `---QUIZ---\nTITLE: t\nINTRO:\n${value}\n\nQ:\n${value}\n\nID: q\nA:\n${value}\n\nA: b\nCORRECT: 1\n---END-QUIZ---`;
};

let highlight: Highlight;
beforeAll(async () => {
  highlight = await createHighlight();
});

describe("a lesson as HTML", () => {
  it.each(vectors)("holds nothing that could run or lead astray: %s", (vector) => {
    for (const text of [vector, `a\n\n${vector}\n\nb`, quizOf(vector)]) {
      expect(dangers(html(text))).toEqual([]);
      expect(dangers(html(text, { highlight }))).toEqual([]);
      for (const rich of richTextsOf(parseLesson(text).lesson)) expect(dangers(richTextToHtml(rich))).toEqual([]);
    }
  });

  it("holds nothing of the kind for any text", () => {
    const piece = fc.oneof(
      fc.constantFrom(...vectors),
      fc.constantFrom(
        "---PAGE---",
        "---QUIZ---",
        "Q: ",
        "A: ",
        "CORRECT: 0",
        "---END-QUIZ---",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "```\n",
        "<",
        ">",
        '"',
        "(",
        "]",
        "&",
        ":",
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom("", "\n", " "), (pieces, between) => {
        expect(dangers(html(pieces.join(between)))).toEqual([]);
      }),
      { numRuns: runs(300) },
    );
  });

  it("is told apart from what is dangerous: the check finds each of these", () => {
    const found = (text: string): number => dangers(text).length;
    expect(found("<script>x</script>")).toBe(1);
    expect(found("<p onclick=x>")).toBe(1);
    expect(found("<p style=x>")).toBe(1);
    expect(found("<a href='javascript:x'>")).toBe(1);
    expect(found("<a href='java\nscript:x'>")).toBe(1);
    expect(found("<p id=x>")).toBe(1);
    expect(found("<!-- x -->")).toBe(1);
    expect(found("<a href='https://a.b/c:d' id=user-content-x>")).toBe(0);
  });

  it("shows prose, tables, task lists, code and labs", () => {
    const [page = ""] = pagesOf(
      "# T\n\n| a |\n| - |\n| b |\n\n- [x] c\n\n~~d~~ *e*\n\n```js\nf < g;\n```\n\n```lab\nlab: h\n```",
    );
    expect(page).toContain("<h1>T</h1>");
    expect(page).toContain("<td>b</td>");
    expect(page).toContain('<input type="checkbox" checked disabled>');
    expect(page).toContain("<del>d</del> <em>e</em>");
    expect(page).toContain('<pre><code class="language-js">f &#x3C; g;\n</code></pre>');
    expect(page).toContain('<pre class="lesson-lab"><code class="language-json">{\n  "lab": "h"\n}\n</code></pre>');
  });

  it("shows every kind of question with what a learner needs to answer it, and nothing of its key", () => {
    const secret = "S3CRET";
    const text = fixture("all-kinds.md")
      .replaceAll(/^(?:EXPLAIN|HINT|FEEDBACK(?:\{\w+\})?): .*$/gm, (line) => `${line} ${secret}`)
      .replace("what = cache", `what = ${secret}`)
      .replace("waiting line", secret);
    const { lesson, diagnostics } = parseLesson(text);
    expect(diagnostics).toEqual([]);
    const page = lessonToHtml(lesson).pages[1]?.html ?? "";
    expect(page).not.toContain(secret);
    expect(page.match(/<fieldset class="lesson-question">/g)).toHaveLength(12);
    expect(page).toContain("<p>One of <em>each</em></p>");
    expect(page).toContain('A <span class="lesson-gap">_____</span> keeps answers');
    expect(page).not.toContain("{{");
    expect(page).toContain('<a href="https://example.org/queue">queue</a>');
  });

  it("finds definitions and footnotes of other pages, once each", () => {
    const pages = pagesOf("[a][r] x[^n]\n\n---PAGE---\n\n[r]: https://example.org/r\n\n[^n]: note\n\n[b][r]");
    expect(pages[0]).toContain('<a href="https://example.org/r">a</a>');
    expect(pages[0]?.match(/<p>note/g)).toHaveLength(1);
    expect(pages[1]).toContain('<a href="https://example.org/r">b</a>');
    expect(pages[1]).not.toContain("note");
  });

  it("has footnotes that lead there and back, under the prefix that is asked for", () => {
    const [page = ""] = pagesOf("x[^n]\n\n[^n]: note", { idPrefix: "user-content-p1-" });
    expect(page).toContain('<a href="#user-content-p1-fn-n" id="user-content-p1-fnref-n"');
    expect(page).toContain('<li id="user-content-p1-fn-n">');
    expect(page).toContain('href="#user-content-p1-fnref-n"');
  });

  it("prefixes ids that come with a tree, so that none can name a part of the page", () => {
    const node = {
      type: "paragraph",
      children: [],
      data: { hProperties: { id: "content", onclick: "x", style: "x" } },
    };
    expect(richTextToHtml({ nodes: [node] })).toBe('<p id="user-content-content"></p>');
  });

  it("leaves out what could not be read of a quiz", () => {
    expect(html("---QUIZ---\nQ: broken\nCORRECT: 7\n---END-QUIZ---")).not.toContain("broken");
  });
});

describe("highlighting", () => {
  const code = (text: string, language: string): string =>
    richTextToHtml({ nodes: [{ type: "code", lang: language, value: text }] }, { highlight });

  it("gives classes and no styles", () => {
    const page = code("const a = 'b'; // c", "js");
    expect(page).toContain('<span class="tok-keyword">const</span>');
    expect(page).not.toMatch(/style=|<span>/);
    expect(dangers(page)).toEqual([]);
  });

  it.each([
    "ts",
    "python",
    "bash",
    "yaml",
    "dockerfile",
    "json",
    "sql",
    "html",
    "css",
    "go",
    "rust",
    "c",
    "java",
    "toml",
    "diff",
    "PYTHON",
  ])("knows %s", (language) => {
    expect(highlight("if (a) { return 'b' } # c", language)).toBeDefined();
  });

  it("leaves code of unknown languages, and very long code, as it is", () => {
    expect(code("a < b", "nolang")).toBe('<pre><code class="language-nolang">a &#x3C; b\n</code></pre>');
    expect(highlight("x".repeat(maxHighlightedLength), "js")).toBeDefined();
    expect(highlight("x".repeat(maxHighlightedLength + 1), "js")).toBeUndefined();
  });

  it("keeps every character", () => {
    const text = "def f(x):\n\n    return f'{x}' # <b>\t\u{1f600}\n";
    const value = (nodes: ReturnType<Highlight>): string =>
      (nodes ?? [])
        .map((node) => (node.type === "element" ? value(node.children) : node.type === "text" ? node.value : ""))
        .join("");
    expect(value(highlight(text, "python"))).toBe(text);
  });

  it("has a style for each class", () => {
    for (const name of ["keyword", "string", "comment", "function", "constant"])
      expect(highlightStyles).toContain(`.tok-${name}`);
    expect(present(highlight("f('a', 1)", "js")).length).toBeGreaterThan(1);
  });
});
