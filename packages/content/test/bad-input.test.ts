import { describe, expect, it } from "vitest";
import { lessonResultSchema } from "@mlops/schema/zod";
import { fixLesson, parseLesson } from "@mlops/content";
import { answersOf, brief, faults, present, questionsOf, quizzesOf, work } from "./helpers.ts";

/** A quiz with the given lines as its second question, from line 7 on, between two good questions. */
const quizWith = (...lines: string[]): string =>
  ["---QUIZ---", "Q: First?", "ID: first", "A: a", "A: b", "CORRECT: 0", ...lines]
    .concat("Q: Last?", "ID: last", "A: a", "A: b", "CORRECT: 1", "---END-QUIZ---")
    .join("\n");
/** A second question with some of its lines replaced; `undefined` leaves one out. */
const question = (fields: Partial<Record<"q" | "id" | "a" | "b" | "correct", string | undefined>>): string[] => {
  const whole = { q: "Q: Second?", id: "ID: second", a: "A: a", b: "A: b", correct: "CORRECT: 1", ...fields };
  return [whole.q, whole.id, whole.a, whole.b, whole.correct].filter((line) => line !== undefined);
};
const ids = (text: string): string[] => questionsOf(parseLesson(text).lesson).map(({ id }) => id);
const received = (text: string) => parseLesson(text).diagnostics.find(({ severity }) => severity === "error");

describe("a slip in one question", () => {
  it.each<[string, string[], string]>([
    ["an index past the last answer", question({ correct: "CORRECT: 7" }), "11:1 error correct-out-of-range"],
    ["an index equal to the number of answers", question({ correct: "CORRECT: 2" }), "11:1 error correct-out-of-range"],
    ["a negative index", question({ correct: "CORRECT: -1" }), "11:1 error correct-not-an-index"],
    ["an index too large for a number", question({ correct: "CORRECT: 1e400" }), "11:1 error correct-not-an-index"],
    ["an index with a fraction", question({ correct: "CORRECT: 1.0" }), "11:1 error correct-not-an-index"],
    [
      "two indexes of one choice",
      question({ correct: "CORRECT: 0, 1" }).toSpliced(1, 0, "TYPE: choice"),
      "12:1 error correct-not-an-index",
    ],
    ["a letter in place of an index", question({ correct: "CORRECT: b" }), "11:1 error correct-not-an-index"],
    ["no index after CORRECT", question({ correct: "CORRECT:" }), "11:1 error correct-not-an-index"],
    ["no CORRECT", question({ correct: undefined }), "7:1 error correct-missing"],
    ["a misspelt CORRECT", question({ correct: "CORECT: 1" }), "7:1 error correct-missing"],
    ["one answer", question({ a: undefined }), "7:1 error options-too-few"],
    ["no answer", question({ a: undefined, b: undefined }), "7:1 error options-too-few"],
    ["an empty prompt", question({ q: "Q:" }), "7:1 error prompt-empty"],
    ["an empty prompt with spaces", question({ q: "Q:   " }), "7:1 error prompt-empty"],
    ["an empty answer", question({ b: "A:" }), "10:1 error option-empty"],
    ["CORRECT twice", [...question({}), "CORRECT: 0"], "12:1 error field-duplicate"],
    ["EXPLAIN twice", [...question({}), "EXPLAIN: x", "EXPLAIN: y"], "13:1 error field-duplicate"],
    ["an id that is taken", question({ id: "ID: first" }), "8:1 error id-duplicate"],
    ["an id with a space", question({ id: "ID: se cond" }), "8:1 error question-id-invalid"],
    ["an empty id", question({ id: "ID:" }), "8:1 error question-id-invalid"],
    ["an id of 129 characters", question({ id: `ID: ${"x".repeat(129)}` }), "8:1 error question-id-invalid"],
    ["negative points", [...question({}), "POINTS: -1"], "12:1 error points-invalid"],
    ["points that are no number", [...question({}), "POINTS: many"], "12:1 error points-invalid"],
    ["points too large", [...question({}), "POINTS: 1e400"], "12:1 error points-invalid"],
    ["empty points", [...question({}), "POINTS:"], "12:1 error points-invalid"],
    ["a label that no space follows", question({ b: "A:b" }), "10:1 error field-unknown"],
    ["a prompt nested too deeply", question({ q: `Q: ${">".repeat(101)} x` }), "7:4 error text-too-deep"],
    ["an answer nested much too deeply", question({ a: `A: ${"- ".repeat(50_000)}x` }), "9:4 error text-too-deep"],
  ])("%s is one error at its place, and the questions around it are read", (_what, lines, fault) => {
    const text = quizWith(...lines);
    const errors = faults(text).filter((line) => line.includes(" error "));
    expect(errors).toEqual([fault]);
    expect(ids(text)).toEqual(["first", "last"]);
    const [quiz] = quizzesOf(parseLesson(text).lesson);
    expect(quiz?.unreadable.map(({ markdown }) => markdown)).toEqual([lines.join("\n").trim()]);
  });

  it("says what was expected and received, and where counting starts when that is the likely slip", () => {
    expect(received(quizWith(...question({ correct: "CORRECT: 2" })))).toMatchObject({
      expected: "an index from 0 to 1",
      received: "2",
      hint: "Answers are counted from 0; the last one is 1.",
    });
    expect(received(quizWith(...question({ correct: "CORRECT: 3" })))).not.toHaveProperty("hint");
  });

  it("in the first question's label is one error, and the questions after it are read", () => {
    const text = quizWith().replace("Q: First?\nID: first", "Question: First?");
    expect(faults(text)).toEqual(["2:1 error quiz-text-outside-field", "3:1 error field-misplaced"]);
    expect(faults(text.replace("Question: First?\n", ""))).toEqual(["2:1 error field-misplaced"]);
    expect(ids(text)).toEqual(["last"]);
  });
});

describe("an answer whose label is none", () => {
  const labels = [
    ...["A : b", "**A:** b", "**A**: b", "_A:_ b", "- A: b", "> A: b", "1. A: b", "    A: b", "\tA: b", "A {pin}: b"],
    ...[
      "A{pin} : b",
      "A\uFF1A b",
      "A\uFF1Ab",
      "A\u2236 b",
      "\u0410: b",
      "\u0391: b",
      "\u00A0A: b",
      "\uFEFFA: b",
      "A\u200B: b",
    ],
  ];

  it.each(labels)("%j is one error, since the key counts answers, and its fix is the label", (line) => {
    const text = quizWith(...question({ b: `${line}\nA: c` }));
    expect(faults(text).filter((fault) => fault.includes(" error "))).toEqual([
      `10:${1 + (/^[\s\uFEFF]*/.exec(line)?.[0].length ?? 0)} error field-unknown`,
    ]);
    expect(ids(text)).toEqual(["first", "last"]);
    const { text: mended, remaining } = fixLesson(text, { profile: "strict" });
    expect(remaining.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(answersOf(questionsOf(parseLesson(mended).lesson))).toEqual([0, 1, 1]);
    expect(questionsOf(parseLesson(mended).lesson)[1]).toMatchObject({
      options: [{}, { content: { markdown: "b" } }, {}],
    });
  });

  it("with a brace that is not closed is one error without a fix", () => {
    const text = quizWith(...question({ b: "A{pin: b\nA: c" }));
    expect(faults(text)).toEqual(["10:1 error field-unknown"]);
    expect(fixLesson(text).text).toBe(text);
  });

  it("that no space follows within a line is a warning", () => {
    const text = quizWith("Q: Second? A: a A:b A: c CORRECT: 1");
    expect(faults(text)).toEqual(["7:17 warning field-unknown"]);
  });

  it("is only warned of where it may be text: in explanations, in code that is indented, and where there are no answers", () => {
    const fault = (...lines: string[]): string[] => faults(quizWith(...lines));
    expect(fault(...question({}), "EXPLAIN: e", "**A:** b")).toEqual(["13:1 warning field-unknown"]);
    expect(fault(...question({ q: "Q: Second?\n\n    A: b\n" }))).toEqual(["9:5 warning field-unknown"]);
    expect(fault("Q: Say\n**A:** b", "ID: second", "TYPE: essay")).toEqual(["8:1 warning field-unknown"]);
    expect(fault(...question({ q: "Q: Second?\n```\nA : b\n```\n`A` : b" }))).toEqual([]);
    expect(fixLesson(quizWith(...question({}), "EXPLAIN: e", "**A:** b")).fixed).toEqual([]);
  });

  it("is mended with all other labels of a quiz that is written in another way", () => {
    const text = quizWith(...question({}))
      .replaceAll(/^([A-Z]+):/gm, "**$1:**")
      .replaceAll("**Q:**", "- **Q**:");
    const { text: mended, remaining } = fixLesson(text);
    expect(remaining.map(brief)).toEqual(["1:1 info no-page-marker"]);
    expect(ids(mended)).toEqual(["first", "second", "last"]);
  });
});

describe("a question within a line", () => {
  it.each(["EXPLAIN: e", "HINT: h", "EXPLAIN: `Q: x`"])(
    "after %s is an error, and its fix puts it on its own",
    (before) => {
      const text = quizWith(...question({}), `${before} Q: Third? A: c A: d CORRECT: 1`);
      expect(faults(text)).toEqual([`12:${before.length + 2} error field-misplaced`]);
      const { text: mended, remaining } = fixLesson(text);
      expect(remaining.map(brief)).toEqual(["1:1 info no-page-marker"]);
      expect(answersOf(questionsOf(parseLesson(mended).lesson))).toEqual([0, 1, 1, 1]);
    },
  );

  it("is none without answers and a key", () => {
    expect(faults(quizWith(...question({}), "EXPLAIN: See the Q: and A: of it."))).toEqual([]);
    expect(faults(quizWith(...question({}), "EXPLAIN: Write `Q: x A: y CORRECT: 0` on lines."))).toEqual([]);
    for (const code of [
      "```\n Q: x A: y CORRECT: 0\n```",
      "    e Q: x A: y CORRECT: 0",
      "- ```\n  e Q: x A: y CORRECT: 0\n  ```",
    ]) {
      expect(faults(quizWith(...question({}), `EXPLAIN: Write\n\n${code}`))).toEqual([]);
    }
  });
});

describe("a slip that only warns", () => {
  it("two equal answers are kept, with different ids", () => {
    const text = quizWith(...question({ b: "A: a" }));
    expect(faults(text)).toEqual(["10:4 warning option-duplicate"]);
    expect(answersOf(questionsOf(parseLesson(text).lesson))).toEqual([0, 1, 1]);
  });

  it("an unknown field is text of the field before it", () => {
    const text = quizWith(...question({ b: "A: b\nHITN: look" }));
    expect(faults(text)).toEqual(["11:1 warning field-unknown"]);
    const second = questionsOf(parseLesson(text).lesson)[1];
    expect(second).toMatchObject({ options: [{}, { content: { markdown: "b\nHITN: look" } }] });
  });

  it("a question without an id is one, and an error when the strict profile is asked for", () => {
    const text = quizWith(...question({ id: undefined }));
    expect(faults(text)).toEqual(["7:1 warning question-id-missing"]);
    expect(faults(text, { profile: "strict" })).toEqual(["7:1 error question-id-missing"]);
    expect(questionsOf(parseLesson(text, { profile: "strict" }).lesson)).toHaveLength(3);
  });

  it("an unknown attribute is left out", () => {
    expect(faults("---PAGE--- {#a pass=0.7}\nx")).toEqual(["1:16 warning attribute-unknown"]);
    expect(faults("---PAGE--- {#../etc}\nx")).toEqual(["1:13 warning attribute-unknown"]);
  });

  it("text after a marker is the first paragraph after it", () => {
    expect(faults("a\n---PAGE--- Title\ntext")).toEqual(["2:12 warning marker-trailing-text"]);
    const page = parseLesson("a\n---PAGE--- Title\ntext").lesson.pages[1];
    expect(page).toMatchObject({ title: "Title", blocks: [{ markdown: "Title" }, { markdown: "text" }] });
  });

  it.each(["a\n---PAGE---\n---PAGE---\nb", "a\n---PAGE---\n\n \n---PAGE---\nb"])(
    "a doubled page marker makes no empty page: %j",
    (text) => {
      expect(faults(text)).toEqual(["2:1 warning page-empty"]);
      expect(parseLesson(text).lesson.pages.map(({ id }) => id)).toEqual(["a", "b"]);
    },
  );
});

describe("a quiz as a whole", () => {
  it.each([
    ["a page", `${quizWith().replace("\n---END-QUIZ---", "")}\n---PAGE---\nnext`],
    ["the end of the text", quizWith().replace("\n---END-QUIZ---", "")],
    [
      "another quiz",
      quizWith().replace("\n---END-QUIZ---", "\n---QUIZ---\nQ: x\nID: x\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---"),
    ],
  ])("not closed before %s is one error at its start, and its questions are read", (_what, text) => {
    expect(faults(text)).toEqual(["1:1 error quiz-unclosed"]);
    expect(ids(text).slice(0, 2)).toEqual(["first", "last"]);
  });

  it("closed twice, or never started, is one error at the end marker", () => {
    expect(faults(`${quizWith()}\n---END-QUIZ---`)).toEqual(["13:1 error quiz-end-without-start"]);
    expect(faults("a\n---END-QUIZ---\nb")).toEqual(["2:1 error quiz-end-without-start"]);
    expect(faults("a\n---END-QUIZ---\nb\n---PAGE---\nc")).toEqual(["2:1 error quiz-end-without-start"]);
  });

  it("without a question is one error", () => {
    expect(faults("---QUIZ---\nTITLE: x\n---END-QUIZ---")).toEqual(["1:1 error quiz-empty"]);
    expect(faults("---QUIZ---\n---END-QUIZ---")).toEqual(["1:1 error quiz-empty"]);
    expect(faults("---QUIZ--- ---END-QUIZ---\ntext")).toEqual(["1:1 error quiz-empty"]);
    expect(faults("---QUIZ---\nWhich one?\n---END-QUIZ---")).toEqual(["2:1 error quiz-text-outside-field"]);
  });

  it("with text before its first field keeps that text and reads the rest", () => {
    const text = quizWith().replace("Q: First?", "Some words.\n\nQ: First?");
    expect(faults(text)).toEqual(["2:1 error quiz-text-outside-field"]);
    expect(quizzesOf(parseLesson(text).lesson)[0]?.unreadable).toMatchObject([{ markdown: "Some words." }]);
    expect(ids(text)).toEqual(["first", "last"]);
  });

  it("with two titles keeps the first", () => {
    const text = quizWith().replace("Q: First?", "TITLE: One\nTITLE: Two\nQ: First?");
    expect(faults(text)).toEqual(["3:1 error field-duplicate"]);
    expect(quizzesOf(parseLesson(text).lesson)).toMatchObject([
      { id: "one", title: { markdown: "One" }, unreadable: [{ markdown: "TITLE: Two" }] },
    ]);
  });

  it("with a title that no space follows keeps it and warns", () => {
    expect(faults(quizWith().replace("Q: First?", "TITLE:One\nQ: First?"))).toEqual(["2:1 warning field-unknown"]);
  });

  it("named like an earlier one is an error and gets another id", () => {
    const text = ["a", "b"].map(
      (id) => `---QUIZ--- {#quiz}\nQ: ${id}\nID: ${id}\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---`,
    );
    expect(faults(text.join("\n"))).toEqual(["8:1 error id-duplicate"]);
    expect(quizzesOf(parseLesson(text.join("\n")).lesson).map(({ id }) => id)).toEqual(["quiz", "quiz-2"]);
  });
});

describe("a marker in the wrong place", () => {
  it.each([
    ["a list item", "- item\n  ---PAGE---\n\nb", "2:3 error marker-in-container"],
    ["a quote", "> quote\n> ---QUIZ---\n\nb", "2:3 error marker-in-container"],
    ["a footnote", "[^1]: note\n\n    ---PAGE---\n", "3:5 error marker-in-container"],
  ])("inside %s is one error and stays text", (_what, text, fault) => {
    expect(faults(text)).toEqual([fault]);
    const { lesson } = parseLesson(text);
    expect(lesson.pages).toHaveLength(1);
    expect(JSON.stringify(lesson)).not.toContain("lessonMarker");
    expect(JSON.stringify(lesson.pages[0]?.blocks)).toMatch(/"value":"---(?:PAGE|QUIZ)---"/);
  });

  it("is reported nowhere when there is no marker at all, which is only noted", () => {
    expect(parseLesson("just text").diagnostics.map(brief)).toEqual(["1:1 info no-page-marker"]);
  });

  it("an id that an earlier page has is an error, also at the greatest length", () => {
    const id = "x".repeat(128);
    const result = parseLesson(`---PAGE--- {#${id}}\na\n---PAGE--- {#${id}}\nb\n---PAGE--- {#${id}}\nc`);
    expect(result.diagnostics.map(brief)).toEqual(["3:1 error id-duplicate", "5:1 error id-duplicate"]);
    expect(lessonResultSchema.parse(result)).toEqual(result);
    expect(new Set(result.lesson.pages.map((page) => page.id)).size).toBe(3);
  });
});

describe("front matter", () => {
  it.each([
    ["invalid YAML", "---\ntitle: [a\n---\ntext", "2:10 error front-matter-invalid"],
    ["an alias", "---\nid: a\ntitle: *a\n---\ntext", "3:8 error front-matter-invalid"],
    ["an anchor", "---\ntitle: &a b\n---\ntext", "2:11 error front-matter-invalid"],
    ["a tag", "---\ntitle: !thing b\n---\ntext", "2:8 error front-matter-invalid"],
    ["__proto__", "---\n__proto__: {x: 1}\n---\ntext", "2:1 error front-matter-invalid"],
    ["the same field twice", "---\ntitle: a\ntitle: b\n---\ntext", "3:1 error front-matter-invalid"],
    ["an unknown field", "---\nauthor: a\n---\ntext", "1:1 error front-matter-invalid"],
    ["a field of an object's prototype", "---\nconstructor: a\n---\ntext", "1:1 error front-matter-invalid"],
    ["a list", "---\n- a\n---\ntext", "1:1 error front-matter-invalid"],
    ["a later schema", "---\nschema: 2\n---\ntext", "1:1 error front-matter-invalid"],
    ["brackets without end", `---\ntitle: ${"[".repeat(50_000)}\n---\ntext`, "2:40 error front-matter-invalid"],
  ])("with %s is one error, counts as empty, and the text is read", (_what, text, fault) => {
    expect(faults(text)).toEqual([fault]);
    expect(parseLesson(text).lesson).toMatchObject({
      id: "text",
      title: "text",
      pages: [{ blocks: [{ markdown: "text" }] }],
    });
  });

  it("names the field that is wrong and what it takes", () => {
    expect(received("---\nlang: british english\n---\nx")).toMatchObject({
      message: "The front matter is not valid in its field `lang`; none of it was read.",
      expected: "a language tag such as en or pt-BR",
    });
    expect(received("---\nauthor: me\n---\nx")?.message).toContain("no field `author`");
  });

  it("has the place of its fault with CRLF line ends", () => {
    expect(faults("---\r\nid: a\r\ntitle: *a\r\n---\r\ntext")).toEqual(["3:8 error front-matter-invalid"]);
  });
});

describe("a lab", () => {
  it.each([
    ["invalid YAML", "a: [1", "3:6"],
    ["a list", "- a", "3:1"],
    ["nothing", "", "3:1"],
    ["an alias", "a: *b", "3:4"],
    ["a bomb of aliases", "a: &a [1]\nb: [*a, *a]", "3:7"],
    ["a tag of the host language", "a: !!js/function 'x'", "3:4"],
    ["an infinite number", "a: .inf", "3:1"],
    ["a negative zero", "a: -0", "3:1"],
    ["__proto__ inside", "a: {__proto__: 1}", "3:1"],
    ["two documents", "a: 1\n---\nb: 2", "4:1"],
    ["33 levels", `a: ${"[".repeat(33)}${"]".repeat(33)}`, "3:36"],
    ["33 list items in one line", `${"- ".repeat(33)}x`, "3:1"],
    ["indentation without end", `a:\n${" ".repeat(50_000)}b: 1`, "4:1"],
    ["brackets without end", "[{".repeat(30_000), "3:33"],
  ])("with %s is one error in its body and stays code", (_what, body, place) => {
    const text = `x\n\`\`\`lab\n${body}\n\`\`\`\ny`;
    expect(faults(text)).toEqual([`${place} error lab-invalid`]);
    expect(parseLesson(text).lesson.pages[0]?.blocks.map((block) => block.kind)).toEqual(["prose", "code", "prose"]);
  });

  it("has the place of its fault where the fence is indented", () => {
    expect(faults("x\n\n  ```lab\n  a: 1\n  b: *c\n  ```")).toEqual(["5:6 error lab-invalid"]);
  });

  it("may nest 32 levels deep", () => {
    expect(faults(`\`\`\`lab\na: ${"[".repeat(32)}${"]".repeat(32)}\n\`\`\``)).toEqual([]);
  });
});

describe("characters that are not text", () => {
  it("NUL is reported, kept, and moves no position", () => {
    const text = `a\0b\n${quizWith(...question({ q: "Q: a\0b?" }))}`;
    expect(faults(text)).toEqual(["1:2 warning control-character", "8:5 warning control-character"]);
    expect(questionsOf(parseLesson(text).lesson)[1]?.prompt).toMatchObject({
      markdown: "a\0b?",
      position: { start: { line: 8, column: 4 } },
    });
  });

  it("lone surrogates are kept, in data that JSON and URLs can carry", () => {
    const text = quizWith(...question({ q: "Q: \ud800 what \udc00?", id: undefined }));
    const result = parseLesson(text);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(present(questionsOf(result.lesson)[1]).prompt.markdown).toBe("\ud800 what \udc00?");
    expect(encodeURIComponent(present(ids(text)[1]))).toMatch(/^what-/);
  });

  it.each(["\uFEFF", "\uFEFF\uFEFF"])("byte order marks at the start are no part of the text: %j", (marks) => {
    expect(parseLesson(`${marks}# a\n---PAGE---\nb`)).toEqual(parseLesson("# a\n---PAGE---\nb"));
    expect(faults(`${marks}---\nid: a\n---\n# a\n`)).toEqual([]);
  });

  it("a no-break space separates a field from its value", () => {
    expect(faults(quizWith(...question({ q: "Q:\u00a0Second?" })))).toEqual([]);
  });
});

describe("a text that is not read at all", () => {
  it.each(["", " ", "\n\n", "\uFEFF", "\uFEFF \r\n\t"])("is empty: %j", (text) => {
    expect(faults(text)).toEqual(["1:1 error text-empty"]);
    expect(parseLesson(text).lesson).toEqual({ schemaVersion: 1, id: "lesson", title: "", pages: [] });
  });

  it.each(["---\ntitle: T\n---\n", "---PAGE---\n"])("%j has no page with content, which is an error", (text) => {
    expect(faults(text)).toContain("1:1 error text-empty");
    expect(parseLesson(text).lesson.pages).toEqual([]);
  });

  it("is one character longer than allowed, where one of that length is read", () => {
    const pages = `${"x".repeat(32_756)}\n---PAGE---\n`.repeat(32).slice(0, -11);
    const filled = pages + "\n".repeat(1_048_576 - pages.length);
    expect(faults(filled)).toEqual([]);
    expect(faults(`${filled}\n`).map((line) => line.replace(/^\S+ /, ""))).toEqual(["error text-too-long"]);
    expect(faults("ab\ncd", { maxLength: 5 })).toEqual([]);
    expect(faults("ab\ncd", { maxLength: 4 })).toEqual(["2:2 error text-too-long"]);
    expect(faults("\uFEFFab\ncd", { maxLength: 5 })).toEqual([]);
  });

  const nested = (count: number, open: string, close = ""): string => `${open.repeat(count)}x${close.repeat(count)}`;
  const emphasis = (count: number): string => nested(count / 2, "*a _", "_ a*");
  const lists = (count: number): string =>
    Array.from({ length: count }, (_, depth) => `${" ".repeat(2 * depth)}- x`).join("\n");

  it.each<[string, (count: number) => string]>([
    ["quotes", (count) => nested(count, ">")],
    ["quotes with spaces", (count) => nested(count, "> ")],
    ["list items on one line", (count) => nested(count, "- ")],
    ["numbered list items on one line", (count) => nested(count, "1. ")],
    ["list items on as many lines", lists],
  ])("nests 101 %s, where 100 are read", (_what, make) => {
    expect(faults(`text\n\n${make(100)}`)).toEqual([]);
    const [fault, ...others] = faults(`text\n\n${make(101)}`);
    expect(fault).toMatch(/ error text-too-deep$/);
    expect(others).toEqual([]);
  });

  it("nests emphasis too deeply, at the place where it does", () => {
    expect(faults(emphasis(100))).toEqual([]);
    expect(faults(emphasis(102))).toEqual(["1:201 error text-too-deep"]);
  });

  it("has a line of dashes with spaces, which is a thematic break and nests nothing", () => {
    expect(faults(`a\n\n${"- ".repeat(500)}\n\nb`)).toEqual([]);
  });

  it.each([">", "> ", "- ", "+\t", "1) ", "> - "])(
    "opens 50,000 containers with %j: refused at that line, at once",
    (open) => {
      const spent = work(() => {
        expect(faults(`text\n${open.repeat(50_000)}x`)).toEqual(["2:1 error text-too-deep"]);
      });
      expect(spent).toBeLessThan(2000);
    },
  );

  it.each(["> ", "- ", "1. ", "* > ", "+  "])(
    "opens 90 containers with %j in a quiz: looked through at once",
    (open) => {
      const text = quizWith(...question({ q: `Q: Second?\n\n${open.repeat(90 / Math.ceil(open.length / 2))}x` }));
      const spent = work(() => {
        expect(faults(text)).toEqual([]);
      });
      expect(spent).toBeLessThan(5000);
    },
  );
});
