import type { Block, Page } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import type { Reporter } from "../diagnostics/reporter.ts";
import { titleMaxLength } from "../limits.ts";
import type { LessonMarker } from "../syntax/mdast.ts";
import { readMarkerTail } from "./attributes.ts";
import { toBlocks } from "./blocks.ts";
import { IdSet, slugOf } from "./ids.ts";
import type { Labels } from "../markdown/labels.ts";
import { parsePart, refusalFinding, verbatim } from "../markdown/parse-range.ts";
import { readQuiz } from "../quiz/read-quiz.ts";
import type { QuizSection } from "../quiz/read-quiz.ts";
import { findRegions } from "../recover/code-regions.ts";
import { detectProfile } from "../quiz/scan-fields.ts";
import type { Profile } from "../quiz/scan-fields.ts";
import { rangeOf } from "./sections.ts";
import type { Section } from "./sections.ts";
import type { Range, Source } from "./source.ts";
import { cut } from "./text.ts";

/** What pages are read with. */
export interface PageContext {
  source: Source;
  reporter: Reporter;
  profile: Profile | "auto";
  /** Whether code that has lost its fence is looked for; `undefined` for "in the scraped profile". */
  recover: boolean | undefined;
  /** The link and footnote definitions of the lesson. */
  labels: Labels;
}

/** A page while it is being filled. */
interface PageDraft {
  givenId: string | undefined;
  blocks: Block[];
  range: Range;
}

/** Builds the pages of a lesson from its sections. */
export function readPages(sections: readonly Section[], context: PageContext): Page[] {
  const { source, reporter } = context;
  const quizzes = findQuizzes(sections, context);
  const profile = settleProfile([...quizzes.values()], context);
  const isProfileGiven = context.profile !== "auto";
  const questionContext = {
    source,
    reporter,
    labels: context.labels,
    profile,
    isProfileGiven,
    ids: new IdSet(),
    quizIds: new IdSet(),
  };
  const drafts: PageDraft[] = [];
  let isQuizOpen = false;

  for (const section of sections) {
    const { marker } = section;
    if (marker === undefined || marker.name === "PAGE") {
      drafts.push({ givenId: undefined, blocks: [], range: { ...section.range } });
    }
    const page = drafts.at(-1);
    if (page === undefined) continue;
    page.range.end = section.range.end;

    const quiz = quizzes.get(section);
    if (quiz !== undefined) {
      const { block, rest } = readQuiz(quiz, questionContext);
      page.blocks.push(block);
      if (rest !== undefined) page.blocks.push(...textBlocks(rest, context));
      isQuizOpen = rest === undefined;
      continue;
    }
    if (marker !== undefined) {
      if (marker.name === "END-QUIZ" && !isQuizOpen) {
        reporter.report("quiz-end-without-start", source.position(...bounds(marker)), {
          message: "This ends a quiz, but none is open.",
          expected: "`---QUIZ---` on a line before it",
        });
      }
      const tail = readMarkerTail(tailRange(marker, source), marker.name, source, reporter);
      if (marker.name === "PAGE") page.givenId = tail.id;
      reportTrailing(tail.rest, context);
      page.blocks.push(...textBlocks(tail.rest, context));
    }
    isQuizOpen = false;
    const isRecovering = context.recover ?? profile === "scraped";
    page.blocks.push(...(isRecovering ? recoveredBlocks(section, context) : toBlocks(section.nodes, source, reporter)));
  }
  const pages = finishPages(drafts, context);
  if (pages.length === 0) {
    reporter.report("text-empty", source.position(0, source.text.length), {
      message: "The text has no page with content.",
      expected: "at least one page",
    });
  } else if (drafts.length === 1) {
    reporter.report("no-page-marker", source.position(0, 0), {
      message: "The text has no `---PAGE---` line, so the lesson is one page.",
    });
  }
  return pages;
}

function finishPages(drafts: readonly PageDraft[], { source, reporter }: PageContext): Page[] {
  const ids = new IdSet();
  const pages: Page[] = [];
  for (const [index, draft] of drafts.entries()) {
    const { start, end } = source.trimmed(draft.range.start, draft.range.end);
    const position = source.position(start, end);
    if (draft.blocks.length === 0) {
      // What stands before a marker at the very start is no page; between two markers one was meant.
      if (index > 0) reporter.report("page-empty", position, { message: "The page has no content; it was left out." });
      continue;
    }
    const title = pageTitle(draft.blocks);
    if (draft.givenId !== undefined && ids.has(draft.givenId)) {
      reporter.report("id-duplicate", position, {
        message: `The id \`${draft.givenId}\` is taken by an earlier page.`,
        received: draft.givenId,
      });
    }
    const id = ids.unique(draft.givenId ?? slugOf(title, "page"));
    pages.push({ id, title, blocks: draft.blocks, position });
  }
  return pages;
}

/** The first heading, if the page starts with one; else its first line of text; else its quiz's title. */
function pageTitle(blocks: readonly Block[]): string {
  for (const block of blocks) {
    const text = block.kind === "prose" ? block : block.kind === "quiz" ? block.title : undefined;
    const line = text === undefined ? "" : (plainText(text).split("\n", 1)[0] ?? "").trim();
    if (line !== "") return line.length > titleMaxLength ? `${cut(line, titleMaxLength - 1)}…` : line;
  }
  return "";
}

/** The quiz sections among all, with what is after each marker. */
function findQuizzes(sections: readonly Section[], { source, reporter }: PageContext): Map<Section, QuizSection> {
  const quizzes = new Map<Section, QuizSection>();
  for (const [index, section] of sections.entries()) {
    const { marker } = section;
    if (marker?.name !== "QUIZ") continue;
    const tail = readMarkerTail(tailRange(marker, source), marker.name, source, reporter);
    const next = sections[index + 1]?.marker;
    const [start, end] = bounds(marker);
    quizzes.set(section, {
      marker: { start, end },
      body: { start: tail.rest.start, end: section.range.end },
      givenId: tail.id,
      pass: tail.pass,
      shuffle: tail.shuffle,
      endOfMarker: next?.name === "END-QUIZ" ? rangeOf(next).end : undefined,
    });
  }
  return quizzes;
}

/** The profile that was asked for, or the one that the quizzes need. */
function settleProfile(quizzes: readonly QuizSection[], { source, reporter, profile }: PageContext): Profile {
  if (profile !== "auto") return profile;
  const needing = quizzes.find((quiz) => detectProfile(source, quiz.body) === "scraped");
  if (needing === undefined) return "strict";
  reporter.report("profile-scraped", source.position(needing.marker.start, needing.marker.end), {
    message: "The fields of this quiz are run together on lines, so the lesson was read with the scraped profile.",
  });
  return "scraped";
}

/** The blocks of a section in which code may have lost its fences: what stands around that code is read by itself. */
function recoveredBlocks(section: Section, context: PageContext): Block[] {
  const { source, reporter } = context;
  const { start, end } = bodyRange(section, source);
  const regions = findRegions(source, { start, end });
  if (regions.length === 0) return toBlocks(section.nodes, source, reporter);
  const blocks: Block[] = [];
  let place = start;
  for (const { range, language } of regions) {
    blocks.push(...textBlocks({ start: place, end: range.start }, context));
    const position = source.position(range.start, range.end);
    const value = source.text.slice(range.start, range.end);
    blocks.push({ kind: "code", language, meta: null, value, recovered: true, position });
    reporter.report("code-recovered", position, {
      message:
        "This looks like code that has lost its fence, so it was read as code. Lost indentation was not made up.",
      hint: `Put it between \`\`\`${language} and \`\`\`, and restore its indentation.`,
    });
    place = range.end;
  }
  blocks.push(...textBlocks({ start: place, end }, context));
  return blocks;
}

/** What follows the marker's line, up to the next marker. */
function bodyRange({ marker, range }: Section, source: Source): Range {
  if (marker === undefined) return range;
  const next = source.lineStarts[source.lineAt(range.start) + 1];
  return { start: Math.min(next ?? range.end, range.end), end: range.end };
}

function reportTrailing(rest: Range, { source, reporter }: PageContext): void {
  if (rest.start === rest.end) return;
  reporter.report("marker-trailing-text", source.position(rest.start, rest.end), {
    message: "Text follows the marker on its line; it was read as the first paragraph after it.",
    expected: "nothing or attributes such as `{#id}`",
    received: source.text.slice(rest.start, rest.end),
  });
}

/** A stretch of text as blocks of its own. */
function textBlocks(range: Range, { source, reporter, labels }: PageContext): Block[] {
  const trimmed = source.trimmed(range.start, range.end);
  if (trimmed.start === trimmed.end) return [];
  const part = parsePart(source, trimmed, "fragment", labels);
  if (!("refused" in part)) return toBlocks(part.tree.children, source, reporter);
  reporter.report(part.refused, source.position(part.offset, part.offset), refusalFinding(part));
  return [{ kind: "prose", ...verbatim(source, trimmed) }];
}

const fencesLength = "------".length;

/** What follows a marker on its line, without the white space around it. */
function tailRange(marker: LessonMarker, source: Source): Range {
  const { start, end } = rangeOf(marker);
  return source.trimmed(start + marker.name.length + fencesLength, end);
}

function bounds(node: LessonMarker): [start: number, end: number] {
  const { start, end } = rangeOf(node);
  return [start, end];
}
