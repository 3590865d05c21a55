import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Course, CourseLesson, Diagnostic, LessonResult, Position } from "@mlops/schema";
import { checkLinks } from "../course/check-links.ts";
import { readCourseFile } from "../course/course-file.ts";
import type { ListedLesson, ReadCourseFile } from "../course/course-file.ts";
import { localPath } from "../course/local-path.ts";
import { summarise } from "../course/summary.ts";
import type { LessonSummary } from "../course/summary.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { idKey, publishedLessons } from "../course/published.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import type { Finding } from "../diagnostics/reporter.ts";
import { maxCourseFileBytes, maxLessonFileBytes } from "../limits.ts";
import { parseLesson } from "../parse/parse-lesson.ts";
import type { ParseOptions } from "../parse/parse-lesson.ts";
import { LessonCache } from "./cache.ts";
import type { CachedSummary } from "./cache.ts";
import { mapConcurrently, openFolder, sha256 } from "./files.ts";
import type { FileFault, Folder } from "./files.ts";

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

/** How many files are read at a time. */
const maxOpenFiles = 16;

/**
 * Loads a folder with a `course.yaml` and lessons: parses every lesson, and checks the links between them.
 *
 * Never throws on what the files hold; what is wrong is among the diagnostics. A lesson without pages, or with the id of
 * an earlier one, is among the `lessons` but not in the `course`.
 *
 * @example
 * const { course, lessons, diagnostics } = await loadCourse("course", { cacheDir: ".cache/course" });
 */
export async function loadCourse(folder: string, options: LoadOptions = {}): Promise<LoadedCourse> {
  const reporter = new Reporter();
  const files = await openFolder(folder);
  const listed = await readListed(files, reporter);
  const cache = await openCache(options);
  const read = await mapConcurrently(listed?.lessons ?? [], maxOpenFiles, async ({ file }) => {
    const bytes = await files.read(file, maxLessonFileBytes);
    return typeof bytes === "string" ? bytes : loadLesson(file, bytes, options, cache);
  });
  await cache?.lessons.finish();
  for (const [index, entry] of (listed?.lessons ?? []).entries()) {
    const fault = read[index];
    if (typeof fault === "string") reportUnread(entry, fault, reporter);
  }
  const lessons = read.filter((lesson) => typeof lesson !== "string");
  if (listed !== undefined) reportUnlisted(await textFilesIn(folder), listed, reporter);
  reportDuplicates(lessons, listed, reporter);
  const diagnostics: CourseDiagnostic[] = [
    ...reporter.inOrder().map((diagnostic) => ({ file: courseFileName, diagnostic })),
    ...lessons.flatMap(({ file, diagnostics: own }) => own.map((diagnostic) => ({ file, diagnostic }))),
    ...checkLinks(lessons),
    ...(await missingImages(files, lessons)),
  ];
  return { course: toCourse(listed, lessons), lessons, diagnostics };
}

async function readListed(files: Folder, reporter: Reporter): Promise<ReadCourseFile | undefined> {
  const bytes = await files.read(courseFileName, maxCourseFileBytes);
  if (typeof bytes !== "string") return readCourseFile(bytes, reporter);
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

/** Where parsed lessons are kept, and what their keys begin with. */
interface Cache {
  lessons: LessonCache;
  prefix: string;
}

/** Raised when the same text and options give something else, or something else is kept of it, within one version. */
const cacheFormat = 2;

async function openCache({ cacheDir, profile, recover }: LoadOptions): Promise<Cache | undefined> {
  if (cacheDir === undefined) return undefined;
  const version = await packageVersion();
  const prefix = JSON.stringify([cacheFormat, version, profile ?? null, recover ?? null]);
  return version === undefined ? undefined : { lessons: new LessonCache(cacheDir), prefix };
}

/** What the cache belongs to: another version may read lessons in another way. Not known to a bundle. */
async function packageVersion(): Promise<string | undefined> {
  try {
    return sha256(await readFile(new URL("../../package.json", import.meta.url)));
  } catch {
    return undefined;
  }
}

async function loadLesson(
  file: string,
  bytes: Uint8Array,
  { profile, recover }: LoadOptions,
  cache: Cache | undefined,
): Promise<LoadedLesson> {
  const hash = sha256(bytes);
  const parse = (): LessonResult => parseLesson(bytes, { profile, recover });
  if (cache === undefined) {
    const result = parse();
    const { lesson, diagnostics } = result;
    return { file, hash, summary: summarise(lesson), diagnostics, read: async () => result };
  }
  const { lessons, prefix } = cache;
  const key = sha256(prefix, hash);
  const keep = async (): Promise<{ kept: CachedSummary; result: LessonResult; isKept: boolean }> => {
    const result = parse();
    const kept = { summary: summarise(result.lesson), diagnostics: result.diagnostics };
    return { kept, result, isKept: await lessons.write(key, kept, result) };
  };
  const read = async (): Promise<LessonResult> => (await lessons.readLesson(key)) ?? (await keep()).result;
  const found = await lessons.readSummary(key);
  if (found !== undefined) return { file, hash, ...found, read };
  const { kept, result, isKept } = await keep();
  // What is on disk need not be held in memory as well.
  return { file, hash, ...kept, read: isKept ? read : async () => result };
}

/** The Markdown files of a folder and those in it, without hidden ones; links are not followed. */
async function textFilesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const pending = [""];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const entries = await readdir(join(folder, current), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = current === "" ? entry.name : `${current}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile() && /\.(?:md|txt)$/.test(entry.name)) files.push(path);
    }
  }
  return files.toSorted();
}

/** Files of a repository that are about it. */
const aboutFile = /^(?:readme|licen[cs]e|notice|changelog|contributing|authors|robots)\.(?:md|txt)$/i;

function reportUnlisted(files: readonly string[], { lessons }: ReadCourseFile, reporter: Reporter): void {
  const listed = new Set(lessons.map(({ file }) => file));
  for (const file of files) {
    if (listed.has(file) || aboutFile.test(file)) continue;
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
  const places = new Map(listed?.lessons.map(({ file, position }) => [file, position]));
  for (const { file, summary } of lessons) {
    // What could not be read has no id of its own.
    if (summary.pages.length === 0) continue;
    const key = idKey(summary);
    const other = firsts.get(key);
    firsts.set(key, other ?? file);
    if (other === undefined) continue;
    reporter.report("lesson-id-duplicate", places.get(file) ?? startOfText, {
      message: `The id \`${summary.id}\` of ${file} is taken by ${other}.`,
      expected: "an `id` of its own in the front matter of every lesson; upper and lower case count as the same",
      received: summary.id,
    });
  }
}

/** Looking for a file that could have been meant reads a folder, so it is done so many times at most. */
const maxSuggestions = 100;

async function missingImages(files: Folder, lessons: readonly LoadedLesson[]): Promise<CourseDiagnostic[]> {
  const found: CourseDiagnostic[] = [];
  const known = new Map<string, boolean>();
  let left = maxSuggestions;
  for (const { file, summary } of lessons) {
    const reporter = new Reporter();
    for (const { to, position } of summary.images) {
      const target = localPath(to, file);
      if (target === undefined) continue;
      const { path } = target;
      const isThere = known.get(path) ?? (await files.has(path));
      known.set(path, isThere);
      if (isThere) continue;
      left -= 1;
      const meant = left < 0 ? undefined : await files.suggest(path);
      reporter.report("image-missing", position, {
        message: "There is no such file in the folder of the course.",
        received: to,
        ...(meant !== undefined && { hint: `Did you mean ${meant}?` }),
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
    lessons: publishedLessons(lessons).map(({ file, hash, summary }): CourseLesson => {
      const { id, title, description, pages, quizzes } = summary;
      return { id, title, ...(description !== undefined && { description }), file, hash, pages, quizzes };
    }),
  };
}
