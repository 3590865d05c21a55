import { clamp, exact, round } from "../grading/fraction.ts";
import { gradable } from "../grading/kind-of.ts";
import { totalOf } from "../grading/grade-quiz.ts";
import { gradeTries } from "../grading/tries/grade-tries.ts";
import type { TriesGrade } from "../grading/tries/grade-tries.ts";
import { alignAttempt } from "./align.ts";
import type { AlignedQuestion } from "./align.ts";
import type { AttemptScore, MigrationNotice, QuestionScore } from "./events.ts";
import type { AttemptQuiz, KnownQuestion } from "./quiz.ts";
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
  const scores = questions.map(({ known, state: { manual }, tries }): QuestionScore => {
    const { status, fraction, points, min, max } = gradeQuestion({ known, tries }, state.rules).grade;
    const score = { questionId: known.id, status, fraction, points, min, max };
    return manual === null ? score : byHand(score, known, manual.points);
  });
  return { score: sumOf(scores, quiz.pass), notices };
}

/** A score in which a person has given the points of one question; all others stay as they are. */
export function scoreByHand(
  { questions }: AttemptScore,
  known: KnownQuestion,
  points: number,
  pass: number | undefined,
): AttemptScore {
  return sumOf(
    questions.map((one) => (one.questionId === known.id ? byHand(one, known, points) : one)),
    pass,
  );
}

function byHand(score: QuestionScore, { question }: KnownQuestion, given: number): QuestionScore {
  const worth = gradable(question).points;
  const points = round(clamp(given, score.min, score.max));
  const fraction = worth > 0 ? round(points / worth) : 0;
  const status = exact(fraction) >= 1 ? "correct" : fraction > 0 ? "partial" : "incorrect";
  return { ...score, status, fraction, points, manual: true };
}

function sumOf(questions: readonly QuestionScore[], pass: number | undefined): AttemptScore {
  const results = questions.map(({ questionId, ...grade }) => ({
    questionId,
    grade: { ...grade, parts: [], feedback: [], trace: [] },
  }));
  return { ...totalOf(results, pass), questions };
}
