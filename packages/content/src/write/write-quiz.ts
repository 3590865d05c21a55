import { labelEnd } from "../quiz/label.ts";
import { markerLine } from "../scan/marker-line.ts";
import { decimalText } from "./decimal-text.ts";
import type { QuizDraft } from "./draft.ts";
import { richField } from "./field.ts";
import { closed } from "./open-block.ts";
import { fieldsText, questionText } from "./write-question.ts";
import type { QuizStyle } from "./write-question.ts";

/** A quiz with its markers. */
export function quizText(quiz: QuizDraft, style: QuizStyle): string {
  const parts = [...headParts(quiz, style), ...quiz.questions.map((question) => questionText(question, style))];
  const questions = quiz.unreadable.map(({ markdown }) => markdown).filter(isQuestion);
  return [markerText(quiz, style.quizId), ...parts, ...questions.map(ended), "---END-QUIZ---"].join("\n\n");
}

function markerText({ pass, shuffle }: QuizDraft, id: string | undefined): string {
  const words = [
    ...(id === undefined ? [] : [`#${id}`]),
    ...(pass === undefined ? [] : [`pass=${decimalText(pass)}`]),
    ...(shuffle === undefined ? [] : [shuffle ? "shuffle" : "shuffle=false"]),
  ];
  return words.length === 0 ? "---QUIZ---" : `---QUIZ--- {${words.join(" ")}}`;
}

/**
 * What stands before the questions. What could not be read stays where it cannot be read: text first, fields of questions
 * apart from each other, and what the quiz has twice after the first of it.
 */
function headParts(quiz: QuizDraft, style: QuizStyle): string[] {
  const pieces = quiz.unreadable.map(({ markdown }) => markdown);
  const before = pieces.filter((piece) => startOf(piece) === undefined);
  const repeated = pieces.filter((piece) => startOf(piece) === "TITLE" || startOf(piece) === "INTRO");
  const misplaced = pieces.filter((piece) => ![undefined, "TITLE", "INTRO", "Q"].includes(startOf(piece)));
  const fields = [
    ...(hasText(quiz.title) ? [richField("TITLE", quiz.title)] : []),
    ...(hasText(quiz.intro) ? [richField("INTRO", quiz.intro)] : []),
  ];
  if (before.length + repeated.length + misplaced.length === 0) {
    return fields.length === 0 ? [] : [fieldsText(fields, style)];
  }
  const missing = (["TITLE", "INTRO"] as const).filter(
    (name) => !fields.some((field) => field.name === name) && repeated.some((piece) => startOf(piece) === name),
  );
  const heads = [
    ...missing.map((name) => `${name}:`),
    ...fields.map((field) => fieldsText([field], style)),
    ...repeated,
  ];
  const early = Math.max(0, misplaced.length - 1);
  const parts = heads.flatMap((text, index) => {
    const piece = misplaced[index - (heads.length - early)];
    return piece === undefined ? [text] : [piece, text];
  });
  return [...before, ...parts, ...misplaced.slice(early)].map(ended);
}

function hasText(text: { markdown: string } | undefined): text is { markdown: string } {
  return text !== undefined && text.markdown.trim() !== "";
}

/** The name of the field that a piece starts with. */
function startOf(piece: string): string | undefined {
  const end = labelEnd(piece, 0, lineEnd(piece));
  return end === undefined ? undefined : /^ *([A-Z]+)/.exec(piece)?.[1];
}

function isQuestion(piece: string): boolean {
  return startOf(piece) === "Q";
}

/** A piece that leaves no code or HTML open, and whose first line, if it stood after a marker, is none. */
function ended(piece: string): string {
  const isMarker = markerLine(piece, 0, lineEnd(piece)) !== undefined;
  const text = isMarker ? piece.replace("-", "\\-") : piece;
  return closed(labelIn(text), text);
}

function labelIn(piece: string): string {
  return piece.slice(0, labelEnd(piece, 0, lineEnd(piece)) ?? 0);
}

function lineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text.length : end;
}
