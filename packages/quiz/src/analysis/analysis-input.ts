import type { GradableQuiz, QuizGrade } from "../grading/grade-quiz.ts";
import type { Grade } from "../grading/grade-result.ts";
import type { AnalysisAttempt, AnalysisInput, AnalysisItem, AnalysisOption } from "./input.ts";

/** What one question earned, as in an `AttemptScore`. */
export interface ScoredQuestion {
  readonly questionId: string;
  readonly status: Grade["status"];
  readonly points: number;
  readonly max: number;
}

/** What an attempt earned: a `QuizGrade` of `gradeQuiz`, or the `AttemptScore` of a finished attempt. */
export type Scored = Pick<QuizGrade, "results"> | { readonly questions: readonly ScoredQuestion[] };

/** One attempt as it was graded: its points and, as far as they are known, its answers by the `id` of the question. */
export interface GradedAttempt {
  readonly score: Scored;
  /** Without them, the attempt is not in the tables of options. */
  readonly responses?: Readonly<Record<string, unknown>> | undefined;
}

/** What the analysis needs of an attempt's state; an `AttemptState` fits as it is. */
export interface AttemptStateLike {
  /** `null` until it is finished. */
  readonly score: Scored | null;
  readonly questions: readonly {
    readonly questionId: string;
    readonly answer: { readonly response: unknown } | null;
  }[];
}

/** An input for `analyse`, with what could not be taken into it. */
export interface GradedInput extends AnalysisInput {
  /** The `id`s of the questions that a person has still to grade in every attempt: they are no items. */
  readonly ungradedQuestions: readonly string[];
  /** The places of the attempts that are not finished, or where a person has still to grade an item: they are left out. */
  readonly ungradedAttempts: readonly number[];
}

/**
 * Makes an input for `analyse` out of graded attempts.
 *
 * Each question of the quiz is an item, in order; what an attempt has for other questions is left out. An answer that is
 * `invalid` and earned nothing is none, and so is that to a question which an attempt did not have. Where a question
 * could earn more in some attempts than in others, its points count as the same share of the most. Choice, multi and
 * true or false questions have options, the latter `true` and `false`. Choices that are no options any more are left out.
 *
 * Take one attempt of each learner, and attempts at the same version of the quiz: numbers over several versions of a
 * question say little about any.
 *
 * @example
 * const { items, warnings } = analyse(analysisInput(quiz, attempts));
 */
export function analysisInput(
  quiz: Pick<GradableQuiz, "questions">,
  attempts: readonly (GradedAttempt | AttemptStateLike)[],
): GradedInput {
  const known = attempts.map((attempt, place): Known => ({ place, ...knownOf(attempt) }));
  const all = quiz.questions.map((question) => askedOf(question, known));
  const asked = all.filter(({ isUngraded }) => !isUngraded);
  const items = asked.map(({ item }) => item);
  const isWhole = ({ scores, isFinished }: Known): boolean =>
    isFinished && items.every(({ id }) => scores.get(id)?.status !== "ungraded");
  return {
    items,
    attempts: known.filter(isWhole).map((attempt) => rowOf(attempt, items)),
    ungradedQuestions: all.flatMap(({ item, isUngraded }) => (isUngraded ? [item.id] : [])),
    ungradedAttempts: known.filter((attempt) => !isWhole(attempt)).map(({ place }) => place),
  };
}

interface Known {
  readonly place: number;
  readonly isFinished: boolean;
  readonly scores: ReadonlyMap<string, ScoredQuestion>;
  readonly responses: ReadonlyMap<string, unknown> | undefined;
}

function knownOf(attempt: GradedAttempt | AttemptStateLike): Omit<Known, "place"> {
  const { score } = attempt;
  const scores = new Map(score === null ? [] : scoredQuestions(score).map((one) => [one.questionId, one]));
  const isFinished = score !== null;
  if ("questions" in attempt) {
    const responses = attempt.questions.map(({ questionId, answer }) => [questionId, answer?.response] as const);
    return { isFinished, scores, responses: new Map(responses) };
  }
  const { responses } = attempt;
  return { isFinished, scores, responses: responses === undefined ? undefined : new Map(Object.entries(responses)) };
}

function scoredQuestions(score: Scored): readonly ScoredQuestion[] {
  if ("questions" in score) return score.questions;
  return score.results.map(({ questionId, grade: { status, points, max } }) => ({ questionId, status, points, max }));
}

function askedOf(
  question: GradableQuiz["questions"][number],
  attempts: readonly Known[],
): { item: AnalysisItem; isUngraded: boolean } {
  const [face, key] = "type" in question ? [question, question.key] : [question.public, question.key.key];
  const keys = "correct" in key ? [key.correct].flat().map(String) : [];
  const ids =
    face.type === "choice" || face.type === "multi"
      ? face.options.map(({ id }) => id)
      : face.type === "trueFalse"
        ? ["true", "false"]
        : undefined;
  const options = ids?.map((id): AnalysisOption => ({ id, isKey: keys.includes(id) }));
  let most = 0;
  let [graded, ungraded] = [0, 0];
  for (const { scores } of attempts) {
    const scored = scores.get(face.id);
    if (scored === undefined) continue;
    most = Math.max(most, scored.max);
    if (scored.status === "ungraded") ungraded += 1;
    else graded += 1;
  }
  const max = most > 0 ? most : face.points;
  const item = { id: face.id, max, ...(options === undefined ? {} : { options }) };
  return { item, isUngraded: ungraded > 0 && graded === 0 };
}

function rowOf({ scores, responses }: Known, items: readonly AnalysisItem[]): AnalysisAttempt {
  const row = items.map((item) => scoreOf(item, scores.get(item.id)));
  if (responses === undefined) return { scores: row };
  const choices = items.map((item, column) => (row[column] === null ? null : choiceOf(item, responses.get(item.id))));
  return { scores: row, choices };
}

function scoreOf({ max }: AnalysisItem, scored: ScoredQuestion | undefined): number | null {
  if (scored === undefined || (scored.status === "invalid" && scored.points === 0)) return null;
  return scored.max === max || scored.max <= 0 ? scored.points : (scored.points / scored.max) * max;
}

function choiceOf({ options }: AnalysisItem, response: unknown): string | string[] | null {
  const isOption = (value: unknown): value is string => options?.some(({ id }) => id === value) === true;
  if (options !== undefined && Array.isArray(response)) return [...new Set(response.filter(isOption))];
  const chosen = typeof response === "boolean" ? String(response) : response;
  return isOption(chosen) ? chosen : null;
}
