import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import { decodeText } from "../src/parse/decode.ts";
import { Source } from "../src/parse/source.ts";
import { brief, faults, patience, work } from "./helpers.ts";

/** Every finding, those that only inform included. */
const findings = (text: string | Uint8Array): string[] => parseLesson(text).diagnostics.map(brief);
/** The text with the first finding's fix applied. */
function fixed(text: string): string {
  const [edit] = parseLesson(text).diagnostics.find(({ fix }) => fix !== undefined)?.fix?.edits ?? [];
  return edit === undefined ? text : text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

describe("bytes", () => {
  it("of UTF-8 are read as text, a byte order mark left out", () => {
    expect(parseLesson(bytes("\uFEFF# é\n"))).toEqual(parseLesson("# é\n"));
  });

  it("that are no UTF-8 are an error at their place, and the text around them is read", () => {
    const result = parseLesson(bytes("\uFEFF# Title\n\ncaf", [0xe9], " and more\n"));
    expect(result.diagnostics.map(brief)).toContain("3:4 error text-invalid-utf8");
    expect(result.lesson).toMatchObject({
      title: "Title",
      pages: [{ blocks: [{ markdown: "# Title\n\ncaf\uFFFD and more" }] }],
    });
  });

  it("that are no UTF-8 are told 20 times at most, and then counted", () => {
    const found = (count: number): string[] =>
      parseLesson(
        bytes(
          "x",
          Array.from({ length: count }, () => 0xff),
        ),
      )
        .diagnostics.filter(({ code }) => code === "text-invalid-utf8")
        .map(({ message }) => message);
    expect(found(20)).toHaveLength(20);
    expect(found(20).at(-1)).not.toContain("more");
    expect(found(21)).toHaveLength(20);
    expect(found(21).at(-1)).toContain("There are 1 more.");
  });

  it("are decoded as the platform does, and what is invalid is told from U+FFFD that somebody wrote", () => {
    const part = fc.oneof(
      fc.constantFrom([0xef, 0xbf, 0xbd], [0xf0, 0x9f, 0x98, 0x80], [0xe2, 0x82, 0xac], [0xc3, 0xa9], [0x61]),
      fc.array(fc.constantFrom(0x61, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0x9f, 0xf0, 0x90, 0xf4, 0xf5, 0xff), {
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const { text, invalid } = decodeText(Uint8Array.from(parts.flat()));
        for (const offset of invalid) expect(text[offset]).toBe("\uFFFD");
        const written = text.split("\uFFFD").length - 1 - invalid.length;
        const meant = parts.filter((one) => one.join() === "239,191,189").length;
        expect(written).toBeGreaterThanOrEqual(0);
        if (invalid.length === 0) expect(written).toBe(meant);
        const again = decodeText(new TextEncoder().encode(text));
        expect(again).toEqual({ text, invalid: [] });
      }),
      { numRuns: 500 },
    );
  });
});

describe("characters that are probably not meant", () => {
  it("are reported where they stand", () => {
    expect(faults("a\u0007b")).toEqual(["1:2 warning control-character"]);
    expect(faults("a\ud800b")).toEqual(["1:2 warning text-lone-surrogate"]);
    expect(faults("a\tb\n\u{1f600}\r\nc")).toEqual([]);
  });

  it.each(["\u0085", "\u2028", "\u2029", "\v"])(
    "%j ends no line, which is said where a marker follows",
    (character) => {
      expect(faults(`a${character}---PAGE---\nb`)).toEqual(["1:2 warning line-end-unusual"]);
      expect(parseLesson(`a${character}---PAGE---\nb`).lesson.pages).toHaveLength(1);
      expect(faults(`a${character}b`)).toEqual([]);
    },
  );
});

describe("a marker that is none", () => {
  it.each([
    ["---page---", "---PAGE---"],
    ["---Page---", "---PAGE---"],
    ["--PAGE--", "---PAGE---"],
    ["--- PAGE ---", "---PAGE---"],
    ["----PAGE----", "---PAGE---"],
    ["---PAGES---", "---PAGE---"],
    ["—PAGE—", undefined],
    ["––––PAGE––––", "---PAGE---"],
    ["--quiz--", "---QUIZ---"],
    ["---PAGE----", "---PAGE---"],
    ["---PAGE---\u00A0", "---PAGE---"],
    ["\u200B---PAGE---", "---PAGE---"],
    ["\uFEFF---PAGE---", "---PAGE---"],
    ["---\u0420\u0410G\u0415---", "---PAGE---"],
    ["\u2011\u2011\u2011PAGE\u2212\u2212\u2212", "---PAGE---"],
    ["---PAGE---{#b}", "---PAGE--- {#b}"],
    ["---Page---  {#b}", "---PAGE--- {#b}"],
    ["**---PAGE---**", "---PAGE---"],
    ["## ---PAGE---", "---PAGE---"],
  ])("%s is a warning, and its fix is a marker", (line, right) => {
    const text = `a\n\n${line}\n\nb`;
    const column = 1 + line.search(/[-\u2010-\u2015\u2212]/u);
    expect(faults(text)).toEqual(right === undefined ? [] : [`3:${column} warning marker-misspelt`]);
    if (right !== undefined) expect(fixed(text)).toBe(`a\n\n${right}\n\nb`);
  });

  it.each(["---ENDQUIZ---", "---END QUIZ---", "---end-quiz---", "---QUIZ-END---", "---END_QUIZ---"])(
    "%s in a quiz is a warning beside the quiz that is not closed, and its fix closes it",
    (line) => {
      const text = `---QUIZ---\nQ: x\nID: x\nA: 1\nA: 2\nCORRECT: 0\n${line}\n`;
      expect(faults(text).map((one) => one.split(" ").at(-1))).toContain("marker-misspelt");
      expect(faults(fixed(text))).toEqual([]);
    },
  );

  it.each(["`---PAGE---`", "\\---PAGE---", "text `---PAGE---` text", "<!-- ---PAGE--- -->", "a---PAGE---"])(
    "%s is not taken for one that was meant to count",
    (line) => {
      expect(faults(`a\n\n${line}\n\nb`)).toEqual([]);
    },
  );

  it.each([
    ["in a line of prose", "One. ---PAGE--- Two.", "1:6"],
    ["at the end of a line", "One. ---QUIZ---", "1:6"],
    ["in a table", "| a |\n| - |\n| ---PAGE--- |", "3:3"],
    ["in a list item, after text", "- a ---END-QUIZ--- b", "1:5"],
    ["in a heading", "# One ---PAGE---", "1:7"],
  ])("stands %s: a warning, and text", (_what, text, place) => {
    expect(faults(text)).toEqual([`${place} warning marker-in-line`]);
    expect(parseLesson(text).lesson.pages).toHaveLength(1);
  });

  it("stands after the fields of a quiz in the middle of a line: a warning beside the quiz that is not closed", () => {
    const text = "---QUIZ---\nQ: x\nID: x\nA: a\nA: b\nCORRECT: 1\nEXPLAIN: e ---END-QUIZ--- more\n";
    expect(faults(text)).toEqual(["1:1 error quiz-unclosed", "7:12 warning marker-in-line"]);
    expect(faults(text.replace(" more", ""))).toEqual([]);
  });

  it.each(["    ---PAGE---", "\t---PAGE--- {#b}", "a\n    ---PAGE---", "a\n\n     ---QUIZ---"])(
    "is indented too far: a warning, and text: %j",
    (text) => {
      const lines = text.split("\n");
      const column = 1 + (lines.at(-1) ?? "").search(/\S/);
      expect(faults(text)).toEqual([`${lines.length}:${column} warning marker-hidden`]);
      expect(parseLesson(text).lesson.pages).toHaveLength(1);
    },
  );

  it("stands in code in a list item of a quiz: it is text", () => {
    const text = "---QUIZ---\nQ: x\n\n1.      ---PAGE---\n\nID: x\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---\n";
    expect(faults(text)).toEqual([]);
    expect(faults(text.replace("1.      ", "1.    "))).toEqual(["4:7 error marker-in-container"]);
  });

  it.each(["---", "--- a ---", "---PAGE---x", "text ---page---", "----------", "| --- | --- |", "-- page x --"])(
    "%s is not taken for one",
    (line) => {
      expect(faults(`a\n\n${line}\n\nb`)).toEqual([]);
    },
  );

  it("stands in front matter: a warning", () => {
    expect(faults("---\nid: a\n---PAGE---\n---\nb")).toContain("3:1 warning marker-in-front-matter");
  });

  it("stands in code: a note", () => {
    expect(findings("```\n---PAGE---\n```\n---PAGE---\nb")).toEqual(["2:1 info marker-hidden"]);
    expect(findings("a\n---PAGE---\n- ```\n  ---PAGE---\n  ```")).toEqual(["4:1 info marker-hidden"]);
  });

  it("stands in HTML: a warning", () => {
    expect(faults("<div>\n---PAGE---\n</div>\n\n---PAGE---\nb")).toEqual(["2:1 warning marker-hidden"]);
  });

  it("stands after a fence that is never closed: warnings at the fence and at the marker", () => {
    expect(faults("a\n---PAGE---\n```js\ncode\n---PAGE---\nb")).toEqual([
      "3:1 warning fence-unclosed",
      "5:1 warning marker-hidden",
    ]);
  });

  it("stands in a list or quote of a quiz: an error", () => {
    const text = "---QUIZ---\nQ: x\n> ---PAGE---\n\n- ---QUIZ---\n\nID: x\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---\n";
    expect(faults(text)).toEqual(["3:3 error marker-in-container", "5:3 error marker-in-container"]);
  });
});

describe("limits", () => {
  it("a page of 65,536 characters is read, one more is an error, and the pages around it are read", () => {
    const page = (length: number): string =>
      `a\n---PAGE---\n${"x ".repeat(length / 2 - 1)}${"x".repeat(length % 2)}\n\n---PAGE---\nb`;
    expect(faults(page(65_536))).toEqual([]);
    const { lesson, diagnostics } = parseLesson(page(65_537));
    expect(diagnostics.map(brief)).toEqual(["3:1 error page-too-long"]);
    expect(lesson.pages.map(({ blocks }) => blocks.length)).toEqual([1, 1, 1]);
  });

  it("a table of 10,000 cells is read, one of more is kept as text", () => {
    const table = (rows: number): string =>
      `a\n---PAGE---\n|${" a |".repeat(100)}\n|${" - |".repeat(100)}\n${"| b |\n".repeat(rows - 1)}`;
    expect(faults(table(100))).toEqual([]);
    expect(faults(table(101))).toEqual(["3:1 error table-too-large"]);
    expect(parseLesson(table(101)).lesson.pages[1]?.blocks).toMatchObject([
      { kind: "prose", nodes: [{ type: "paragraph" }] },
    ]);
  });

  it("200,000 nodes are read; from the page on that has more, text is kept as it is", { timeout: patience }, () => {
    // A root, a marker, and a paragraph with a text for each of 100 lines.
    const page = `${"a\n\n".repeat(100)}---PAGE---\n`;
    const nodesOfPage = 2 + 100 * 2;
    const pages = Math.floor(200_000 / nodesOfPage);
    expect(faults(page.repeat(pages)).filter((line) => line.includes("nodes"))).toEqual([]);
    const { lesson, diagnostics } = parseLesson(page.repeat(pages + 1));
    expect(diagnostics.map(({ code }) => code).filter((code) => code !== "page-empty")).toEqual([
      "text-too-many-nodes",
    ]);
    expect(lesson.pages.at(-1)?.blocks).toMatchObject([
      { nodes: [{ type: "paragraph", children: [{ type: "text" }] }] },
    ]);
  });

  it("a quiz run together in a text without blank lines is told from one in another text, at once for the longest", () => {
    const spent = work(() => {
      expect(new Source(`---QUIZ--- x\n${"a\n".repeat(500_000)}`).hasHtml).toBe(false);
    });
    expect(spent).toBeLessThan(2000);
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const has = (text: string): boolean => new Source(text.replaceAll("\n", lineEnd)).hasHtml;
      expect(has("\n\n---QUIZ--- x\nb\n\n")).toBe(false);
      expect(has("a\n \t\n---QUIZ--- x\nb")).toBe(true);
      expect(has("a ---END-QUIZ--- \nb\nc")).toBe(false);
      expect(has("a\nb\nc")).toBe(true);
    }
  });
});
