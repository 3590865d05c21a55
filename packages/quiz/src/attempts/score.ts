import { exact, round } from "../grading/fraction.ts";
import { gradable } from "../grading/kind-of.ts";
import { totalOf } from "../grading/grade-quiz.ts";
import type { Grade } from "../grading/grade-result.ts";
import { gradeTries } from "../grading/tries/grade-tries.ts";
import type { TriesGrade } from "../grading/tries/grade-tries.ts";
import { alignAttempt } from "./align.ts";
import type { AlignedQuestion } from "./align.ts";
import type { AttemptScore, MigrationNotice, QuestionScore } from "./events.ts";
import type { AttemptQuiz } from "./quiz.ts";
import type { AttemptRules } from "./rules.ts";
import type { AttemptState } from "./state.ts";

/** What one question earns by the rules of its attempt, and how many tries are left. */
export function gradeQuestion(
  { known, tries }: Pick<AlignedQuestion, "known" | "tries">,
  rules: AttemptRules,
): TriesGrade {
  return gradeTries(known.question, tries, rules.attemptPolicy ?? { type: "deferred" }, {
    policy: rules.policy,
    hints: known.hints,
  });
}

/** What an attempt earns, as things stand. */
export interface ScoredAttempt {
  readonly score: AttemptScore;
  /** What became of answers to questions that were changed since it started. */
  readonly notices: readonly MigrationNotice[];
}

/**
 * Grades an attempt as it stands. Answers that were not handed in one by one count as the last try.
 *
 * @param quiz - With its keys; where it was changed since the attempt started, answers count as long as they fit.
 * @throws QuizError when a question, its key or a policy is at fault.
 */
export function scoreAttempt(quiz: AttemptQuiz, state: AttemptState): ScoredAttempt {
  const { questions, notices } = alignAttempt(quiz, state);
  const results = questions.map((aligned) => {
    const { grade } = gradeQuestion(aligned, state.rules);
    return { questionId: aligned.known.id, grade: byHand(grade, aligned) };
  });
  const score = {
    ...totalOf(results, quiz.pass),
    questions: results.map(({ questionId, grade }, index): QuestionScore => {
      const { status, fraction, points, min, max } = grade;
      const isManual = questions[index]?.state.manual !== null;
      return { questionId, status, fraction, points, min, max, ...(isManual ? { manual: true } : {}) };
    }),
  };
  return { score, notices };
}

/** The grade that a person gave, where one did. */
function byHand(grade: Grade, { known, state: { manual } }: AlignedQuestion): Grade {
  if (manual === null) return grade;
  const worth = gradable(known.question).points;
  const points = Math.min(Math.max(manual.points, grade.min), grade.max);
  const fraction = worth > 0 ? round(points / worth) : 0;
  const status = exact(fraction) >= 1 ? "correct" : fraction > 0 ? "partial" : "incorrect";
  return { ...grade, status, fraction, points };
}
