import { compile } from "./compile.ts";
import type { Grader } from "./compile.ts";
import { exact, round } from "./fraction.ts";
import type { Gradable, GradableHalves } from "./gradable.ts";
import type { Grade } from "./grade-result.ts";
import type { Policy } from "./policies/policy.ts";

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
export function compileQuiz(quiz: GradableQuiz, policy?: Policy): QuizGrader {
  const graders = new Map<string, Grader>(quiz.questions.map((question) => [idOf(question), compile(question, policy)]));
  return (responses) => {
    const given: Readonly<Record<string, unknown>> = isObject(responses) ? responses : {};
    const results: QuestionResult[] = [];
    for (const [questionId, gradeIt] of graders) {
      results.push({ questionId, grade: gradeIt(Object.hasOwn(given, questionId) ? given[questionId] : null) });
    }
    const unknown = Object.keys(given).filter((id) => !graders.has(id));
    return { ...totalOf(results, quiz.pass), results, unknown };
  };
}

/** The points of some questions together. */
export function totalOf(
  results: readonly QuestionResult[],
  pass: number | undefined,
): Pick<QuizGrade, "points" | "min" | "max" | "fraction" | "passed"> {
  let [points, min, max] = [0, 0, 0];
  let isPending = false;
  for (const { grade } of results) {
    // Not the rounded points: three thirds of a point are one.
    points += exact(grade.points);
    min += grade.min;
    max += grade.max;
    isPending ||= grade.status === "ungraded";
  }
  const fraction = max > 0 ? round(points / max) : 0;
  const total = { points: round(points), min: round(min), max: round(max), fraction };
  return pass === undefined || isPending ? total : { ...total, passed: fraction >= pass };
}

function idOf(question: GradableQuiz["questions"][number]): string {
  return "type" in question ? question.id : question.public.id;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
