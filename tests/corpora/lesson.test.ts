import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import type { Lesson } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { corpus } from "./corpora.ts";

const scraped = corpus("lessons", "part-1-as-scraped.txt");

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
    const rightAnswers = quizzes[0]?.questions.map(({ options, key }) =>
      options.findIndex(({ id }) => id === key.correct),
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
});
