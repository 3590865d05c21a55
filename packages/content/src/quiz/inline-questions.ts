import type { Range } from "../parse/source.ts";
import { wordStarts } from "./code-spans.ts";
import type { FieldName } from "./field-names.ts";
import { labelAt } from "./label.ts";
import type { QuizContext } from "./question-context.ts";

/** The values that go on to the end of their line, whatever stands in it. */
const lastOfLine: ReadonlySet<FieldName> = new Set<FieldName>(["TITLE", "INTRO", "FEEDBACK", "HINT", "EXPLAIN"]);
const parts: readonly FieldName[] = ["Q", "A", "CORRECT"];

/** Where a question starts, with its answers and its key, in the part of a line that is the value of a field. */
export function inlineQuestion(text: string, name: FieldName, line: Range): number | undefined {
  if (!lastOfLine.has(name) || !text.slice(line.start, line.end).includes("Q:")) return undefined;
  let found = 0;
  let start: number | undefined;
  for (const place of wordStarts(text, line)) {
    const label = labelAt(text, place, line.end);
    if (label === undefined || label.isGlued || label.name !== parts[found]) continue;
    if (found === 0) start = place;
    found += 1;
    if (found === parts.length) return start;
  }
  return undefined;
}

/** Reports a question that stands within a line, and so is text of the field before it. */
export function reportInlineQuestion({ start, end }: Range, { source, reporter }: QuizContext): void {
  reporter.report("field-misplaced", source.position(start, end), {
    message: "`Q:` within a line starts no question, so this one became text of the field before it.",
    expected: "`Q:` at the start of a line",
    received: source.text.slice(start, end),
    hint: "If it is text, put `Q:` in a code span.",
    fix: { title: "Put the question on a line of its own", edits: [{ start, end: start, text: "\n" }] },
  });
}
