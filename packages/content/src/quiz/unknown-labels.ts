import type { Finding } from "../diagnostics/reporter.ts";
import type { Source } from "../parse/source.ts";
import { fieldNames, isFieldName } from "./field-names.ts";
import type { FieldName } from "./field-names.ts";
import { isUnseen } from "../scan/look-alikes.ts";
import type { QuizContext } from "./question-context.ts";
import type { Field, UnknownLabel } from "./scan-fields.ts";

/** Where an answer that is not read as one moves the indexes of those after it. */
const beforeAnswers: ReadonlySet<FieldName> = new Set<FieldName>(["Q", "A", "FEEDBACK"]);

/** Where words such as `A :` may as well be what an author tells. */
const proseFields: ReadonlySet<FieldName> = new Set<FieldName>(["TITLE", "INTRO", "HINT", "EXPLAIN"]);

/** What a quiz may start with. */
const firstFields: ReadonlySet<FieldName> = new Set<FieldName>(["TITLE", "INTRO", "Q"]);

/** The labels among those that are none which were probably meant as answers that a key counts. */
export function slipsIn(fields: readonly Field[], unknown: readonly UnknownLabel[]): Set<UnknownLabel> {
  const slips = unknown.filter((one) => {
    const field = fieldAt(one, fields);
    return one.like?.name === "A" && !one.mayBeText && field !== undefined && beforeAnswers.has(field.name);
  });
  return new Set(slips);
}

/** Reports what looks like a label and was read as text. */
export function reportUnknown(
  unknown: UnknownLabel,
  fields: readonly Field[],
  { source, reporter }: QuizContext,
): void {
  const field = fieldAt(unknown, fields);
  const isFirst = unknown.like !== undefined && firstFields.has(unknown.like.name);
  const isCertain = !unknown.mayBeText && (field === undefined ? isFirst : !proseFields.has(field.name));
  reporter.report(
    "field-unknown",
    source.position(unknown.start, unknown.end),
    unknownFinding(unknown, source, isCertain),
  );
}

/**
 * What to say about a label that is none.
 *
 * @param isCertain - Whether it was meant as one.
 */
export function unknownFinding({ start, end, like }: UnknownLabel, source: Source, isCertain: boolean): Finding {
  const received = source.text.slice(start, end);
  if (like === undefined) {
    const upper = received.toUpperCase();
    return {
      message: `\`${received}:\` is not a field of a quiz; it was read as text.`,
      expected: fieldNames.join(", "),
      received,
      ...(isFieldName(upper) && { hint: `If a field was meant, write \`${upper}:\`.` }),
    };
  }
  const lineStart = source.lineStarts[source.lineAt(start)] ?? start;
  const from = isUnseen(source.text.slice(lineStart, start)) ? lineStart : start;
  const { name, label } = like;
  return {
    message: `This looks like \`${name}:\` and is none; it was read as text.`,
    expected: `\`${label?.trimEnd() ?? `${name}:`}\` at the start of a line, and a space after it`,
    received,
    hint: "If it is text, put it in a code span or a fence.",
    ...(isCertain &&
      label !== undefined && {
        fix: { title: `Write ${label.trimEnd()}`, edits: [{ start: from, end, text: label }] },
      }),
  };
}

/** The field in whose value something stands. */
function fieldAt({ start }: { start: number }, fields: readonly Field[]): Field | undefined {
  return fields.findLast(({ range }) => range.start <= start);
}
