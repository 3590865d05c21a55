import type { Block, LessonResult, QuizBlock } from "@mlops/schema";
import { isId } from "../parse/ids.ts";
import type { ParseOptions } from "../parse/parse-lesson.ts";
import { Source } from "../parse/source.ts";
import type { Range } from "../parse/source.ts";
import { scanFields } from "../quiz/scan-fields.ts";
import type { Profile } from "../quiz/scan-fields.ts";
import { recoveredMark } from "../recover/mark.ts";
import { contentEnd, frontMatterEnd } from "../scan/next-cut.ts";
import { markerLine } from "../scan/marker-line.ts";
import { fenced, infoString } from "./code-fence.ts";
import type { QuestionDraft } from "./draft.ts";
import { isFaulty } from "./faulty-quiz.ts";
import { Keeping } from "./keeping.ts";
import { hiddenAfter } from "./open-block.ts";
import { quizText } from "./write-quiz.ts";

/** How much of a text is formatted. */
export interface FormatScope {
  /** Quizzes that stay as they are. */
  verbatim: ReadonlySet<QuizBlock>;
  /** Whether all of them do, and code without fences as well. */
  keepsQuizzes: boolean;
  /** Whether everything does but the last line end. */
  keepsLines: boolean;
  /** Whether every question gets its `ID:` line. */
  withIds?: boolean;
}

/** A part of the text that stands by itself, with a blank line around it: a marker line, a quiz, or code without a fence. */
interface Item extends Range {
  text: string;
  /** Whether the white space that starts the line after it means nothing. */
  endsLine: boolean;
}

/**
 * The text in its canonical form.
 *
 * @param text - With LF as its line ends.
 */
export function canonicalText(text: string, result: LessonResult, options: ParseOptions, scope: FormatScope): string {
  if (text.trim() === "") return "";
  if (scope.keepsLines) return withLineEnd(text);
  const source = new Source(text);
  const keeping = new Keeping(text.length, result.lesson);
  const front = frontMatterEnd(source);
  const parts: string[] = front === 0 ? [] : [text.slice(0, front).trimEnd()];
  let place = front;
  let endsLine = false;
  for (const item of [...itemsOf(source, front, result, options, scope), undefined]) {
    const gap = keeping.tidied(text, place, item?.start ?? text.length);
    const prose = endsLine ? gap.trimStart() : gap.replace(/^(?:[ \t]*\n)+/, "");
    if (prose !== "") parts.push(prose);
    if (item === undefined) break;
    parts.push(item.text);
    place = item.end;
    ({ endsLine } = item);
  }
  const whole = withLineEnd(parts.join("\n\n"), parts.at(-1));
  // A first line that is blank tells prose from front matter, and a byte order mark from one that is left out.
  const isRead = front === 0 && (whole.startsWith("\uFEFF") || frontMatterEnd(new Source(whole)) > 0);
  return isRead ? `\n${whole}` : whole;
}

/** The text with a line end after its last line, where that is not part of code or HTML which the text ends in. */
function withLineEnd(text: string, last: string = text): string {
  const open = hiddenAfter("", last);
  if (open?.endsAtBlank === false && (open.kind === "html" || last.endsWith("\n"))) return text;
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end -= 1;
  return `${text.slice(0, end)}\n`;
}

/** What stands by itself, in order. */
function itemsOf(
  source: Source,
  front: number,
  { lesson, diagnostics }: LessonResult,
  options: ParseOptions,
  scope: FormatScope,
): Item[] {
  const { profile = "auto" } = options;
  const isScraped =
    profile === "auto" ? diagnostics.some(({ code }) => code === "profile-scraped") : profile === "scraped";
  const blocks = lesson.pages.flatMap((page) => page.blocks);
  const items: Item[] = [];
  const taken: Range[] = [];
  for (const block of blocks) {
    const range = { start: block.position.start.offset, end: block.position.end.offset };
    taken.push(range);
    if (block.kind === "quiz") {
      const isKept = scope.keepsQuizzes || scope.verbatim.has(block) || isFaulty(range, diagnostics);
      const item = isKept ? verbatimQuiz(range, source) : undefined;
      items.push(item ?? writtenQuiz(block, range, source, isScraped ? "scraped" : "strict", scope.withIds === true));
    } else if (isWithoutFence(block, source) && !scope.keepsQuizzes) {
      const text = fenced(block.value, infoString(block.language, recoveredMark));
      items.push({ ...range, start: lineStart(source, range.start), text, endsLine: true });
    }
  }
  items.push(...markerItems(source, front, taken));
  return items.toSorted((one, other) => one.start - other.start);
}

function verbatimQuiz({ start, end }: Range, source: Source): Item {
  const from = lineStart(source, start);
  return { start: from, end, text: source.text.slice(from, end), endsLine: isAfterText(end, source) };
}

const endMarker = "---END-QUIZ---";

/** Whether a quiz ends within a line of fields; what follows is then read without the white space before it. */
function isAfterText(end: number, source: Source): boolean {
  const line = source.text.slice(lineStart(source, end), end);
  return line.endsWith(endMarker) && line.trim() !== endMarker;
}

function writtenQuiz(block: QuizBlock, range: Range, source: Source, profile: Profile, withIds: boolean): Item {
  const { text } = source;
  const marker = text.slice(range.start, text.indexOf("\n", range.start)).replace(/^---QUIZ---/, "");
  const isNamed = /^[ \t]*\{[^}]*#/.test(marker);
  const ids = withIds ? undefined : writtenIds(block, source, profile);
  const idOf = ({ id = "" }: QuestionDraft): string | undefined =>
    isId(id) && (ids === undefined || ids.has(id)) ? id : undefined;
  const quiz = quizText(block, { quizId: isNamed ? block.id : undefined, idOf, isGuarded: false });
  const start = lineStart(source, range.start);
  if (isAfterText(range.end, source)) return { start, end: range.end, text: quiz, endsLine: true };
  const last = lineStart(source, range.end);
  const tail = markerLine(text, last, range.end)?.value ?? "";
  return { start, end: range.end, text: tail === "" ? quiz : `${quiz} ${tail}`, endsLine: false };
}

/** The ids that the author has written. */
function writtenIds({ questions }: QuizBlock, source: Source, profile: Profile): Set<string> {
  const named = questions.filter(({ position: { start, end } }) => {
    const { fields } = scanFields(source, { start: start.offset, end: end.offset }, profile);
    return fields.some(({ name }) => name === "ID");
  });
  return new Set(named.map(({ id }) => id));
}

type LostCode = Extract<Block, { kind: "code" }>;

function isWithoutFence(block: Block, { text }: Source): block is LostCode {
  if (block.kind !== "code" || block.recovered !== true) return false;
  return text.startsWith(block.value, block.position.start.offset);
}

/** The marker lines that are not part of a block. */
function markerItems({ text, lineStarts }: Source, front: number, taken: readonly Range[]): Item[] {
  const items: Item[] = [];
  let next = 0;
  for (const [line, start] of lineStarts.entries()) {
    if (start < front) continue;
    const end = contentEnd(text, start, lineStarts[line + 1] ?? text.length);
    const marker = markerLine(text, start, end);
    if (marker === undefined) continue;
    while ((taken[next]?.end ?? text.length) <= marker.start && next < taken.length) next += 1;
    const range = taken[next];
    if (range !== undefined && range.start <= marker.start) continue;
    items.push({ start, end, text: markerText(marker.name, marker.value), endsLine: false });
  }
  return items;
}

function markerText(name: string, value: string): string {
  const inside = /^\{([^{}]*)\}$/.exec(value)?.[1];
  const tail = inside === undefined ? value : inside.trim() === "" ? "" : `{${inside.trim().split(/\s+/).join(" ")}}`;
  return tail === "" ? `---${name}---` : `---${name}--- ${tail}`;
}

function lineStart(source: Source, offset: number): number {
  return source.lineStarts[source.lineAt(offset)] ?? 0;
}
