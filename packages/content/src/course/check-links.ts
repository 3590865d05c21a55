import type { Diagnostic } from "@mlops/schema";
import { Reporter } from "../diagnostics/reporter.ts";
import { nearest } from "../lint/nearest.ts";
import type { LessonSummary, Reference } from "./summary.ts";

/** A lesson as links to it are written. */
export interface LinkedLesson {
  /** Relative to the folder of the course, with slashes. */
  file: string;
  summary: LessonSummary;
}

/** Checks what lessons say of each other: links from one to another, and the pages that questions name. */
export function checkLinks(lessons: readonly LinkedLesson[]): { file: string; diagnostic: Diagnostic }[] {
  const byFile = new Map(lessons.map((lesson) => [lesson.file, lesson.summary]));
  const byId = new Map(lessons.map(({ summary }) => [summary.id, summary]));
  return lessons.flatMap(({ file, summary }) => {
    const reporter = new Reporter();
    for (const link of summary.links) checkLink(link, file, byFile, reporter);
    for (const reference of summary.teaches) checkTeaches(reference, summary, byId, reporter);
    return reporter.inOrder().map((diagnostic) => ({ file, diagnostic }));
  });
}

/** Files that are lessons by their name. */
const lessonFile = /\.(?:md|markdown)$/i;

function checkLink(
  { to, position }: Reference,
  file: string,
  byFile: ReadonlyMap<string, LessonSummary>,
  reporter: Reporter,
): void {
  const target = localPath(to, file);
  if (target === undefined || !lessonFile.test(target.path)) return;
  const lesson = byFile.get(target.path);
  const files = [...byFile.keys()];
  if (lesson === undefined) {
    const meant = nearest(target.path, files);
    reporter.report("link-broken", position, {
      message: "The course has no such lesson.",
      expected: "the file of a lesson of this course",
      received: to,
      ...(meant !== undefined && { hint: `Did you mean ${meant}?` }),
    });
    return;
  }
  const pages = lesson.pages.map(({ id }) => id);
  if (target.fragment === "" || pages.includes(target.fragment)) return;
  const meant = nearest(target.fragment, pages);
  reporter.report("link-broken", position, {
    message: `The lesson ${target.path} has no such page.`,
    expected: pages.map((id) => `#${id}`).join(", "),
    received: to,
    ...(meant !== undefined && { hint: `Did you mean #${meant}?` }),
  });
}

function checkTeaches(
  { to, position }: Reference,
  own: LessonSummary,
  byId: ReadonlyMap<string, LessonSummary>,
  reporter: Reporter,
): void {
  const [lessonId = "", pageId] = to.split("#");
  // What names a page of its own lesson is looked at with that lesson.
  if (pageId === undefined || lessonId === own.id) return;
  const lesson = byId.get(lessonId);
  const names = lesson === undefined ? [...byId.keys()] : lesson.pages.map(({ id }) => id);
  if (lesson !== undefined && names.includes(pageId)) return;
  const meant = nearest(lesson === undefined ? lessonId : pageId, names);
  reporter.report("teaches-unknown", position, {
    message:
      lesson === undefined
        ? `The course has no lesson \`${lessonId}\`.`
        : `The lesson \`${lessonId}\` has no page \`${pageId}\`.`,
    expected: names.join(", "),
    received: to,
    ...(meant !== undefined && { hint: `Did you mean ${meant}?` }),
  });
}

/** The file in the course that a link leads to, and the part of it; `undefined` for addresses elsewhere. */
export function localPath(url: string, from: string): { path: string; fragment: string } | undefined {
  if (url === "" || url.startsWith("#") || url.startsWith("/") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(url))
    return undefined;
  const [beforeHash = "", fragment = ""] = url.split("#", 2);
  const path = decoded(beforeHash.replace(/\?.*$/, ""));
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return { path: parts.join("/"), fragment: decoded(fragment) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
