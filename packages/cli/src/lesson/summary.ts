import { plainText } from "@mlops/schema";
import type { Block, Diagnostic, LessonResult, Page, QuizBlock, Severity } from "@mlops/schema";
import { printable } from "../printable.ts";

/**
 * What a lesson holds, for people: its pages and quizzes, then the findings, then a line of totals.
 *
 * @param file - The name to put before the place of a finding.
 */
export function summary({ lesson, diagnostics }: LessonResult, file: string): string {
  const blocks = lesson.pages.flatMap((page) => page.blocks);
  const quizzes = blocks.filter((block) => block.kind === "quiz");
  const questions = quizzes.reduce((sum, quiz) => sum + quiz.questions.length, 0);
  const ofSeverity = (severity: Severity): number => diagnostics.filter((one) => one.severity === severity).length;
  const totals = [
    counted(lesson.pages.length, "page"),
    counted(quizzes.length, "quiz", "quizzes"),
    counted(questions, "question"),
    counted(ofSeverity("error"), "error"),
    counted(ofSeverity("warning"), "warning"),
  ];
  const title = lesson.title === "" ? "(no title)" : printable(lesson.title);
  const lines = [title, ...lesson.pages.flatMap(pageLines), ...diagnostics.flatMap((one) => findingLines(one, file))];
  return `${[...lines, totals.join(", ")].join("\n")}\n`;
}

const kinds: readonly Block["kind"][] = ["prose", "code", "lab", "quiz"];

function pageLines(page: Page, index: number): string[] {
  const counts = kinds.flatMap((kind) => {
    const count = page.blocks.filter((block) => block.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const title = page.title === "" ? "(no title)" : printable(page.title);
  const quizzes = page.blocks.filter((block) => block.kind === "quiz");
  return [`  ${index + 1}. ${title} (${counts.join(", ")})`, ...quizzes.map((quiz) => `     ${quizLine(quiz)}`)];
}

function quizLine({ id, title, questions, unreadable }: QuizBlock): string {
  const name = title === undefined ? id : plainText(title).split("\n", 1)[0];
  const answers = questions.flatMap((question) =>
    question.type === "choice" ? [question.options.findIndex((option) => option.id === question.key.correct)] : [],
  );
  const parts = [counted(questions.length, "question")];
  if (answers.length > 0) parts.push(`answers ${answers.join(", ")}`);
  if (unreadable.length > 0) parts.push(`${unreadable.length} unreadable`);
  return `quiz "${printable(name ?? id)}": ${parts.join(", ")}`;
}

function findingLines(
  { position, severity, code, message, expected, received, hint }: Diagnostic,
  file: string,
): string[] {
  const { line, column } = position.start;
  const details = Object.entries({ expected, received, hint }).flatMap(([name, value]) =>
    value === undefined ? [] : [`    ${name}: ${printable(value)}`],
  );
  return [`${printable(file)}:${line}:${column} ${severity} ${code} ${printable(message)}`, ...details];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
