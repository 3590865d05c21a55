import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Course, CourseLesson, Diagnostic, LessonResult, Position } from "@mlops/schema";
import { checkLinks, localPath } from "../course/check-links.ts";
import { readCourseFile } from "../course/course-file.ts";
import type { ListedLesson, ReadCourseFile } from "../course/course-file.ts";
import { summarise } from "../course/summary.ts";
import type { LessonSummary } from "../course/summary.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import type { Finding } from "../diagnostics/reporter.ts";
import { maxCourseFileBytes, maxLessonFileBytes } from "../limits.ts";
import { parseLesson } from "../parse/parse-lesson.ts";
import type { ParseOptions } from "../parse/parse-lesson.ts";
import { LessonCache } from "./cache.ts";
import { isInside, readInside, sha256 } from "./files.ts";
import type { FileFault } from "./files.ts";

/** How a course is loaded. */
export interface LoadOptions extends Pick<ParseOptions, "profile" | "recover"> {
  /**
   * A folder, of this course alone, in which parsed lessons are kept; one that did not change is not parsed again.
   *
   * @default nothing is kept
   */
  cacheDir?: string | undefined;
}

/** A lesson of a loaded course. */
export interface LoadedLesson {
  /** Relative to the folder of the course. */
  file: string;
  /** SHA-256 over its bytes. */
  hash: string;
  summary: LessonSummary;
  diagnostics: Diagnostic[];
  /** The whole lesson; read from the cache when it was not parsed. */
  read: () => Promise<LessonResult>;
}

/** A finding and the file that it is about, relative to the folder of the course. */
export interface CourseDiagnostic {
  file: string;
  diagnostic: Diagnostic;
}

/** What loading a course gives: always a course, however damaged, and all findings about it. */
export interface LoadedCourse {
  course: Course;
  /** In the order of the course; what could not be read is not among them. */
  lessons: LoadedLesson[];
  /** About `course.yaml`, every lesson, and what they say of each other. */
  diagnostics: CourseDiagnostic[];
}

const courseFileName = "course.yaml";

/**
 * Loads a folder with a `course.yaml` and lessons: parses every lesson, and checks the links between them.
 *
 * Never throws on what the files hold; what is wrong is among the diagnostics.
 *
 * @example
 * const { course, lessons, diagnostics } = await loadCourse("course", { cacheDir: ".cache/course" });
 */
export async function loadCourse(folder: string, options: LoadOptions = {}): Promise<LoadedCourse> {
  const reporter = new Reporter();
  const listed = await readListed(folder, reporter);
  const lessons: LoadedLesson[] = [];
  const { cacheDir } = options;
  const cache = cacheDir === undefined ? undefined : new LessonCache(cacheDir);
  const version = await packageVersion();
  for (const entry of listed?.lessons ?? []) {
    const bytes = await readInside(folder, entry.file, maxLessonFileBytes);
    if (typeof bytes === "string") reportUnread(entry, bytes, reporter);
    else lessons.push(await loadLesson(entry.file, bytes, { options, cache, version }));
  }
  await cache?.prune();
  if (listed !== undefined) await reportUnlisted(folder, listed, reporter);
  reportDuplicates(lessons, listed, reporter);
  const diagnostics: CourseDiagnostic[] = [
    ...reporter.inOrder().map((diagnostic) => ({ file: courseFileName, diagnostic })),
    ...lessons.flatMap(({ file, diagnostics: own }) => own.map((diagnostic) => ({ file, diagnostic }))),
    ...checkLinks(lessons),
    ...(await missingImages(folder, lessons)),
  ];
  return { course: toCourse(listed, lessons), lessons, diagnostics };
}

async function readListed(folder: string, reporter: Reporter): Promise<ReadCourseFile | undefined> {
  const bytes = await readInside(folder, courseFileName, maxCourseFileBytes);
  if (typeof bytes !== "string") return readCourseFile(new TextDecoder().decode(bytes), reporter);
  if (bytes === "too-large") {
    reporter.report("course-file-too-large", startOfText, {
      message: "The file is larger than is read.",
      expected: `at most ${maxCourseFileBytes} bytes`,
    });
  } else {
    reporter.report("course-file-missing", startOfText, {
      message: "The folder has no `course.yaml`, so it is no course.",
      expected: "a file with id, title and the list of lessons",
    });
  }
  return undefined;
}

const startPoint = { line: 1, column: 1, offset: 0 };
const startOfText: Position = { start: startPoint, end: startPoint };

const unread: Readonly<Record<FileFault, { code: DiagnosticCode; finding: Finding }>> = {
  missing: { code: "lesson-file-missing", finding: { message: "There is no such file, or it cannot be read." } },
  outside: {
    code: "lesson-file-outside",
    finding: { message: "The file is a link that leads out of the folder of the course." },
  },
  "too-large": {
    code: "lesson-file-too-large",
    finding: { message: "The file is larger than is read.", expected: `at most ${maxLessonFileBytes} bytes` },
  },
};

function reportUnread({ file, position }: ListedLesson, fault: FileFault, reporter: Reporter): void {
  const { code, finding } = unread[fault];
  reporter.report(code, position, { ...finding, received: file });
}

interface LoadContext {
  options: LoadOptions;
  cache: LessonCache | undefined;
  version: string;
}

async function loadLesson(file: string, bytes: Uint8Array, context: LoadContext): Promise<LoadedLesson> {
  const { cache, version } = context;
  const { profile, recover } = context.options;
  const hash = sha256(bytes);
  const key = sha256(JSON.stringify([version, profile ?? null, recover ?? null]), hash);
  const parse = (): LessonResult => parseLesson(bytes, { profile, recover });
  const kept = await cache?.readSummary(key);
  if (kept !== undefined) {
    return { file, hash, ...kept, read: async () => (await cache?.readLesson(key)) ?? parse() };
  }
  const result = parse();
  const { lesson, diagnostics } = result;
  const summary = summarise(lesson);
  await cache?.write(key, { summary, diagnostics }, result);
  return { file, hash, summary, diagnostics, read: async () => result };
}

async function reportUnlisted(folder: string, { lessons }: ReadCourseFile, reporter: Reporter): Promise<void> {
  const listed = new Set(lessons.map(({ file }) => file));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(
      (file) => !listed.has(file) && !file.split("/").some((part) => part.startsWith(".") || part === "node_modules"),
    );
  for (const file of files.toSorted()) {
    if (/^readme\.md$/i.test(file)) continue;
    reporter.report("lesson-unlisted", startOfText, {
      message: `The file ${file} is not listed in \`course.yaml\`, so it is not part of the course.`,
      received: file,
      hint: "List it under `lessons`, or move it elsewhere.",
    });
  }
}

function reportDuplicates(
  lessons: readonly LoadedLesson[],
  listed: ReadCourseFile | undefined,
  reporter: Reporter,
): void {
  const firsts = new Map<string, string>();
  for (const { file, summary } of lessons) {
    const other = firsts.get(summary.id);
    firsts.set(summary.id, other ?? file);
    if (other === undefined) continue;
    const position = listed?.lessons.find((entry) => entry.file === file)?.position ?? startOfText;
    reporter.report("lesson-id-duplicate", position, {
      message: `The id \`${summary.id}\` is taken by ${other}.`,
      expected: "an `id` of its own in the front matter of every lesson",
      received: summary.id,
    });
  }
}

async function missingImages(folder: string, lessons: readonly LoadedLesson[]): Promise<CourseDiagnostic[]> {
  const found: CourseDiagnostic[] = [];
  for (const { file, summary } of lessons) {
    const reporter = new Reporter();
    for (const { to, position } of summary.images) {
      const target = localPath(to, file);
      if (target === undefined || (await isInside(folder, target.path))) continue;
      reporter.report("image-missing", position, {
        message: "There is no such file in the folder of the course.",
        received: to,
      });
    }
    found.push(...reporter.inOrder().map((diagnostic) => ({ file, diagnostic })));
  }
  return found;
}

function toCourse(listed: ReadCourseFile | undefined, lessons: readonly LoadedLesson[]): Course {
  const { schema: _, ...about } = listed?.about ?? { id: "course", title: "" };
  return {
    schemaVersion: 1,
    ...about,
    lessons: lessons.map(({ file, hash, summary }): CourseLesson => {
      const { id, title, description, pages, quizzes } = summary;
      return { id, title, ...(description !== undefined && { description }), file, hash, pages, quizzes };
    }),
  };
}

/** What the cache belongs to: another version may read lessons in another way. */
async function packageVersion(): Promise<string> {
  return sha256(await readFile(new URL("../../package.json", import.meta.url)));
}
