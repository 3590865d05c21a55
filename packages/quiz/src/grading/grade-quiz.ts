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
  const inOrder = questions.map((question) => {
    const questionId = "type" in question ? question.id : question.public.id;
    return { questionId, gradeOf: compileTo(question, policy, (grade) => countable({ questionId, grade })) };
  });
  const ids = new Set(inOrder.map(({ questionId }) => questionId));

  /** Most answers come for all questions and in their order: walking along takes half the time of looking up. */
  const gradeInOrder = (given: Answers): QuizGrade | undefined => {
    if (Object.getPrototypeOf(given) !== Object.prototype) return undefined;
    const sum = nothing();
    const results: QuestionResult[] = [];
    for (const questionId in given) {
      const asked = inOrder[results.length];
      if (asked?.questionId !== questionId) return undefined;
      results.push(add(sum, asked.gradeOf(given[questionId])));
    }
    return results.length === inOrder.length ? quizGrade(sum, pass, results, []) : undefined;
  };
  const gradeEach = (answerTo: (questionId: string) => unknown, unknown: readonly string[]): QuizGrade => {
    const sum = nothing();
    const results = inOrder.map(({ questionId, gradeOf }) => add(sum, gradeOf(answerTo(questionId))));
    return quizGrade(sum, pass, results, unknown);
  };

  return (responses) => {
    try {
      const given = isRecord(responses) ? responses : {};
      return (
        gradeInOrder(given) ??
        gradeEach(
          (questionId) => (Object.hasOwn(given, questionId) ? given[questionId] : null),
          Object.keys(given).filter((questionId) => !ids.has(questionId)),
        )
      );
    } catch (error) {
      if (error instanceof QuizError) throw error;
      // A getter or a proxy that throws: nothing that JSON brings. No answer of it can be read, and none is of any form.
      return gradeEach(() => ids, []);
    }
  };
}

type Answers = Readonly<Record<string, unknown>>;

/** The points of some questions together. */
export function totalOf(
  questions: readonly QuestionResult[],
  pass: number | undefined,
): Omit<QuizGrade, "results" | "unknown"> {
  const sum = nothing();
  for (const question of questions) add(sum, countable(question));
  const { results: _, unknown: __, ...total } = quizGrade(sum, pass, [], []);
  return total;
}

/** What a question adds: not the rounded points, as three thirds of a point are one. */
interface Countable {
  readonly result: QuestionResult;
  readonly points: number;
  readonly min: number;
  readonly max: number;
}

function countable(result: QuestionResult): Countable {
  const { points, min, max } = result.grade;
  return { result, points: exact(points), min: exact(min), max: exact(max) };
}

interface Sum {
  points: number;
  min: number;
  max: number;
  isPending: boolean;
}

function nothing(): Sum {
  return { points: 0, min: 0, max: 0, isPending: false };
}

function add(sum: Sum, one: Countable): QuestionResult {
  sum.points += one.points;
  sum.min += one.min;
  sum.max += one.max;
  sum.isPending ||= one.result.grade.status === "ungraded";
  return one.result;
}

function quizGrade(
  sum: Sum,
  pass: number | undefined,
  results: readonly QuestionResult[],
  unknown: readonly string[],
): QuizGrade {
  const fraction = sum.max > 0 ? round(sum.points / sum.max) : 0;
  const grade: { -readonly [Key in keyof QuizGrade]: QuizGrade[Key] } = {
    points: round(sum.points),
    min: round(sum.min),
    max: round(sum.max),
    fraction,
    results,
    unknown,
  };
  if (pass !== undefined && !sum.isPending) grade.passed = fraction >= round(pass);
  return grade;
}
