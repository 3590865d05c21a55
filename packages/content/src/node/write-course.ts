import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CourseLesson } from "@mlops/schema";
import { courseSchema } from "@mlops/schema/zod";
import { publicLesson } from "../course/public-lesson.ts";
import { idKey, publishedLessons } from "../course/published.ts";
import { searchDocuments, searchIndex } from "../course/search-index.ts";
import type { SearchDocument } from "../course/search-index.ts";
import { replaceFile, sha256 } from "./files.ts";
import type { LoadedCourse } from "./load-course.ts";

/** How a course is written. */
export interface WriteOptions {
  /**
   * Whether the lessons are written as learners may see them: questions without their keys, explanations, hints and
   * feedback, texts without positions; the `hash` of a lesson is then over what is written, as one over its source could
   * be used to try answers. Without it, the files hold right answers; keep them from learners.
   *
   * @default false
   */
  public?: boolean | undefined;
}

/**
 * Writes a course as JSON: `course.json`, one `lessons/<id>.json` for each lesson, and the search index `search.json`. A
 * file that would not change is not touched; lessons that a former `course.json` lists and this one does not are removed.
 *
 * @returns The files that were written, relative to the folder.
 */
export async function writeCourse(loaded: LoadedCourse, folder: string, options: WriteOptions = {}): Promise<string[]> {
  const former = await formerLessons(folder);
  const written: string[] = [];
  const write = async (file: string, text: string): Promise<void> => {
    const path = join(folder, file);
    if ((await readFile(path, "utf8").catch(() => undefined)) === text) return;
    await replaceFile(path, text);
    written.push(file);
  };
  const published = publishedLessons(loaded.lessons);
  const documents: SearchDocument[] = [];
  const publicHashes = new Map<string, string>();
  for (const { summary, read } of published) {
    const result = await read();
    documents.push(...searchDocuments(result.lesson));
    const text = `${JSON.stringify(options.public === true ? { lesson: publicLesson(result.lesson) } : result)}\n`;
    if (options.public === true) publicHashes.set(summary.id, sha256(text));
    await write(lessonFile(summary.id), text);
  }
  await write("search.json", `${searchIndex(documents)}\n`);
  const lessons = loaded.course.lessons.map((lesson): CourseLesson => {
    return { ...lesson, hash: publicHashes.get(lesson.id) ?? lesson.hash };
  });
  await write("course.json", `${JSON.stringify({ ...loaded.course, lessons })}\n`);
  const kept = new Set(published.map(({ summary }) => lessonFile(idKey(summary))));
  for (const file of former) if (!kept.has(file.toLowerCase())) await rm(join(folder, file), { force: true });
  return written;
}

const lessonFile = (id: string): string => `lessons/${id}.json`;

/** What leads to no other folder, whoever has written it. */
const isFileName = /^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u;

/** The files of the lessons that the `course.json` in a folder lists. */
async function formerLessons(folder: string): Promise<string[]> {
  try {
    const course = courseSchema.parse(JSON.parse(await readFile(join(folder, "course.json"), "utf8")));
    return course.lessons
      .map(({ id }) => id)
      .filter((id) => isFileName.test(id))
      .map(lessonFile);
  } catch {
    return [];
  }
}
