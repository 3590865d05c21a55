import type { Diagnostic } from "@mlops/schema";
import { Reporter } from "../diagnostics/reporter.ts";
import { nearest } from "../lint/nearest.ts";
import { decoded, localPath } from "./local-path.ts";
import type { LessonSummary, Reference } from "./summary.ts";

/** A lesson as links to it are written. */
export interface LinkedLesson {
  /** Relative to the folder of the course, with slashes. */
  file: string;
  summary: LessonSummary;
}

/** What a link is looked up in. */
interface Lookup {
  byFile: ReadonlyMap<string, LessonSummary>;
  byId: ReadonlyMap<string, LessonSummary>;
  /** As `nearest`; gives up after many words, since comparing takes time. */
  suggest: (word: string, names: readonly string[]) => string | undefined;
  reporter: Reporter;
}

/** How many names are looked for that could have been meant. */
const maxSuggestions = 100;

/** How many names are listed as what would have been right. */
const maxListed = 10;

/**
 * Checks what lessons say of each other and of themselves: links to lessons and pages, and the pages that questions name.
 *
 * Pages of the same lesson are reported as `lintLesson` does, with the same codes and places.
 */
export function checkLinks(lessons: readonly LinkedLesson[]): { file: string; diagnostic: Diagnostic }[] {
  const byFile = new Map(lessons.map((lesson) => [lesson.file, lesson.summary]));
  const byId = new Map(lessons.map(({ summary }) => [summary.id, summary]));
  let left = maxSuggestions;
  const suggest: Lookup["suggest"] = (word, names) => {
    left -= 1;
    return left < 0 ? undefined : nearest(word, names);
  };
  return lessons.flatMap(({ file, summary }) => {
    const reporter = new Reporter();
    const lookup = { byFile, byId, suggest, reporter };
    for (const link of summary.links) {
      if (link.to.startsWith("#")) checkOwnPage(link, summary, lookup);
      else checkLink(link, file, lookup);
    }
    for (const reference of summary.teaches) checkTeaches(reference, summary, lookup);
    return reporter.inOrder().map((diagnostic) => ({ file, diagnostic }));
  });
}

/** Files that are lessons by their name. */
const lessonFile = /\.(?:md|markdown)$/i;

function checkLink({ to, position }: Reference, file: string, { byFile, suggest, reporter }: Lookup): void {
  const target = localPath(to, file);
  if (target === undefined) return;
  const lesson = byFile.get(target.path);
  if (lesson === undefined) {
    if (!lessonFile.test(target.path)) return;
    const meant = suggest(target.path, [...byFile.keys()]);
    reporter.report("link-broken", position, {
      message: "The course has no such lesson.",
      expected: "the file of a lesson of this course",
      received: to,
      ...(meant !== undefined && { hint: `Did you mean ${meant}?` }),
    });
    return;
  }
  if (hasPage(lesson, target.fragment)) return;
  const pages = lesson.pages.map(({ id }) => id);
  const meant = suggest(target.fragment, pages);
  reporter.report("link-broken", position, {
    message: `The lesson ${target.path} has no such page.`,
    expected: listed(pages.map((id) => `#${id}`)),
    received: to,
    ...(meant !== undefined && { hint: `Did you mean #${meant}?` }),
  });
}

function checkOwnPage({ to, position }: Reference, own: LessonSummary, { suggest, reporter }: Lookup): void {
  const id = decoded(to.slice(1));
  if (hasPage(own, id)) return;
  const pages = own.pages.map((page) => page.id);
  const meant = suggest(id, pages);
  reporter.report("link-broken-page", position, {
    message: "The lesson has no such page.",
    expected: listed(pages.map((page) => `#${page}`)),
    received: to,
    ...(meant !== undefined && { hint: `Did you mean #${meant}?` }),
  });
}

function checkTeaches({ to, position }: Reference, own: LessonSummary, { byId, suggest, reporter }: Lookup): void {
  const [before = "", after] = to.split("#");
  const isOwn = after === undefined || before === own.id;
  const pageId = after ?? before;
  const lesson = isOwn ? own : byId.get(before);
  if (lesson !== undefined && hasPage(lesson, pageId)) return;
  const names = lesson === undefined ? [...byId.keys()] : lesson.pages.map(({ id }) => id);
  const meant = suggest(lesson === undefined ? before : pageId, names);
  reporter.report(isOwn ? "teaches-unknown-page" : "teaches-unknown", position, {
    message: isOwn
      ? `The lesson has no page \`${pageId}\`.`
      : lesson === undefined
        ? `The course has no lesson \`${before}\`.`
        : `The lesson \`${before}\` has no page \`${pageId}\`.`,
    expected: listed(names),
    received: to,
    ...(meant !== undefined && { hint: `Did you mean ${isOwn ? "#" : ""}${meant}?` }),
  });
}

/** Of a lesson that could not be read, no page is known to be missing. */
function hasPage({ pages }: LessonSummary, id: string): boolean {
  return id === "" || pages.length === 0 || pages.some((page) => page.id === id);
}

function listed(names: readonly string[]): string {
  return names.length > maxListed ? `${names.slice(0, maxListed).join(", ")}, …` : names.join(", ");
}
