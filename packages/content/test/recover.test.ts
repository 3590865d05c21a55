import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLesson, recoverText, restoreText } from "@mlops/content";
import { fixture, runs } from "./helpers.ts";
import { damage, damagedLessons, unseenLessons } from "./recovery-corpus.ts";
import type { DamagedLesson } from "./recovery-corpus.ts";

/** Which lines of a damaged lesson are read as code. */
function codeLinesOf({ text, truth }: DamagedLesson): boolean[] {
  const isCode = truth.map(() => false);
  for (const block of parseLesson(text, { recover: true }).lesson.pages.flatMap((page) => page.blocks)) {
    if (block.kind === "code") isCode.fill(true, block.position.start.line - 1, block.position.end.line);
  }
  return isCode;
}

/** How many lines are found rightly, found wrongly, and missed. */
function score(lesson: DamagedLesson): { right: number; wrong: number; missed: number } {
  const isCode = codeLinesOf(lesson);
  const count = (is: (kind: string, found: boolean) => boolean): number =>
    lesson.truth.filter((kind, line) => is(kind, isCode[line] === true)).length;
  return {
    right: count((kind, found) => kind === "code" && found),
    wrong: count((kind, found) => kind !== "code" && found),
    missed: count((kind, found) => kind === "code" && !found),
  };
}

const lessons = damagedLessons();

describe("lessons damaged as scraping damages them", () => {
  it("are parsed without an error, every question included", () => {
    for (const { name, text } of lessons) {
      const { diagnostics } = parseLesson(text);
      expect([name, diagnostics.filter(({ severity }) => severity === "error")]).toEqual([name, []]);
      expect(diagnostics.map(({ code }) => code)).toContain("profile-scraped");
    }
  });

  it("have their code found, line by line, as the README says", () => {
    const rows = [...lessons, ...unseenLessons()].map((lesson) => {
      const { right, wrong, missed } = score(lesson);
      const share = (of: number): string => (of === 0 ? "–" : (right / of).toFixed(3));
      return [`\`${lesson.name}\``, right + missed, share(right + wrong), share(right + missed), wrong].join(" | ");
    });
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8").replaceAll(/ +\| +/g, " | ");
    for (const row of rows) expect(readme).toContain(row);
  });

  it("come back to the character when the fences are taken out again", () => {
    for (const { text } of lessons) expect(restoreText(recoverText(text).text)).toBe(text);
  });
});

describe("recovery", () => {
  it("puts fences, marked as its own, around what looks like code, and says so", () => {
    const text = "Load it once:\nimport joblib\nmodel = joblib.load('m')\nThat is all there is to it.\n";
    const recovered = recoverText(text);
    expect(recovered.text).toBe(
      "Load it once:\n```python recovered\nimport joblib\nmodel = joblib.load('m')\n```\nThat is all there is to it.\n",
    );
    const { lesson, diagnostics } = parseLesson(recovered.text);
    expect(lesson.pages[0]?.blocks[1]).toMatchObject({ kind: "code", language: "python", meta: null, recovered: true });
    expect(diagnostics.map(({ code }) => code)).not.toContain("code-recovered");
  });

  it("is only tried on a scraped text unless it is asked for", () => {
    const text = "import joblib\nmodel = joblib.load('m')\n";
    const kinds = (recover?: boolean): string[] =>
      parseLesson(text, { recover }).lesson.pages.flatMap((page) => page.blocks.map(({ kind }) => kind));
    expect(kinds()).toEqual(["prose"]);
    expect(kinds(true)).toEqual(["code"]);
    const scraped = `${text}---PAGE---\n---QUIZ---\nQ: x A: 1 A: 2 CORRECT: 0 ---END-QUIZ---`;
    const [first] = parseLesson(scraped).lesson.pages;
    expect(first?.blocks.map(({ kind }) => kind)).toEqual(["code"]);
    expect(parseLesson(scraped, { recover: false }).lesson.pages[0]?.blocks[0]?.kind).toBe("prose");
  });

  it("leaves fences and quizzes alone", () => {
    const text =
      "```js\nconst a = 1;\n```\n\n---QUIZ---\nQ: x\nID: q\nA: import os\nA: b\nCORRECT: 0\n---END-QUIZ---\n";
    expect(recoverText(text)).toEqual({ text, recovered: [] });
  });

  it("uses a fence that is longer than any in the code", () => {
    const { text } = recoverText("const a = `x`;\nconst b = '```' + a;\nreturn b;\n");
    expect(text).toContain("````");
    expect(parseLesson(text).lesson.pages[0]?.blocks).toHaveLength(1);
  });

  it("leaves code whose fence would uncover a marker that stands in HTML", () => {
    const text = "<div>\n---QUIZ---\nText that says something.\n    x = 1";
    expect(recoverText(text)).toEqual({ text, recovered: [] });
  });

  it("takes back what it did, whatever the text", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "import os",
        "def f(x):",
        "return x",
        "# head",
        "- item",
        "Text that says something.",
        "FROM a:1",
        "kind: B",
      ),
      fc.constantFrom(
        "---PAGE---",
        "---QUIZ---",
        "Q: x A: 1 A: 2 CORRECT: 0 ---END-QUIZ---",
        "```",
        "~~~",
        "<div>",
        "",
        "    x = 1",
        "> y = 2;",
        "`",
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), fc.constantFrom("\n", "\r\n"), (pieces, eol) => {
        const text = pieces.join(eol);
        const recovered = recoverText(text);
        expect(restoreText(recovered.text)).toBe(restoreText(text));
        expect(recoverText(recovered.text).text).toBe(recovered.text);
      }),
      { numRuns: runs(500) },
    );
  });

  it("reads a text with its fences put in as it reads the text without", () => {
    const kinds = (text: string): unknown =>
      parseLesson(text, { recover: true }).lesson.pages.flatMap((page) =>
        page.blocks.map((block) =>
          block.kind === "code" ? [block.language, block.value, block.recovered] : block.kind,
        ),
      );
    for (const { text } of [
      ...lessons,
      damage("well-formed", fixture("well-formed.md").replace(/^---[^]*?---\n/, "")),
    ]) {
      expect(kinds(recoverText(text).text)).toEqual(kinds(text));
    }
  });
});
