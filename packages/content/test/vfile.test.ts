import { describe, expect, it } from "vitest";
import { diagnosticUrl, parseLesson, toVFileMessages } from "@mlops/content";

describe("toVFileMessages", () => {
  const text = "---QUIZ---\nQ: Which?\nA: a\nA: b\nCORRECT: 2\n---END-QUIZ---";
  const { diagnostics } = parseLesson(text);
  const messages = toVFileMessages(diagnostics, { path: "lesson.md" });

  it("gives a message for every diagnostic, with its rule, place, page and what to do", () => {
    expect(messages).toHaveLength(diagnostics.length);
    const message = messages.find(({ ruleId }) => ruleId === "correct-out-of-range");
    expect(message).toMatchObject({
      source: "mlops",
      fatal: true,
      line: 5,
      column: 1,
      expected: ["an index from 0 to 1"],
      actual: "2",
      note: "Answers are counted from 0; the last one is 1.",
      url: "docs/diagnostics/correct-out-of-range.md",
      file: "lesson.md",
    });
    expect(String(message)).toBe("lesson.md:5:1-5:11: `CORRECT: 2` points past the last of 2 answers.");
  });

  it("tells warnings and information from errors", () => {
    expect(messages.find(({ ruleId }) => ruleId === "no-page-marker")?.fatal).toBeUndefined();
    const [warning] = toVFileMessages(
      parseLesson("---PAGE--- x").diagnostics.filter(({ severity }) => severity === "warning"),
    );
    expect(warning?.fatal).toBe(false);
    expect(warning?.file).toBe("");
  });
});

describe("diagnosticUrl", () => {
  it("is the page of the code", () => {
    expect(diagnosticUrl("quiz-unclosed")).toBe("docs/diagnostics/quiz-unclosed.md");
  });
});
