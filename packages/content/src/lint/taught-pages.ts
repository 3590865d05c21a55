import type { Lesson } from "@mlops/schema";

/** The id of a page of this lesson that a question names; `undefined` for one of another lesson. */
export function ownPage(teaches: string, lesson: Lesson): string | undefined {
  const [before, after] = teaches.split("#");
  return after === undefined ? before : before === lesson.id ? after : undefined;
}

/** The pages of a lesson that its questions say teach them, by their ids. */
export function taughtPages(lesson: Lesson): Set<string> {
  const blocks = lesson.pages.flatMap((page) => page.blocks);
  const questions = blocks.flatMap((block) => (block.kind === "quiz" ? block.questions : []));
  const named = questions.flatMap(({ teaches }) => teaches ?? []);
  return new Set(named.flatMap((page) => ownPage(page, lesson) ?? []));
}
