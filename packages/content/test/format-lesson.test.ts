import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLesson, parseLesson } from "@mlops/content";
import { anyText } from "./arbitrary-text.ts";
import { patience, runs } from "./helpers.ts";
import { plainLesson } from "./plain-lesson.ts";

const anyOptions = fc.record({ profile: fc.constantFrom("auto" as const, "strict" as const, "scraped" as const) });

describe("formatLesson", () => {
  it(
    "gives for every text one that is read as the same lesson, and does not change when it is formatted again",
    { timeout: patience },
    () => {
      fc.assert(
        fc.property(anyText, anyOptions, (text, options) => {
          const { text: formatted } = formatLesson(text, options);
          expect(plainLesson(parseLesson(formatted, options).lesson)).toEqual(
            plainLesson(parseLesson(text, options).lesson),
          );
          expect(formatLesson(formatted, options).text).toBe(formatted);
        }),
        { numRuns: runs(500) },
      );
    },
  );

  it("writes one blank line around markers, one line end at the end, and LF", () => {
    const text = "\uFEFF# One\r\n   ---PAGE---   {#two   }\r\n\r\n\r\nTwo\r\n---PAGE---\r\nThree\r\n\r\n";
    expect(formatLesson(text).text).toBe("# One\n\n---PAGE--- {#two}\n\nTwo\n\n---PAGE---\n\nThree\n");
    expect(formatLesson("").text).toBe("");
    expect(formatLesson(" \n\n").text).toBe("");
  });

  it("takes white space from the ends of lines only where it means nothing", () => {
    const kept = "a  \nb\n\n    code  \n\n```\nx  \n```\n\n`c  \nd` e\\ \nf\n\n<pre>\ny  \n</pre>\n";
    expect(formatLesson(kept).text).toBe(kept);
    expect(formatLesson("# a \t\n \t\nb \nc  \n").text).toBe("# a\n\nb\nc\n");
  });

  it("writes a quiz in its canonical form, with the ids that the author wrote and no others", () => {
    const quiz = ["---QUIZ--- {#q}", "Q: Which?", "CORRECT: 0", "A{weight=1}: a", "POINTS: 1", "A: - b", "ID: x"];
    const other = ["Q: What?", "TYPE: multi", "A: a", "A: b", "CORRECT: 1,0", "TAGS: t,u", "---END-QUIZ---"];
    expect(formatLesson([...quiz, ...other].join("\n")).text).toBe(
      [
        ...["---QUIZ--- {#q}", "", "Q: Which?", "ID: x", "A: a", "A:", "- b", "CORRECT: 0", ""],
        ...["Q: What?", "TAGS: t, u", "A: a", "A: b", "CORRECT: 0, 1", "", "---END-QUIZ---", ""],
      ].join("\n"),
    );
  });

  it.each([
    ["an error", "---QUIZ---\nQ:   Which?\nCORRECT: 9\nA: a\nA: b\n---END-QUIZ---"],
    ["an attribute that is not known", "---QUIZ--- {pas=1}\nQ:   Which?\nCORRECT: 0\nA: a\nA: b\n---END-QUIZ---"],
  ])("keeps a quiz with %s as it is", (_what, quiz) => {
    const { text, diagnostics } = formatLesson(`a\n${quiz}\nb`);
    expect(text).toBe(`a\n\n${quiz}\n\nb\n`);
    expect(diagnostics).toEqual(parseLesson(`a\n${quiz}\nb`).diagnostics);
  });

  it("keeps text after markers, and puts a fence around code that has lost it", () => {
    const quiz = "---QUIZ---\nQ: Which?\nA: a\nA: b\nCORRECT: 0\n---END-QUIZ--- after";
    expect(formatLesson(quiz).text).toMatch(/CORRECT: 0\n\n---END-QUIZ--- after\n$/);
    const code = "const one = 1;\nconst two = one + 1;";
    const lost = `Text\n${code}\n---QUIZ--- TITLE: t\nQ: Which? A: a A: b CORRECT: 0 ---END-QUIZ---`;
    expect(formatLesson(lost).text).toContain(` recovered\n${code}\n\`\`\`\n\n---QUIZ---\n\nTITLE: t\n`);
  });

  it("leaves a text that cannot be read as it is", () => {
    expect(formatLesson("a\r\nb", { maxLength: 3 }).text).toBe("a\r\nb");
  });
});
