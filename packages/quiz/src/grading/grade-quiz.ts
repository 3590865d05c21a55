import { QuizError } from "../errors.ts";
import { compileTo } from "./compile.ts";
import { exact, round } from "./fraction.ts";
import type { Gradable, GradableHalves } from "./gradable.ts";
import type { Grade } from "./grade-result.ts";
import type { Policy } from "./policies/policy.ts";
import { isRecord } from "./values/read-ids.ts";

/** What grading needs of a quiz; a `QuizBlock` of a lesson fits as it is. */
export interface GradableQuiz {
  readonly questions: readonly ((Gradable & { readonly id: string }) | GradableHalves)[];
  /** The share of the points that passes, from 0 to 1. */
  readonly pass?: number | undefined;
}

/** The grade of one question in a quiz. */
export interface QuestionResult {
  readonly questionId: string;
  readonly grade: Grade;
}

/** What grading a quiz gives. Plain JSON. */
export interface QuizGrade {
  /** The points that are earned, to 7 decimals: from `min` to `max`. */
  readonly points: number;
  readonly min: number;
  readonly max: number;
  /** `points` out of `max`, to 7 decimals; 0 where there is nothing to earn. */
  readonly fraction: number;
  /** Whether that is enough; absent where the quiz has no `pass`, or a person has still to grade. */
  readonly passed?: boolean | undefined;
  /** In the order of the questions. */
  readonly results: readonly QuestionResult[];
  /** Names in the answers that no question has. */
  readonly unknown: readonly string[];
}

/** Grades answers to all questions of a quiz, by the `id`s of the questions. */
export type QuizGrader = (responses: unknown) => QuizGrade;

/**
 * Grades the answers to all questions of a quiz.
 *
 * @param responses - By the `id` of the question, as they came from outside. What is left out is unanswered.
 * @param policy - For all questions. Default: each one's own.
 * @throws QuizError when a question, a key or the policy is at fault.
 *
 * @example
 * gradeQuiz(quiz, { "q-shadow": "old", "q-canary": null }).points;
 */
export function gradeQuiz(quiz: GradableQuiz, responses: unknown, policy?: Policy): QuizGrade {
  return compileQuiz(quiz, policy)(responses);
}

/** Prepares a quiz that is to be graded many times; see `compile`. Gives the same grades as `gradeQuiz`. */
export function compileQuiz({ questions, pass }: GradableQuiz, policy?: Policy): QuizGrader {
  const inOrder = questions.map((question, place) => {
    const questionId = "type" in question ? question.id : question.public.id;
    return { questionId, place, resultOf: compileTo(question, policy, (grade) => ({ questionId, grade })) };
  });
  const byId = new Map(inOrder.map((asked) => [asked.questionId, asked]));
  const unanswered = inOrder.map(({ resultOf }) => resultOf(null));
  return (responses) => {
    const results = [...unanswered];
    const unknown: string[] = [];
    try {
      const given = isRecord(responses) ? responses : {};
      let next = 0;
      for (const questionId of Object.keys(given)) {
        // Answers come in the order of the questions most of the time, and comparing is faster than looking up.
        const likely = inOrder[next++];
        const asked = likely?.questionId === questionId ? likely : byId.get(questionId);
        if (asked === undefined) unknown.push(questionId);
        else results[asked.place] = asked.resultOf(given[questionId]);
      }
    } catch (error) {
      if (error instanceof QuizError) throw error;
      // A getter or a proxy that throws: nothing that JSON brings. No answer of it can be read, and none is of any form.
      for (const { place, resultOf } of inOrder) results[place] = resultOf(byId);
    }
    const { points, min, max, fraction, passed } = totalOf(results, pass);
    // Not spread: that takes longer than all the rest.
    if (passed === undefined) return { points, min, max, fraction, results, unknown };
    return { points, min, max, fraction, passed, results, unknown };
  };
}

/** The points of some questions together. */
export function totalOf(
  results: readonly QuestionResult[],
  pass: number | undefined,
): Omit<QuizGrade, "results" | "unknown"> {
  let points = 0;
  let min = 0;
  let max = 0;
  let isPending = false;
  for (const { grade } of results) {
    // Not the rounded points: three thirds of a point are one.
    points += exact(grade.points);
    min += exact(grade.min);
    max += exact(grade.max);
    isPending ||= grade.status === "ungraded";
  }
  const fraction = max > 0 ? round(points / max) : 0;
  points = round(points);
  min = round(min);
  max = round(max);
  if (pass === undefined || isPending) return { points, min, max, fraction };
  return { points, min, max, fraction, passed: fraction >= round(pass) };
}
