import type { Diagnostic, Lesson, Page, Position, Question, QuizBlock, Severity } from "@mlops/schema";
import type { lintCodes } from "../diagnostics/lint-codes.ts";

/** The code of a quality rule. */
export type LintCode = keyof typeof lintCodes;

/** Says what is wrong, and where. */
export type Report = (
  code: LintCode,
  position: Position,
  finding: Pick<Diagnostic, "message"> & { expected?: string; received?: string; hint?: string },
) => void;

/** A lesson with its parts at hand. */
export interface Linted {
  lesson: Lesson;
  /** Whether rules about English words apply. */
  isEnglish: boolean;
  quizzes: { page: Page; quiz: QuizBlock }[];
  questions: { page: Page; quiz: QuizBlock; question: Question }[];
}

/** A rule looks at a whole lesson and reports what it finds. */
export type Rule = (linted: Linted, report: Report) => void;

/** How a rule is switched: off, or with another severity. */
export type RuleSetting = Severity | "off";

/** The start of a stretch, for what has no place of its own. */
export function startOf({ start }: Position): Position {
  return { start, end: start };
}
