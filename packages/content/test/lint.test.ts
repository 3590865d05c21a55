import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lessonStats, lintLesson, parseLesson } from "@mlops/content";
import type { LintOptions } from "@mlops/content";
import { fixture, runs } from "./helpers.ts";

/** The findings about a text as `line code`. */
const lint = (text: string, options?: LintOptions): string[] =>
  lintLesson(parseLesson(text).lesson, options).map(({ code, position }) => `${position.start.line} ${code}`);
/** The findings of one rule. */
const only = (code: string, text: string): string[] => lint(text).filter((line) => line.endsWith(` ${code}`));
const quiz = (...lines: string[]): string =>
  ["---QUIZ---", "Q: Which?", "ID: one", ...lines, "---END-QUIZ---"].join("\n");
/** A quiz with right answers at the given places, of so many options. */
const keyed = (keys: readonly number[], options = 4): string =>
  `---QUIZ---\n${keys
    .map((key, index) => {
      const answers = Array.from({ length: options }, (_, place) => `A: ${index} ${place}`).join("\n");
      return `Q: ${index}?\nID: q${index}\n${answers}\nCORRECT: ${key}\n`;
    })
    .join("\n")}---END-QUIZ---`;

describe("lintLesson", () => {
  it("gives findings in the order of the text, within the text, and never throws, whatever the lesson", () => {
    const source = fixture("all-kinds.md") + fixture("well-formed.md");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 })), { maxLength: 6 }), (cuts) => {
        const text = cuts.reduce((rest, [at, length]) => {
          const start = at % (rest.length + 1);
          return rest.slice(0, start) + rest.slice(start + length);
        }, source);
        const { lesson } = parseLesson(text);
        const offsets = lintLesson(lesson).map(({ position }) => position.start.offset);
        expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
        expect(Math.max(0, ...offsets)).toBeLessThanOrEqual(text.length);
        expect(() => lessonStats(lesson)).not.toThrow();
      }),
      { numRuns: runs(200) },
    );
  });

  it("leaves out rules that are switched off, and takes the severity that is asked for", () => {
    const text = quiz("A: a", "A: b", "CORRECT: 0");
    expect(lint(text)).toEqual(["2 explanation-missing"]);
    expect(lint(text, { rules: { "explanation-missing": "off" } })).toEqual([]);
    const [{ severity } = { severity: "info" }] = lintLesson(parseLesson(text).lesson, {
      rules: { "explanation-missing": "error" },
    });
    expect(severity).toBe("error");
  });

  it("applies rules about words to English lessons only", () => {
    const text = quiz("A: a", "A: b", "A: All of the above", "CORRECT: 0").replace("Which?", "Which is not one?");
    const german = `---\nlang: de\n---\n${text}`;
    expect(lint(text)).toEqual(expect.arrayContaining(["2 prompt-negated", "6 option-all-of-the-above"]));
    expect(lint(german).filter((line) => /negated|above/.test(line))).toEqual([]);
    expect(lint(`---\nlang: en-GB\n---\n${text}`).filter((line) => line.includes("negated"))).toHaveLength(1);
  });
});

describe("an option", () => {
  it("that is right and a little longer than the others is no finding", () => {
    expect(only("option-longest-correct", quiz("A: twelve chars", "A: thirteen chars.", "CORRECT: 1"))).toEqual([]);
    expect(
      only("option-longest-correct", quiz("A: twelve chars, yes, and more of them", "A: thirteen", "CORRECT: 1")),
    ).toEqual([]);
  });

  it("that refers to all others is none in a quiz that is not shuffled, or where it is pinned", () => {
    const text = quiz("A: a", "A: b", "A: None of these", "CORRECT: 0");
    expect(only("option-all-of-the-above", text)).toEqual(["6 option-all-of-the-above"]);
    expect(only("option-all-of-the-above", text.replace("---QUIZ---", "---QUIZ--- {shuffle=false}"))).toEqual([]);
    expect(only("option-all-of-the-above", text.replace("A: None", "A{pin}: None"))).toEqual([]);
    expect(only("option-all-of-the-above", text.replace("None of these", "None of the models answers"))).toEqual([]);
  });

  it.each([
    ["C", "C++"],
    ["a = b", "a == b"],
    ["10 ms", "100 ms"],
    ["It grows", "It shrinks"],
  ])("is no near duplicate of one that says something else: %s, %s", (one, other) => {
    expect(only("option-near-duplicate", quiz(`A: ${one}`, `A: ${other}`, "CORRECT: 0"))).toEqual([]);
  });
});

describe("a prompt", () => {
  it.each([
    "Which is **not** one?",
    "Which is NOT one?",
    "Which is *never* one?",
    "What does `not x` give?",
    "It is not easy. Which one is it?",
  ])("that is no plain negation is no finding: %s", (prompt) => {
    expect(only("prompt-negated", quiz("A: a", "A: b", "CORRECT: 0").replace("Which?", prompt))).toEqual([]);
  });
});

describe("an explanation", () => {
  const explained = (explain: string): string[] =>
    only(
      "explanation-contradicts-key",
      quiz("A: Batch", "A: Online", "A: Streaming", "CORRECT: 1", `EXPLAIN: ${explain}`),
    );

  it.each([
    "Batch is right here.",
    "The correct answer is A.",
    "The right answer is option C",
    "The correct answer is 3, as it says.",
  ])("that argues for another answer is a finding: %s", (explain) => {
    expect(explained(explain)).toHaveLength(1);
  });

  it.each([
    "Online is right.",
    "Batch is not right, for it answers at night.",
    "Batch is incorrect.",
    "The correct answer is B.",
    "The correct answer is 1.",
    "The correct answer is 2.",
    "Unlike Batch, Online is correct.",
    "That is right in most cases.",
  ])("that argues for the key, or against another answer, is none: %s", (explain) => {
    expect(explained(explain)).toEqual([]);
  });

  it("of a statement that starts with the other truth value is a finding", () => {
    const text = quiz("TYPE: trueFalse", "CORRECT: true", "EXPLAIN: False, for it is not so.");
    expect(only("explanation-contradicts-key", text)).toHaveLength(1);
    expect(only("explanation-contradicts-key", text.replace("False,", "True,"))).toEqual([]);
  });
});

describe("the places of right answers", () => {
  it.each<[string, number[], number]>([
    ["half of them at one place", [0, 2, 1, 3, 2, 1, 1, 1], 4],
    ["all of them at one place", [2, 2, 2, 2, 2, 2], 4],
    ["most of twenty at one of two places", Array.from({ length: 20 }, (_, index) => (index < 17 ? 0 : 1)), 2],
  ])("are a finding with %s", (_what, keys, options) => {
    expect(only("answer-position-bias", keyed(keys, options))).toHaveLength(1);
  });

  it.each<[string, number[], number]>([
    ["an even spread", [0, 1, 2, 3, 0, 1, 2, 3], 4],
    ["five questions", [1, 1, 1, 1, 1], 4],
    ["half of them at one of two places", [0, 1, 0, 1, 1, 0], 2],
  ])("are none with %s", (_what, keys, options) => {
    expect(only("answer-position-bias", keyed(keys, options))).toEqual([]);
  });
});

describe("what teaches a question", () => {
  it("counts pages that are named with the id of their own lesson", () => {
    const words = "Words about serving. ".repeat(30);
    const asked = quiz("TEACHES: l#p, #q", "A: a", "A: b", "CORRECT: 0");
    const text = `---\nid: l\n---\n# P\n\n${words}\n\n---PAGE---\n\n# Q\n\n${words}\n\n---PAGE---\n\n${asked}`;
    expect(only("page-without-question", text)).toEqual([]);
    expect(lessonStats(parseLesson(text).lesson).pagesWithoutQuestion).toEqual([]);
    expect(only("page-without-question", text.replace("l#p", "other#p"))).toHaveLength(1);
    expect(lessonStats(parseLesson(text.replace("l#p", "other#p")).lesson).pagesWithoutQuestion).toEqual(["p"]);
  });

  it("is not missed in a lesson whose question cannot be read", () => {
    const text = quiz("A: a", "A: b", "CORRECT: 7");
    expect(only("lesson-without-question", text)).toEqual([]);
    expect(only("lesson-without-question", "# A")).toHaveLength(1);
  });

  it("may be a page of this lesson by its name, or of another lesson, which is not looked up here", () => {
    const text = (teaches: string): string =>
      `---\nid: l\n---\n# P\n\ntext\n\n---PAGE---\n\n${quiz(`TEACHES: ${teaches}`, "A: a", "A: b", "CORRECT: 0")}`;
    expect(only("teaches-unknown-page", text("#p"))).toEqual([]);
    expect(only("teaches-unknown-page", text("l#p"))).toEqual([]);
    expect(only("teaches-unknown-page", text("other#x"))).toEqual([]);
    expect(only("teaches-unknown-page", text("l#q"))).toHaveLength(1);
  });
});

describe("lessonStats", () => {
  it("counts what a lesson holds", () => {
    expect(lessonStats(parseLesson(fixture("all-kinds.md")).lesson)).toEqual({
      pages: 2,
      words: 21,
      readingMinutes: 1,
      codeLines: {},
      quizzes: 1,
      questions: {
        choice: 1,
        multi: 2,
        trueFalse: 1,
        numeric: 1,
        text: 1,
        order: 1,
        match: 1,
        cloze: 1,
        tracing: 2,
        essay: 1,
      },
      points: 12,
      answerPositions: [0, 1],
      longestIsRight: 0,
      pagesWithoutQuestion: [],
    });
  });

  it("counts lines of code by language, one named __proto__ included", () => {
    const { codeLines, readingMinutes } = lessonStats(
      parseLesson("```js\na\nb\n```\n\n```\nc\n```\n\n```__proto__\nd\n```").lesson,
    );
    expect(Object.entries(codeLines)).toEqual([
      ["js", 2],
      ["text", 1],
      ["__proto__", 1],
    ]);
    expect(readingMinutes).toBe(1);
  });
});
