import type { Range, Source } from "../parse/source.ts";
import { wordStarts } from "./code-spans.ts";
import type { FieldName } from "./field-names.ts";
import { labelAt } from "./label.ts";
import { textLines } from "./lines.ts";
import type { QuizContext } from "./question-context.ts";
import type { Field } from "./scan-fields.ts";

/** The values that go on to the end of their line, whatever stands in it. */
const lastOfLine: ReadonlySet<FieldName> = new Set<FieldName>(["TITLE", "INTRO", "FEEDBACK", "HINT", "EXPLAIN"]);

/** Whole questions that stand within a line, and so are text of the field before them. */
export function inlineQuestions(fields: readonly Field[], source: Source): Range[] {
  return fields.flatMap(({ name, value }) => {
    if (!lastOfLine.has(name) || !source.text.slice(value.start, value.end).includes("Q:")) return [];
    return textLines(value, source).flatMap((line) => {
      const start = inlineQuestion(line, source);
      return start === undefined ? [] : [{ start, end: line.end }];
    });
  });
}

const parts: readonly FieldName[] = ["Q", "A", "CORRECT"];

/** Where a question starts within a line that also has its answers and its key. */
function inlineQuestion(line: Range, { text }: Source): number | undefined {
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

/** Reports the questions that stand within a line. */
export function reportInlineQuestions(fields: readonly Field[], { source, reporter }: QuizContext): void {
  for (const { start, end } of inlineQuestions(fields, source)) {
    reporter.report("field-misplaced", source.position(start, end), {
      message: "`Q:` within a line starts no question, so this one became text of the field before it.",
      expected: "`Q:` at the start of a line",
      received: source.text.slice(start, end),
      hint: "If it is text, put `Q:` in a code span.",
      fix: { title: "Put the question on a line of its own", edits: [{ start, end: start, text: "\n" }] },
    });
  }
}
