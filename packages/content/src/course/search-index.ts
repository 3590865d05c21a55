import MiniSearch from "minisearch";
import type { LessonSummary } from "./summary.ts";

/** How the index is made; whoever loads it has to say the same. */
export const searchOptions: { idField: string; fields: string[]; storeFields: string[] } = {
  idField: "id",
  fields: ["title", "headings", "text"],
  storeFields: ["lesson", "page", "title"],
};

/**
 * A full-text index over the pages of a course, as `MiniSearch.loadJSON` takes it with {@link searchOptions}. The `id` of a
 * result is `lesson#page`. Quizzes are not in it, so nothing of a key is.
 */
export function searchIndex(lessons: readonly Pick<LessonSummary, "id" | "search">[]): string {
  const index = new MiniSearch(searchOptions);
  index.addAll(
    lessons.flatMap(({ id, search }) => search.map((page) => ({ ...page, lesson: id, id: `${id}#${page.page}` }))),
  );
  return JSON.stringify(index);
}
