import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import { fixLesson, lintLesson, parseLesson, recoverText, restoreText } from "@mlops/content";
import type { Lesson } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { corpus } from "./corpora.ts";

const scraped = corpus("lessons", "part-1-as-scraped.txt");

/** The code in that lesson, line by line as a person sees it: first line, last line, language. */
const codeLines = [
  [43, 59, "python"],
  [67, 78, "dockerfile"],
  [137, 155, "python"],
  [163, 180, "python"],
  [188, 203, "yaml"],
  [213, 222, "python"],
  [225, 238, "python"],
  [241, 255, "python"],
  [258, 269, "python"],
  [272, 284, "python"],
  [289, 298, "python"],
  [305, 320, "python"],
  [323, 345, "python"],
  [350, 364, "python"],
  [367, 377, "python"],
  [380, 390, "python"],
];

/** The non-blank characters of a text that are in no block and on no marker line, with their offsets. */
function uncovered(text: string, lesson: Lesson): [number, string][] {
  const isCovered = new Uint8Array(text.length);
  for (const { start, end } of lesson.pages.flatMap(({ blocks }) => blocks.map(({ position }) => position))) {
    isCovered.fill(1, start.offset, end.offset);
  }
  for (const { index, 0: line } of text.matchAll(/^---(?:PAGE|QUIZ|END-QUIZ)---.*$/gm)) {
    isCovered.fill(1, index, index + line.length);
  }
  return [...text.matchAll(/\S/g)].flatMap(({ index, 0: found }) => (isCovered[index] === 1 ? [] : [[index, found]]));
}

describe.skipIf(scraped.missing)("a lesson as it was scraped from the web", () => {
  const text = scraped.missing === undefined ? scraped.text() : "";
  const result = parseLesson(text);
  const quizzes = result.lesson.pages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "quiz" ? [block] : [])),
  );

  it("has ten pages and one quiz of eight questions, each with its right answer", () => {
    expect(result.lesson.pages).toHaveLength(10);
    expect(quizzes).toHaveLength(1);
    const rightAnswers = quizzes[0]?.questions.map((question) =>
      question.type === "choice" ? question.options.findIndex(({ id }) => id === question.key.correct) : -1,
    );
    expect(rightAnswers).toEqual([0, 2, 1, 3, 2, 1, 1, 1]);
    expect(quizzes[0]?.unreadable).toEqual([]);
  });

  it("is a valid lesson, also after a way through JSON", () => {
    expect(lessonResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it("loses no character", () => {
    expect(text.trim()).not.toBe("");
    expect(uncovered(text, result.lesson)).toEqual([]);
  });

  it("would be seen to lose one", () => {
    const [first, ...rest] = result.lesson.pages;
    const shorter = { ...result.lesson, pages: [{ ...first!, blocks: first!.blocks.slice(1) }, ...rest] };
    expect(uncovered(text, shorter).length).toBeGreaterThan(0);
  });

  it("would give 21 headings to who reads it as plain Markdown, every one a comment of a program", () => {
    const headings = unified()
      .use(remarkParse)
      .parse(text)
      .children.filter(({ type }) => type === "heading");
    expect(headings).toHaveLength(21);
  });

  it("gives none: every line of code, and no line of prose, is in a block of code", () => {
    expect(JSON.stringify(result.lesson)).not.toContain('"heading"');
    const blocks = result.lesson.pages.flatMap((page) => page.blocks.filter((block) => block.kind === "code"));
    expect(blocks.map(({ language, position: { start, end } }) => [start.line, end.line, language])).toEqual(codeLines);
    for (const { recovered, value, position } of blocks) {
      expect(recovered).toBe(true);
      expect(value).toBe(text.slice(position.start.offset, position.end.offset));
    }
  });

  it("comes back as it was once the fences that were put in are taken out", () => {
    const recovered = recoverText(text);
    expect(recovered.recovered).toHaveLength(codeLines.length);
    expect(restoreText(recovered.text)).toBe(text);
  });

  it("is made canonical: the strict profile then reads the same questions under the same ids", () => {
    const fixed = fixLesson(text);
    expect(fixed.remaining.filter(({ severity }) => severity === "error")).toEqual([]);
    const again = parseLesson(fixed.text, { profile: "strict" });
    expect(again.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const questionsOf = ({ lesson }: typeof result): unknown =>
      lesson.pages.flatMap((page) =>
        page.blocks.flatMap((block) =>
          block.kind === "quiz" ? block.questions.map(({ id, version, key }) => ({ id, version, key })) : [],
        ),
      );
    expect(questionsOf(again)).toEqual(questionsOf(result));
    expect(again.lesson.pages.map(({ id }) => id)).toEqual(result.lesson.pages.map(({ id }) => id));
  });

  it("is found to have its key at one place too often", () => {
    expect(lintLesson(result.lesson).map(({ code }) => code)).toContain("answer-position-bias");
  });
});
