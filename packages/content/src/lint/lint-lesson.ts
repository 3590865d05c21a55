import type { Diagnostic, Lesson } from "@mlops/schema";
import { lintCodes } from "../diagnostics/lint-codes.ts";
import type { LintCode, Linted, Report, Rule, RuleSetting } from "./rule.ts";
import {
  optionAllOfTheAbove,
  optionLongestCorrect,
  optionNearDuplicate,
  optionRepeatsPrompt,
} from "./rules/options.ts";
import { codeLanguage, headingOrder, imageAltMissing, linkBrokenPage, linkText } from "./rules/pages.ts";
import { answerPositionBias } from "./rules/position-bias.ts";
import { explanationContradictsKey, explanationMissing, promptNegated } from "./rules/prompts.ts";
import {
  lessonWithoutQuestion,
  pageWithoutQuestion,
  questionTeachesNothing,
  teachesUnknownPage,
} from "./rules/teaching.ts";

/** Every rule, one line each. */
const rules: readonly Rule[] = [
  optionLongestCorrect,
  optionAllOfTheAbove,
  optionNearDuplicate,
  optionRepeatsPrompt,
  promptNegated,
  explanationMissing,
  explanationContradictsKey,
  answerPositionBias,
  lessonWithoutQuestion,
  pageWithoutQuestion,
  questionTeachesNothing,
  teachesUnknownPage,
  headingOrder,
  imageAltMissing,
  linkText,
  linkBrokenPage,
  codeLanguage,
];

/** How a lesson is looked at. */
export interface LintOptions {
  /** Codes that are not reported, or with another severity than their own. */
  rules?: Partial<Record<LintCode, RuleSetting>> | undefined;
}

/**
 * Looks for weak questions and pages in a lesson that can be read: what a learner could guess by, what contradicts itself,
 * what is not asked, and what stands in the way of reading.
 *
 * @returns The findings in the order of the text.
 */
export function lintLesson(lesson: Lesson, options: LintOptions = {}): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report: Report = (code, position, finding) => {
    const severity = options.rules?.[code] ?? lintCodes[code];
    if (severity !== "off") found.push({ code, severity, position, ...finding });
  };
  const linted = prepare(lesson);
  for (const rule of rules) rule(linted, report);
  return found.toSorted((one, other) => one.position.start.offset - other.position.start.offset);
}

function prepare(lesson: Lesson): Linted {
  const quizzes = lesson.pages.flatMap((page) =>
    page.blocks.flatMap((quiz) => (quiz.kind === "quiz" ? [{ page, quiz }] : [])),
  );
  const questions = quizzes.flatMap(({ page, quiz }) => quiz.questions.map((question) => ({ page, quiz, question })));
  const isEnglish = lesson.lang === undefined || /^en(?:-|$)/i.test(lesson.lang);
  return { lesson, isEnglish, quizzes, questions };
}
