import fc from "fast-check";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, expectTypeOf, it } from "vitest";
import { parseLesson, serializeLesson, serializeQuestion, serializeQuiz } from "@mlops/content";
import type { LessonDraft, QuestionDraft, QuestionDraftOf, QuizDraft } from "@mlops/content";
import { plainText } from "@mlops/schema";
import type { Lesson, Question, QuizBlock } from "@mlops/schema";
import { anyLesson } from "./arbitrary-lesson.ts";
import { anyText } from "./arbitrary-text.ts";
import { draftOf } from "./draft-of.ts";
import { faults, fixture, patience, present, quizzesOf, runs } from "./helpers.ts";
import { hostileLesson, valuesOf } from "./hostile-lesson.ts";
import { plainLesson } from "./plain-lesson.ts";

const quizOf = (...questions: QuestionDraft[]): QuizDraft => ({ kind: "quiz", id: "quiz", questions, unreadable: [] });
const choice = (prompt: string, ...options: string[]): QuestionDraftOf<"choice"> => ({
  type: "choice",
  prompt: { markdown: prompt },
  points: 1,
  options: options.map((markdown, index) => ({ id: String(index), content: { markdown } })),
  key: { correct: "0" },
});

describe("a draft", () => {
  it("is a whole lesson, quiz or question as well", () => {
    expectTypeOf<Lesson>().toExtend<LessonDraft>();
    expectTypeOf<QuizBlock>().toExtend<QuizDraft>();
    expectTypeOf<Question>().toExtend<QuestionDraft>();
  });
});

describe("serializeLesson", () => {
  it("writes a text that is read as the same lesson, without a fault in any profile", { timeout: patience }, () => {
    fc.assert(
      fc.property(anyLesson, (lesson) => {
        const text = serializeLesson(lesson);
        expect(faults(text)).toEqual([]);
        expect(draftOf(parseLesson(text).lesson)).toEqual(draftOf(lesson));
        expect(draftOf(parseLesson(text, { profile: "scraped", recover: false }).lesson)).toEqual(draftOf(lesson));
      }),
      { numRuns: runs(500) },
    );
  });

  it("escapes what would be read as a field or marker, and keeps the words", { timeout: patience }, () => {
    fc.assert(
      fc.property(anyLesson, fc.array(anyText, { minLength: 3, maxLength: 9 }), (lesson, texts) => {
        const draft = hostileLesson(lesson, texts);
        const text = written(draft);
        if (text === undefined) return;
        const read = parseLesson(text);
        const isHarm = (code: string): boolean => !harmless.has(code);
        const errors = read.diagnostics.filter(({ severity, code }) => severity === "error" && isHarm(code));
        expect(errors, text).toEqual([]);
        expect(read.diagnostics.map(({ code }) => code)).not.toContain("profile-scraped");
        expect(valuesOf(read.lesson).map(wordsOf), text).toEqual(valuesOf(draft).map(wordsOf));
      }),
      { numRuns: runs(100) },
    );
  });

  it.each(["\uFEFF", "\u00A0", "\u3000"])("keeps a line of white space that is none in Markdown: %j", (space) => {
    const markdown = `${space}\n| - |\n\nwords`;
    const draft = {
      schemaVersion: 1,
      id: "l",
      title: "l",
      pages: [{ id: "l", title: "l", blocks: [{ kind: "prose", markdown }] }],
    };
    const text = serializeLesson(draft as LessonDraft);
    const [block] = parseLesson(text).lesson.pages.flatMap(({ blocks }) => blocks);
    expect(block?.kind === "prose" && block.nodes.map(({ type }) => type)).toEqual(["table", "paragraph"]);
  });

  it("leaves out a vertical tab at the start, which no entity can stand for", () => {
    const quiz = { ...quizOf(choice("Which?", "a", "b")), intro: { markdown: "\v\n \v\n\nwords\v" } };
    const read = present(quizzesOf(parseLesson(serializeQuiz(quiz)).lesson)[0]);
    expect(read.intro?.markdown).toBe("words");
  });

  it("keeps a byte order mark before what would be a rule without it", () => {
    const quiz = { ...quizOf(choice("Which?", "a", "b")), intro: { markdown: "\uFEFF---\n\nwords" } };
    const read = present(quizzesOf(parseLesson(serializeQuiz(quiz)).lesson)[0]);
    expect(read.intro?.nodes.map(({ type }) => type)).toEqual(["paragraph", "paragraph"]);
  });

  it("keeps what could not be read as it is, and unreadable", () => {
    const lines = [
      "stray",
      "A: early",
      "TITLE: t",
      "TITLE: u",
      "Q: one",
      "A: x",
      "Q: two",
      "A: a",
      "A: b",
      "CORRECT: 0",
    ];
    const { lesson } = parseLesson(["---QUIZ---", ...lines, "---END-QUIZ---"].join("\n"));
    const [quiz] = quizzesOf(lesson);
    expect(quiz?.unreadable.map(({ markdown }) => markdown)).toEqual(["stray", "TITLE: u", "A: early", "Q: one\nA: x"]);
    expect(plainLesson(parseLesson(serializeLesson(lesson)).lesson)).toEqual(plainLesson(lesson));
    const { lesson: glued } = parseLesson("---QUIZ--- ---PAGE--- words");
    expect(parseLesson(serializeLesson(glued)).lesson.pages).toMatchObject([
      { blocks: [{ kind: "quiz", unreadable: [{ nodes: [{ children: [{ value: "---PAGE--- words" }] }] }] }] },
    ]);
  });

  it("tells lists that stand next to each other from one list, and prose from front matter", () => {
    const prose = (markdown: string): LessonDraft["pages"][number]["blocks"][number] => ({ kind: "prose", markdown });
    const lesson = (...blocks: LessonDraft["pages"][number]["blocks"]): LessonDraft => ({
      schemaVersion: 1,
      id: "lesson",
      title: "",
      pages: [{ id: "page", title: "", blocks }],
    });
    const [page] = parseLesson(serializeLesson(lesson(prose("- a"), prose("- b")))).lesson.pages;
    expect(page?.blocks[0]).toMatchObject({ nodes: [{ type: "list" }, { type: "html" }, { type: "list" }] });
    const rule = parseLesson(serializeLesson(lesson(prose("---\nid: x\n---")))).lesson;
    expect(rule.pages[0]?.blocks[0]).toMatchObject({ nodes: [{ type: "thematicBreak" }, { type: "heading" }] });
  });
});

/** What hostile prose may be reported for that is not about quizzes. */
const harmless: ReadonlySet<string> = new Set(["lab-invalid", "fence-unclosed"]);

/** The text, or nothing where the draft cannot be written, as a label in code that is indented within a list. */
function written(draft: LessonDraft): string | undefined {
  try {
    return serializeLesson(draft);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const processor = unified().use(remarkParse).use(remarkGfm);

/** The words of Markdown, however they are escaped, without an end tag that closes what was open. */
function wordsOf(markdown: string): string {
  // Within a lesson, a byte order mark is a character like others; at the start of a text, remark drops one.
  const text = markdown.startsWith("\uFEFF") ? `\uFEFF${markdown}` : markdown;
  const nodes = JSON.parse(JSON.stringify(processor.parse(text).children));
  return plainText({ nodes })
    .replaceAll(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("\0", "\uFFFD")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/ ?(?:-->|\?>|\]\]>|<\/(?:pre|script|style|textarea)>|>)$/, "");
}

describe("serializeQuiz", () => {
  it("writes the fields in their canonical order, the id only where it is not made anyway", () => {
    const { lesson } = parseLesson(fixture("all-kinds.md"));
    const quiz = present(quizzesOf(lesson)[0]);
    const text = serializeQuiz(quiz);
    expect(serializeQuiz(present(quizzesOf(parseLesson(text).lesson)[0]))).toBe(text);
    const fields = [...text.matchAll(/^([A-Z]+)(?:\{[^}]*\})?:/gm)].map(([, name]) => name);
    expect(fields.filter((name) => name === "Q")).toHaveLength(quiz.questions.length);
    expect(
      serializeQuiz({ ...quizOf(choice("Which?", "a", "b")), title: { markdown: "Check it" }, id: "check-it" }),
    ).toBe("---QUIZ---\n\nTITLE: Check it\n\nQ: Which?\nA: a\nA: b\nCORRECT: 0\n\n---END-QUIZ---\n");
    const named = { ...quizOf(choice("Which?", "a", "b")), id: "other", pass: 0.5, shuffle: false };
    expect(serializeQuiz(named).split("\n")[0]).toBe("---QUIZ--- {#other pass=0.5 shuffle=false}");
  });
});

describe("serializeQuestion", () => {
  const lines = (question: QuestionDraft): string[] => serializeQuestion(question).split("\n");

  it("writes a value on the line after its name where it does not start with a paragraph", () => {
    expect(lines(choice("- a\n- b", "1. x", "plain", "***", "-5"))).toEqual([
      "Q:",
      "- a",
      "- b",
      "A:",
      "1. x",
      "A: plain",
      "A:",
      "***",
      "A: -5",
      "CORRECT: 0",
      "",
    ]);
  });

  it("escapes fields, markers and what leaves code or HTML open", () => {
    expect(lines(choice("Is\nA: x\n---PAGE---\nenough?", "```\nA: x", "<!-- y", "z A: w", "`a\nA: b`"))).toEqual([
      ...["Q: Is", "A\\: x", "\\---PAGE---", "enough?", "A:", "```", "A: x", "```"],
      ...["A:", "<!-- y", "-->", "A: z A\\: w", "A: `a A: b`", "CORRECT: 0", ""],
    ]);
  });

  it.each(["**A:** b", "A : b", "> A: b", "A\uFF1A b", "\u0410: b", "A{pin: b", "x\n    A: b"])(
    "escapes %j, which would be taken for a label that is misspelt",
    (line) => {
      const text = serializeQuestion(choice(`Is\n${line}`, `a\n${line}`, "b"));
      const { diagnostics } = parseLesson(`---QUIZ---\n${text}\n---END-QUIZ---\n`);
      expect(diagnostics.map(({ code }) => code)).toEqual(["no-page-marker", "question-id-missing"]);
    },
  );

  it("escapes a question within a line", () => {
    const explanation = { markdown: "See: Q: x A: y CORRECT: 0" };
    const text = serializeQuestion({ ...choice("Which?", "a", "b"), explanation });
    expect(text).toContain("EXPLAIN: See: Q\\: x A: y CORRECT: 0\n");
    expect(faults(`---QUIZ---\n${text}\n---END-QUIZ---\n`)).toEqual(["2:1 warning question-id-missing"]);
  });

  it("escapes any number of markers and fields", () => {
    const markdown = "x\n---PAGE---\nA: y\n".repeat(50);
    const text = serializeQuestion({ ...choice("Which?", "a", "b"), explanation: { markdown } });
    expect(text.match(/^\\---PAGE---\nA\\: y$/gm)).toHaveLength(50);
  });

  it("puts a blank line after a value that ends in HTML", () => {
    expect(lines(choice("<div>", "a", "b")).slice(0, 4)).toEqual(["Q:", "<div>", "", "A: a"]);
  });

  const textQuestion = (...patterns: string[]): QuestionDraftOf<"text"> => ({
    type: "text",
    prompt: { markdown: "Which?" },
    points: 1,
    key: { answers: patterns.map((pattern) => ({ pattern })) },
  });

  it.each(["```", "~~~ js", "````", "<!-- x", "<div>", "<script>", "<?php", "> ```", "- ~~~"])(
    "writes the pattern %s so that it opens nothing",
    (pattern) => {
      const said = textQuestion("x", pattern, "y");
      said.key.answers[1] = { pattern, weight: 0.5, feedback: { markdown: "almost" } };
      const questions = [textQuestion(pattern), textQuestion("x", pattern), textQuestion(pattern, "y"), said];
      const { lesson, diagnostics } = parseLesson(serializeQuiz(quizOf(...questions)));
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const read = quizzesOf(lesson).flatMap((quiz) => quiz.questions);
      const answersOf = ({ key }: Question | QuestionDraft): unknown =>
        "answers" in key && key.answers.map((answer) => "pattern" in answer && [answer.pattern, answer.weight]);
      expect(read.map(answersOf)).toEqual(questions.map(answersOf));
    },
  );

  it("writes words that are no Markdown so that they open nothing: tags, units and gaps as well", () => {
    const numeric: QuestionDraft = {
      ...{ type: "numeric", prompt: { markdown: "How long?" }, points: 1, tags: ["```", "b"] },
      units: [{ name: "~~~", factor: "1" }],
      key: { answers: [{ value: "1" }] },
    };
    const cloze: QuestionDraft = {
      ...{ type: "cloze", prompt: { markdown: "Say {{g}}" }, points: 1, gaps: [{ id: "g", kind: "text" }] },
      key: { gaps: [{ id: "g", patterns: ["```", "<!--"] }] },
    };
    const { lesson } = parseLesson(serializeQuiz(quizOf(numeric, cloze)));
    const read = quizzesOf(lesson).flatMap((quiz) => quiz.questions);
    expect(read).toMatchObject([
      { tags: ["```", "b"], units: [{ name: "~~~" }] },
      { key: { gaps: [{ patterns: ["```", "<!--"] }] } },
    ]);
  });

  it.each(["", " ", "a\nb", "a\rb", "x".repeat(1001)])("refuses the pattern %j, which would be none", (pattern) => {
    expect(() => serializeQuestion(textQuestion("x", pattern))).toThrow(/^A pattern of `CORRECT:` or `A:` /);
    expect(() => serializeQuestion(textQuestion("x", pattern))).toThrow(RangeError);
    expect(serializeQuestion(textQuestion("x".repeat(1000)))).toContain("xx");
  });

  it("throws where a key names nothing, or an answer that is no Markdown would be a field", () => {
    expect(() => serializeQuestion({ ...choice("Which?", "a", "b"), id: "x", key: { correct: "9" } })).toThrow(
      RangeError,
    );
    const text: QuestionDraft = {
      type: "text",
      prompt: { markdown: "Which?" },
      points: 1,
      key: { answers: [{ pattern: "x EXPLAIN: y" }] },
    };
    expect(() => serializeQuestion(text)).toThrow(RangeError);
    expect(serializeQuestion({ ...text, key: { answers: [{ pattern: "Q: y" }] } })).toContain("CORRECT: Q: y");
  });
});
