import type { Question } from "@mlops/schema";
import { totalOf } from "../grading/grade-quiz.ts";
import type { QuizGrade } from "../grading/grade-quiz.ts";
import { freshProgress, nextProgress, standingOf } from "./question-progress.ts";
import type { PracticeRules, QuestionAction, QuestionProgress } from "./question-progress.ts";

/** What practising needs of a quiz; a `QuizBlock` of a lesson fits as it is. */
export interface PracticeQuiz {
  readonly questions: readonly Question[];
  /** The share of the points that passes, from 0 to 1. */
  readonly pass?: number | undefined;
}

/** How far a learner is with a quiz. Plain JSON. */
export interface QuizProgress {
  /** How often it was started again. */
  readonly round: number;
  /** By the `id` of the question; those that nobody has looked at are missing. */
  readonly questions: Readonly<Record<string, QuestionProgress>>;
}

/** What a learner does with a quiz: a union discriminated by `type`. */
export type QuizAction = (QuestionAction & { readonly questionId: string }) | { readonly type: "restart" };

/** What a quiz has come to. */
export interface QuizStanding extends Pick<QuizGrade, "points" | "min" | "max" | "fraction" | "passed"> {
  /** Whether nothing more can be answered. */
  readonly isDone: boolean;
  /** The `id`s of the questions that were done, and not right at the first try. */
  readonly weak: readonly string[];
}

/** A quiz that nobody has looked at. */
export const freshQuiz: QuizProgress = { round: 0, questions: {} };

/** How far a learner is with one question of a quiz. */
export function progressOf({ questions }: QuizProgress, questionId: string): QuestionProgress {
  return (Object.hasOwn(questions, questionId) ? questions[questionId] : undefined) ?? freshProgress;
}

/** What comes of an action. Pure. */
export function nextQuiz(
  quiz: PracticeQuiz,
  progress: QuizProgress,
  action: QuizAction,
  rules: PracticeRules,
): QuizProgress {
  if (action.type === "restart") return { round: progress.round + 1, questions: {} };
  const { questionId, ...rest } = action;
  const question = quiz.questions.find(({ id }) => id === questionId);
  if (question === undefined) return progress;
  const next = nextProgress(question, progressOf(progress, questionId), rest, rules);
  return { ...progress, questions: { ...progress.questions, [questionId]: next } };
}

/** What a quiz has come to. Pure. */
export function quizStanding(quiz: PracticeQuiz, progress: QuizProgress, rules: PracticeRules): QuizStanding {
  const all = quiz.questions.map((question) => {
    const own = progressOf(progress, question.id);
    return { questionId: question.id, tries: own.tries.length, ...standingOf(question, own, rules) };
  });
  return {
    ...totalOf(all, quiz.pass),
    isDone: all.every(({ isDone }) => isDone),
    weak: all
      .filter(
        ({ isDone, last, tries }) =>
          isDone && !(tries === 1 && last?.status === "correct") && last?.status !== "ungraded",
      )
      .map(({ questionId }) => questionId),
  };
}
