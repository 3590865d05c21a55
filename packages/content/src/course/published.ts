import type { LessonSummary } from "./summary.ts";

/** What two lessons must not share: file names that differ only in case are one file on many systems. */
export function idKey({ id }: Pick<LessonSummary, "id">): string {
  return id.toLowerCase();
}

/** The lessons that a course consists of: those with pages, of each id the first. */
export function publishedLessons<T extends { summary: LessonSummary }>(lessons: readonly T[]): T[] {
  const taken = new Set<string>();
  return lessons.filter(({ summary }) => {
    const key = idKey(summary);
    if (summary.pages.length === 0 || taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}
