import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, fixLesson, parseLesson } from "@mlops/content";
import { anyText } from "./arbitrary-text.ts";
import { fixture, patience, questionsOf, runs } from "./helpers.ts";

const quiz = (...lines: string[]): string => ["---QUIZ---", ...lines, "---END-QUIZ---", ""].join("\n");
const idsOf = (text: string): string[] => questionsOf(parseLesson(text).lesson).map(({ id }) => id);

describe("fixLesson", () => {
  it("writes the ids that are missing, each the one that the question has anyway", () => {
    const text = quiz("Q: Which?", "A: a", "A: b", "CORRECT: 0", "", "Q:", "<div>", "", "A: a", "A: b", "CORRECT: 1");
    const { text: fixed, fixed: mended, remaining } = fixLesson(text);
    expect(mended.map(({ code }) => code)).toEqual(["question-id-missing", "question-id-missing"]);
    expect(remaining.map(({ code }) => code)).toEqual(["no-page-marker"]);
    expect(idsOf(fixed)).toEqual(idsOf(text));
    expect(parseLesson(fixed, { profile: "strict" }).diagnostics.map(({ code }) => code)).toEqual(["no-page-marker"]);
    expect(fixLesson(fixed)).toMatchObject({ text: fixed, fixed: [] });
  });

  it("makes a text whose fields are run together one that the strict profile accepts, with the same ids", () => {
    const text = fixture("run-together.txt");
    const { text: fixed, fixed: mended } = fixLesson(text);
    expect(mended.map(({ code }) => code)).toEqual(["profile-scraped"]);
    expect(parseLesson(fixed, { profile: "strict" }).diagnostics).toEqual([]);
    expect(idsOf(fixed)).toEqual(idsOf(text));
  });

  it("applies the fixes of errors, and keeps the line ends of the text", () => {
    const text = quiz("Q: Is it?", "TYPE: true-false", "CORRECT: true").replaceAll("\n", "\r\n");
    const { text: fixed, fixed: mended } = fixLesson(text);
    expect(mended.map(({ code }) => code)).toEqual(["type-unknown", "question-id-missing"]);
    expect(fixed).toBe(
      text.replace("true-false", "trueFalse").replace("Is it?", `Is it?\r\nID: ${idsOf(fixed).join("")}`),
    );
  });

  it("does not touch a quiz with an error that has no fix", () => {
    const text = quiz("Q: Which?", "A: a", "A: b", "CORRECT: 0", "Q: What?", "A: a", "CORRECT: 7");
    expect(fixLesson(text).text).toBe(text);
  });

  it("never changes the id of a question that could be read, for any text", { timeout: patience }, () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const before = parseLesson(text);
        if (before.diagnostics.some(({ fix, code }) => fix !== undefined && code !== "question-id-missing")) return;
        const { text: fixed, remaining } = fixLesson(text);
        expect(idsOf(fixed)).toEqual(questionsOf(before.lesson).map(({ id }) => id));
        expect(remaining).toEqual(parseLesson(fixed).diagnostics);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe("applyEdits", () => {
  it("applies edits in any order", () => {
    const edits = [
      { start: 3, end: 4, text: "D" },
      { start: 0, end: 0, text: "<" },
      { start: 1, end: 2, text: "" },
    ];
    expect(applyEdits("abcd", edits)).toBe("<acD");
    expect(applyEdits("abcd", [])).toBe("abcd");
  });

  it.each([
    [
      "overlap",
      [
        { start: 0, end: 2, text: "" },
        { start: 1, end: 3, text: "" },
      ],
    ],
    ["lie outside the text", [{ start: 4, end: 5, text: "" }]],
    ["end before they start", [{ start: 2, end: 1, text: "" }]],
  ])("throws on edits that %s", (_what, edits) => {
    expect(() => applyEdits("abcd", edits)).toThrow(RangeError);
  });
});
