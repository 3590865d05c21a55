import type { CodeBlock, TextEdit } from "@mlops/schema";
import { parseLesson } from "../parse/parse-lesson.ts";
import { recoveredMark } from "./mark.ts";
import { applyEdits } from "../write/apply-edits.ts";

/** A text with fences put around code that had lost them. */
export interface Recovery {
  text: string;
  /** The code as it stood in the text before. */
  recovered: CodeBlock[];
}

/**
 * Puts fences around the code of a text that has lost them, as happens when a web page is copied. Each fence is marked
 * `recovered`; between the fences stand the characters of the text. Indentation that was lost is not made up. Code that
 * could not be taken out of its fences again is left as it is: a fence around HTML can uncover a marker that stood in it.
 *
 * {@link restoreText} takes the fences away again.
 */
export function recoverText(text: string): Recovery {
  const { lesson } = parseLesson(text, { recover: true });
  const offset = markLength(text);
  const recovered = codeOf(lesson.pages.flatMap(({ blocks }) => blocks)).filter(
    ({ position, value }) => !isFence(text, position.start.offset + offset, value),
  );
  const restored = restoreText(text);
  for (const kept of [recovered, recovered.filter(({ language }) => language !== "html")]) {
    const fenced = withFences(text, kept, offset);
    if (restoreText(fenced) === restored) return { text: fenced, recovered: kept };
  }
  return { text, recovered: [] };
}

function withFences(text: string, blocks: readonly CodeBlock[], offset: number): string {
  const edits = blocks.flatMap(({ language, value, position }): TextEdit[] => {
    const fence = fenceFor(value);
    const start = position.start.offset + offset;
    const end = position.end.offset + offset;
    return [
      { start, end: start, text: `${fence}${language ?? "text"} ${recoveredMark}\n` },
      { start: end, end, text: `\n${fence}` },
    ];
  });
  return applyEdits(text, edits);
}

/** The text as it was before {@link recoverText}. */
export function restoreText(text: string): string {
  const { lesson } = parseLesson(text, { recover: false });
  const offset = markLength(text);
  const blocks = codeOf(lesson.pages.flatMap((page) => page.blocks));
  const edits = blocks.flatMap(({ position }): TextEdit[] => {
    const start = position.start.offset + offset;
    const end = position.end.offset + offset;
    const whole = text.slice(start, end);
    const first = whole.indexOf("\n") + 1;
    const last = whole.lastIndexOf("\n");
    return [
      { start, end: start + first, text: "" },
      { start: start + last, end, text: "" },
    ];
  });
  return applyEdits(text, edits);
}

function codeOf(blocks: readonly { kind: string }[]): CodeBlock[] {
  return blocks.filter((block): block is CodeBlock => block.kind === "code" && "recovered" in block);
}

function isFence(text: string, start: number, value: string): boolean {
  return text.slice(start, start + value.length) !== value;
}

/** How many byte order marks stand at the start; positions do not count them. */
function markLength(text: string): number {
  return /^\uFEFF*/.exec(text)?.[0].length ?? 0;
}

/** A run of backticks that is longer than any in the code. */
function fenceFor(value: string): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
}
