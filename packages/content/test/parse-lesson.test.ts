import { describe, expect, it } from "vitest";
import { plainText } from "@mlops/schema";
import type { Position, RichText } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { parseLesson } from "@mlops/content";
import { answersOf, choicesOf, brief, fixture, present, questionsOf, quizzesOf } from "./helpers.ts";

const slice = (text: string, { start, end }: Position): string => text.slice(start.offset, end.offset);
const words = (text: RichText | undefined): string => (text === undefined ? "" : plainText(text));

describe("a well-formed lesson", () => {
  const text = fixture("well-formed.md");
  const { lesson, diagnostics } = parseLesson(text);
  const [quiz] = quizzesOf(lesson);
  const questions = choicesOf(lesson);

  it("gives no findings but notes on markers in code, also when the strict profile is asked for", () => {
    expect(diagnostics.map(brief)).toEqual([25, 33, 34].map((line) => `${line}:1 info marker-hidden`));
    expect(parseLesson(text, { profile: "strict" })).toEqual({ lesson, diagnostics });
  });

  it("takes its own fields from the front matter", () => {
    expect(lesson).toMatchObject({
      schemaVersion: 1,
      id: "caching-basics",
      title: "Caching for busy services",
      description: "Why a cache helps, what goes stale, and how to check both.",
      lang: "en",
      license: "CC-BY-4.0",
    });
  });

  it("starts its first page after the front matter, and every other page at its marker", () => {
    const starts = lesson.pages.map(({ position }) => slice(text, position).split("\n", 1)[0]);
    expect(starts[0]).toBe("# Caching for busy services");
    for (const start of starts.slice(1)) expect(start).toMatch(/^---PAGE---/);
  });

  it("has a page between each two markers, titled by its first line and named by its title or attribute", () => {
    expect(lesson.pages.map(({ id, title }) => [id, title])).toEqual([
      ["caching-for-busy-services", "Caching for busy services"],
      ["stale-answers", "When answers go stale"],
      ["try-it", "Try it"],
      ["caching-check", "Caching check"],
      ["where-to-go-next", "Where to go next"],
    ]);
  });

  it("has blocks of prose, code, labs and quizzes in the order of the text", () => {
    expect(lesson.pages.map((page) => page.blocks.map((block) => block.kind))).toEqual([
      ["prose"],
      ["prose", "code", "prose", "code"],
      ["prose", "lab", "prose"],
      ["quiz"],
      ["prose"],
    ]);
  });

  it("keeps markers and fields inside code as code", () => {
    const code = lesson.pages[1]?.blocks.filter((block) => block.kind === "code");
    expect(code).toMatchObject([
      { language: "ts", meta: null, value: expect.stringContaining("---PAGE---\n// The line above") },
      { language: "text", value: "---QUIZ---\n---END-QUIZ---" },
    ]);
  });

  it("gives the body of a lab as data", () => {
    const lab = lesson.pages[2]?.blocks[1];
    expect(lab).toMatchObject({ kind: "lab", config: { lab: "cache", capacity: 3, requests: ["a", "b", "a", "c"] } });
  });

  it("reads the quiz with its attribute, title and an introduction of two paragraphs", () => {
    expect(quiz).toMatchObject({ id: "caching-check", unreadable: [] });
    expect(words(quiz?.title)).toBe("Caching check");
    expect(quiz?.intro?.nodes.map((node) => node.type)).toEqual(["paragraph", "paragraph"]);
  });

  it("reads every question with the author's id, its points and the right option", () => {
    expect(questions.map(({ id, points }) => [id, points])).toEqual([
      ["miss-cost", 1],
      ["print-miss", 2.5],
      ["lru-drop", 1],
    ]);
    expect(answersOf(questions)).toEqual([1, 1, 1]);
    expect(questions.map((question) => words(question.explanation).split("\n"))).toEqual([
      ["The answer has to be fetched.", "It is then kept for the next one."],
      ["Nothing was stored under a."],
      [""],
    ]);
  });

  it("reads fenced code in a prompt and in an option, and no field inside it", () => {
    expect(questions[1]?.prompt.nodes.map((node) => node.type)).toEqual(["paragraph", "code"]);
    expect(questions[1]?.prompt.nodes[1]?.value).toContain("// A: this line is code");
    expect(questions[1]?.options.map((option) => option.content.nodes[0])).toMatchObject([
      { type: "paragraph" },
      { type: "code", lang: "text", value: "miss" },
    ]);
  });

  it("has positions that cut the same characters out of the text", () => {
    expect(slice(text, present(questions[0]).prompt.position)).toBe("What does a miss cost?");
    expect(questions[0]?.position.start).toEqual({ line: 57, column: 1, offset: text.indexOf("Q: What does a miss") });
    expect(slice(text, present(questions[2]).position)).toBe(
      text.slice(text.indexOf("Q: Which key"), text.indexOf("\n---END-Q", 1200)),
    );
    expect(slice(text, present(quiz).position)).toMatch(/^---QUIZ--- \{#caching-check\}\nTITLE: [^]*\n---END-QUIZ---$/);
    expect(slice(text, present(lesson.pages[1]).position)).toMatch(/^---PAGE--- \{#stale-answers\}\n[^]*\n~~~$/);
    const inner = questions[1]?.options[0]?.content.nodes[0]?.children?.[0];
    expect(inner).toMatchObject({ type: "inlineCode", value: "hit" });
    expect(slice(text, present(inner?.position))).toBe("`hit`");
  });

  it("is the same with CRLF line ends, positions apart", () => {
    const { lesson: other, diagnostics: findings } = parseLesson(text.replaceAll("\n", "\r\n"));
    expect(findings.map(({ code }) => code)).toEqual(diagnostics.map(({ code }) => code));
    expect(questionsOf(other).map(({ id, version, key }) => ({ id, version, key }))).toEqual(
      questions.map(({ id, version, key }) => ({ id, version, key })),
    );
    expect(other.pages.map(({ id }) => id)).toEqual(lesson.pages.map(({ id }) => id));
  });
});

describe("a lesson with its quiz run together", () => {
  const text = fixture("run-together.txt");
  const { lesson, diagnostics } = parseLesson(text);
  const [quiz] = quizzesOf(lesson);
  const questions = choicesOf(lesson);

  it("is read with the scraped profile, which is reported at the quiz", () => {
    expect(diagnostics.map(brief)).toEqual(["10:1 info profile-scraped"]);
    expect(parseLesson(text, { profile: "scraped" })).toEqual({ lesson, diagnostics: [] });
  });

  it("has pages titled by their first lines", () => {
    expect(lesson.pages.map(({ title }) => title)).toEqual([
      "Queues Part 1: Work that can wait",
      "Why a Queue",
      "Queue check",
      "Summary",
    ]);
    expect(lesson).toMatchObject({
      id: "queues-part-1-work-that-can-wait",
      title: "Queues Part 1: Work that can wait",
    });
  });

  it("reads title, introduction and questions from their lines", () => {
    expect(words(quiz?.title)).toBe("Queue check");
    expect(words(quiz?.intro)).toBe("Two or three minutes are enough.");
    expect(questions.map((question) => words(question.prompt))).toEqual([
      "What does a producer do?",
      "Which call (A: pop or B) removes work?",
      "What happens when consumers are slower than producers?",
    ]);
    expect(questions.map((question) => question.options.length)).toEqual([3, 2, 2]);
    expect(answersOf(questions)).toEqual([1, 1, 0]);
  });

  it("leaves what only looks like a field in the explanation", () => {
    expect(words(questions[1]?.explanation)).toBe("With pop. See SLA: and Q&A: for more.");
  });

  it("ends the last explanation and the quiz at the marker on the same line", () => {
    expect(words(questions[2]?.explanation)).toBe("More goes in than comes out.");
    expect(slice(text, present(quiz).position).endsWith("comes out. ---END-QUIZ---")).toBe(true);
    expect(lesson.pages[2]?.blocks.map((block) => block.kind)).toEqual(["quiz"]);
  });

  it("cannot be read with the strict profile, which says so at each place", () => {
    const strict = parseLesson(text, { profile: "strict" });
    expect(questionsOf(strict.lesson)).toEqual([]);
    expect(quizzesOf(strict.lesson)[0]?.unreadable.map(({ markdown }) => markdown.slice(0, 7))).toEqual([
      "Q: What",
      "Q: Whic",
      "Q: What",
    ]);
    expect(strict.diagnostics.filter(({ severity }) => severity === "error").length).toBeGreaterThan(0);
  });

  it("takes what follows the quiz on the page as blocks, code among them", () => {
    const more = text.replace(
      "---END-QUIZ---\n",
      "---END-QUIZ---\nAfter the quiz.\n\n```sh\nls\n```\n\n```lab\nlab: queue\n```\n",
    );
    const { lesson: other, diagnostics: findings } = parseLesson(more);
    expect(findings.map(brief)).toEqual(["10:1 info profile-scraped"]);
    expect(other.pages[2]?.blocks).toMatchObject([
      { kind: "quiz" },
      { kind: "prose", markdown: "After the quiz." },
      { kind: "code", value: "ls", position: { start: { line: 16, column: 1, offset: more.indexOf("```sh") } } },
      { kind: "lab", config: { lab: "queue" } },
    ]);
  });
});

describe("ids and versions", () => {
  const quiz = (...lines: string[]): string => ["---QUIZ---", ...lines, "---END-QUIZ---"].join("\n");
  const one = ["Q: Which one?", "A: This", "A: That", "CORRECT: 0"];
  const question = (...lines: string[]) => present(choicesOf(parseLesson(quiz(...lines)).lesson)[0]);

  it("do not change when options are moved or added, for those that stay", () => {
    const ids = question(...one).options.map(({ id }) => id);
    const moved = question("Q: Which one?", "A: Other", "A: That", "A: This", "CORRECT: 0").options.map(({ id }) => id);
    expect([moved[2], moved[1]]).toEqual(ids);
  });

  it("give questions with the same words different ids", () => {
    const ids = questionsOf(parseLesson(quiz(...one, ...one, ...one)).lesson).map(({ id }) => id);
    expect(ids).toEqual([ids[0], `${ids[0]}-2`, `${ids[0]}-3`]);
  });

  it("tell options without words apart by their source", () => {
    const { options } = question("Q: Which chart?", "A: ![](a.png)", "A: ![](b.png)", "CORRECT: 0");
    expect(options[0]?.id).not.toBe(options[1]?.id);
    expect(question("Q: Which chart?", "A: ![](b.png)", "A: ![](a.png)", "CORRECT: 0").options[1]?.id).toBe(
      options[0]?.id,
    );
  });

  it("are cut between characters, never inside one", () => {
    const { lesson } = parseLesson(`${"\u{1d49c}".repeat(99)}\n`);
    expect(lesson.id).toBe("\u{1d49c}".repeat(20));
    expect(lesson.title).toBe(`${"\u{1d49c}".repeat(59)}…`);
    expect(() => encodeURIComponent(parseLesson("\ud800 lone").lesson.id)).not.toThrow();
  });

  it("do not clash between a quiz named by its title and a question named by its author", () => {
    const text = quiz("TITLE: Basics", "Q: A?", "A: 1", "A: 2", "CORRECT: 0", "ID: basics");
    const { lesson, diagnostics } = parseLesson(`${text}\n${quiz("TITLE: More", ...one, "ID: more")}`);
    expect(quizzesOf(lesson).map(({ id }) => id)).toEqual(["basics", "more"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["no-page-marker"]);
  });

  it("are such that the schema takes them, whatever the words", () => {
    const named = "---QUIZ---\nTITLE: `__proto__`\nQ: `__proto__`\nA: `__proto__`\nA: b\nCORRECT: 0\n---END-QUIZ---";
    const result = parseLesson(`\\_\\_proto\\_\\_\n\n---PAGE---\n\n# \`__proto__\`\n\n${named}`);
    expect(lessonResultSchema.safeParse(result).error).toBeUndefined();
    expect([result.lesson.id, ...result.lesson.pages.map(({ id }) => id)]).toEqual(["proto", "proto", "proto-2"]);
    expect(quizzesOf(result.lesson).map(({ id }) => id)).toEqual(["proto"]);
  });
});

describe("a byte order mark", () => {
  it("that begins a page is a character of the page, and moves nothing that follows it", () => {
    const text = "---PAGE---\n\uFEFF\nwords";
    const [page] = parseLesson(text).lesson.pages;
    const [block] = page?.blocks ?? [];
    if (block?.kind !== "prose") throw new Error("the page has no prose");
    expect(block.markdown).toBe("\uFEFF\nwords");
    expect(block.nodes.map(({ position }) => position?.end)).toEqual([{ line: 3, column: 6, offset: text.length }]);
    expect(plainText(block)).toContain("words");
  });
});
