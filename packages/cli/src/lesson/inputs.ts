import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";

/** Where a lesson comes from. */
export interface LessonInput {
  /** As `Io.readFile` takes it. */
  path: string;
  /** As it is shown. */
  name: string;
}

/** What the paths on the command line name. */
export interface Inputs {
  lessons: LessonInput[];
  /** The folders among the paths that hold a `course.yaml`. */
  courses: string[];
}

const courseFile = "course.yaml";

/**
 * The lessons that paths name: a file is one, a folder stands for every `.md` file below it, `-` for standard input.
 *
 * @throws UsageError for a path that does not exist, and for a folder without a lesson.
 */
export async function collectInputs(paths: readonly string[], io: Io): Promise<Inputs> {
  const inputs: Inputs = { lessons: [], courses: [] };
  const seen = new Set<string>();
  const add = (path: string, name: string): void => {
    if (!seen.has(path)) inputs.lessons.push({ path, name });
    seen.add(path);
  };
  for (const path of paths) {
    if (path === "-") {
      add(path, "<stdin>");
      continue;
    }
    const files = await io.listFiles(path).catch(() => undefined);
    if (files === undefined) {
      add(path, path);
      continue;
    }
    const folder = path.replace(/(?<=.)[/\\]+$/, "");
    const lessons = files.filter((file) => file.endsWith(".md"));
    const isCourse = files.some((file) => file.slice(folder.length).replace(/^[/\\]/, "") === courseFile);
    if (isCourse) inputs.courses.push(folder);
    else if (lessons.length === 0) throw new UsageError(`there is no lesson (*.md) in ${path}`);
    for (const file of lessons) add(file, file);
  }
  return inputs;
}
