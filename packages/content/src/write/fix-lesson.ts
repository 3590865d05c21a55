import type { Diagnostic, LessonResult, TextEdit } from "@mlops/schema";
import { parseLesson } from "../parse/parse-lesson.ts";
import type { ParseOptions } from "../parse/parse-lesson.ts";
import { isId } from "../parse/ids.ts";
import { applyEdits } from "./apply-edits.ts";
import { isFaulty, missingId } from "./faulty-quiz.ts";
import { formatWith } from "./format-lesson.ts";
import { saysTheSame } from "./same-lesson.ts";

/** What fixing gives. */
export interface FixedLesson {
  text: string;
  /** What is mended, in the order in which it was; each with its place in the text at that time. */
  fixed: Diagnostic[];
  /** The findings about the text that was made. */
  remaining: Diagnostic[];
}

/** How often the text is read again for what a fix has uncovered. */
const maxRounds = 20;

/** What writing the canonical form of a scraped text mends. */
const mendedByForm: ReadonlySet<string> = new Set(["profile-scraped", "code-recovered", missingId]);

/**
 * Mends a lesson as far as it is certain what was meant: applies the fixes of all diagnostics, writes a scraped text in its
 * canonical form, and gives every question an `ID:` line with the id that it has anyway, so that saved answers stay its own.
 *
 * A quiz with an error is not written anew, and gets no ids.
 */
export function fixLesson(text: string, options: ParseOptions = {}): FixedLesson {
  const mark = /^\uFEFF*/.exec(text)?.[0] ?? "";
  const fixed: Diagnostic[] = [];
  let mended = writeIds(text.slice(mark.length), options, fixed);
  for (let round = 0; round < maxRounds; round += 1) {
    const { diagnostics } = parseLesson(mended, options);
    const mendable = separate(diagnostics.filter(({ code, fix }) => fix !== undefined && code !== missingId));
    if (mendable.length === 0) break;
    mended = edited(mended, mendable);
    fixed.push(...mendable);
  }
  const result = parseLesson(mended, options);
  const upgraded = isScraped(result, options)
    ? upgrade(mended, result, options, fixed)
    : writeIds(mended, options, fixed);
  const whole = isScraped(result, options) ? upgraded : mark + upgraded;
  return { text: whole, fixed, remaining: parseLesson(whole, options).diagnostics };
}

function isScraped({ diagnostics }: LessonResult, { profile = "auto" }: ParseOptions): boolean {
  return profile === "auto" ? diagnostics.some(({ code }) => code === "profile-scraped") : profile === "scraped";
}

function upgrade(text: string, before: LessonResult, options: ParseOptions, fixed: Diagnostic[]): string {
  const { text: upgraded } = formatWith(text, options, true);
  const { diagnostics } = parseLesson(upgraded, options);
  const left = new Set(diagnostics.map(({ code }) => code));
  fixed.push(...before.diagnostics.filter(({ code }) => mendedByForm.has(code) && !left.has(code)));
  return upgraded;
}

/** The text with the ids that are missing in quizzes without errors, as lines of their own. */
function writeIds(text: string, options: ParseOptions, fixed: Diagnostic[]): string {
  const before = parseLesson(text, options);
  const missing = before.diagnostics.filter(
    ({ code, fix, position }) =>
      code === missingId && isWritable(fix) && !isInFaultyQuiz(position.start.offset, before),
  );
  if (missing.length === 0) return text;
  const written = edited(text, missing);
  const isSame = saysTheSame(parseLesson(written, options).lesson, before.lesson);
  fixed.push(...missing);
  return isSame ? written : formatWith(text, options, true).text;
}

function isInFaultyQuiz(offset: number, { lesson, diagnostics }: LessonResult): boolean {
  const quiz = lesson.pages
    .flatMap(({ blocks }) => blocks)
    .find(({ kind, position: { start, end } }) => kind === "quiz" && start.offset <= offset && offset < end.offset);
  if (quiz === undefined) return true;
  return isFaulty({ start: quiz.position.start.offset, end: quiz.position.end.offset }, diagnostics);
}

/** Whether the id that a fix writes can be one: an id that is made from words of other scripts cannot. */
function isWritable(fix: Diagnostic["fix"]): boolean {
  return fix !== undefined && fix.edits.every(({ text }) => isId(text.replace(/^\s*ID:\s*/, "")));
}

/** Diagnostics whose edits do not get in each other's way; the others come in the next round. */
function separate(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const taken: TextEdit[] = [];
  return diagnostics.filter(({ fix }) => {
    const edits = fix?.edits ?? [];
    const overlaps = edits.some((edit) => taken.some(({ start, end }) => edit.start <= end && start <= edit.end));
    if (!overlaps) taken.push(...edits);
    return !overlaps;
  });
}

/** The text after the fixes, with its own line ends. */
function edited(text: string, diagnostics: readonly Diagnostic[]): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const edits = diagnostics.flatMap(({ fix }) => fix?.edits ?? []);
  return applyEdits(
    text,
    edits.map((edit) => ({ ...edit, text: edit.text.replaceAll("\n", lineEnd) })),
  );
}
