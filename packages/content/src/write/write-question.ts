import { isId } from "../parse/ids.ts";
import { Source } from "../parse/source.ts";
import { fieldNames } from "../quiz/field-names.ts";
import type { FieldName } from "../quiz/field-names.ts";
import { scanFields } from "../quiz/scan-fields.ts";
import { nextCut } from "../scan/next-cut.ts";
import { decimalText } from "./decimal-text.ts";
import type { QuestionDraft } from "./draft.ts";
import { fieldText, richField, wordField } from "./field.ts";
import type { FieldDraft } from "./field.ts";
import { guardedField } from "./guard.ts";
import { kindFields } from "./kinds/table.ts";
import { onOneLine } from "./line-ends.ts";

/** How quizzes are written. */
export interface QuizStyle {
  /** The id that is written after the marker; without one it is made again when the text is read. */
  quizId: string | undefined;
  /** The id that is written for a question. */
  idOf: (question: QuestionDraft) => string | undefined;
  /** Whether the values may be any Markdown; those of a lesson that was read are known to be values. */
  isGuarded: boolean;
}

/**
 * The fields of a question on their lines.
 *
 * @throws RangeError when the key names what is not there, or something in it cannot be written as a field.
 */
export function questionText(question: QuestionDraft, style: QuizStyle): string {
  return fieldsText(questionFields(question, style.idOf(question)), style);
}

/** Fields on their lines, without white space at the end. */
export function fieldsText(drafts: readonly FieldDraft[], { isGuarded }: Pick<QuizStyle, "isGuarded">): string {
  const fields = isGuarded ? drafts.map(guardedField) : drafts;
  const text = fields.map(fieldText).join("\n").trimEnd();
  if (isGuarded) check(text, fields);
  return text;
}

/** Makes sure that a text is read as the fields that it was written from, and that it does not hide what follows it. */
function check(text: string, fields: readonly FieldDraft[]): void {
  const source = new Source(`${text}\n\nQ:`);
  const found = scanFields(source, { start: 0, end: source.text.length }, "scraped");
  const isCut = found.end !== undefined || nextCut(source, 0, "quiz").marker !== undefined;
  const place = fields.findIndex(({ name }, index) => found.fields[index]?.name !== name);
  if (!isCut && place < 0 && found.fields.length === fields.length + 1) return;
  const { name } = fields[Math.max(0, place < 0 ? fields.length - 1 : place - 1)] ?? { name: "Q" };
  throw new RangeError(
    `A value of \`${name}:\` cannot be written as text: it would be read as the next field, or hide it`,
  );
}

function questionFields(question: QuestionDraft, id: string | undefined): FieldDraft[] {
  const { prompt, points, scoring, tags = [], teaches = [], hints = [], explanation } = question;
  const words = [...new Set(tags.map((tag) => tag.replaceAll(/[\s,]+/g, " ").trim()))].filter((tag) => tag !== "");
  const pages = [...new Set(teaches)].map((page) => onOneLine(page.includes("#") ? page : `#${page}`));
  const fields = [
    richField("Q", prompt),
    ...(id === undefined ? [] : [wordField("ID", id)]),
    ...(points === 1 ? [] : [wordField("POINTS", decimalText(points))]),
    ...(scoring === undefined ? [] : [wordField("SCORING", scoring)]),
    ...(words.length === 0 ? [] : [wordField("TAGS", words.join(", "))]),
    ...(pages.length === 0 ? [] : [wordField("TEACHES", pages.join(", "))]),
    ...kindFields(question.type, question),
    ...hints.filter(hasText).map((hint) => richField("HINT", hint)),
    ...(explanation === undefined || !hasText(explanation) ? [] : [richField("EXPLAIN", explanation)]),
  ];
  return fields.toSorted((one, other) => rank(one.name) - rank(other.name));
}

function hasText({ markdown }: { markdown: string }): boolean {
  return markdown.trim() !== "";
}

/** The canonical place of a field; feedback stays next to its answer. */
function rank(name: FieldName): number {
  return fieldNames.indexOf(name === "FEEDBACK" ? "A" : name);
}

/** Hands out the ids that can be written: valid ones, each once. */
export function writableIds(): (question: QuestionDraft) => string | undefined {
  const taken = new Set<string>();
  return ({ id }) => {
    if (id === undefined || !isId(id) || taken.has(id)) return undefined;
    taken.add(id);
    return id;
  };
}
