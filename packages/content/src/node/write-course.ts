import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Lesson, LessonResult } from "@mlops/schema";
import { split } from "@mlops/schema";
import { courseSchema } from "@mlops/schema/zod";
import { searchIndex } from "../course/search-index.ts";
import { replaceFile } from "./files.ts";
import type { LoadedCourse } from "./load-course.ts";

/** How a course is written. */
export interface WriteOptions {
  /**
   * Whether the lessons are written as learners may see them: questions without their keys, explanations, hints and
   * feedback, texts without positions. Without it, the files hold right answers; keep them from learners.
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
  for (const { summary, read } of loaded.lessons) {
    const result = await read();
    await write(lessonFile(summary.id), `${JSON.stringify(options.public === true ? toPublic(result) : result)}\n`);
  }
  await write("search.json", `${searchIndex(loaded.lessons.map(({ summary }) => summary))}\n`);
  await write("course.json", `${JSON.stringify(loaded.course)}\n`);
  const kept = new Set(loaded.lessons.map(({ summary }) => summary.id));
  for (const id of former) if (!kept.has(id)) await rm(join(folder, lessonFile(id)), { force: true });
  return written;
}

const lessonFile = (id: string): string => `lessons/${id}.json`;

async function formerLessons(folder: string): Promise<string[]> {
  try {
    const course = courseSchema.parse(JSON.parse(await readFile(join(folder, "course.json"), "utf8")));
    return course.lessons.map(({ id }) => id).filter((id) => /^[\w-][\w.-]*$/.test(id));
  } catch {
    return [];
  }
}

/** A lesson as learners may see it; `unreadable` parts of a quiz may hold keys and are left out. */
function toPublic({ lesson }: LessonResult): { lesson: unknown } {
  const pages = lesson.pages.map((page) => ({
    ...page,
    blocks: page.blocks.map((block) => {
      if (block.kind !== "quiz") return block;
      const { unreadable: _, questions, ...quiz } = block;
      return { ...quiz, questions: questions.map((question) => split(question).public) };
    }),
  }));
  return { lesson: withoutPositions({ ...lesson, pages }) };
}

/** Positions would tell how long what stands between the public texts is. */
function withoutPositions(lesson: Omit<Lesson, "pages"> & { pages: unknown }): unknown {
  return JSON.parse(JSON.stringify(lesson, (name, value: unknown) => (name === "position" ? undefined : value)));
}
