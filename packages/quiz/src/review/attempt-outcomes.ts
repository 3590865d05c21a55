import type { AttemptState } from "../attempts/state.ts";
import type { Outcome } from "./rating-rules.ts";

/** How one question of an attempt came out. */
export interface QuestionOutcome extends Outcome {
  /** The `id` of the question. */
  readonly cardId: string;
  /** The version that was answered; absent without an answer. */
  readonly questionVersion?: string | undefined;
}

/**
 * How the questions of an attempt came out, in the order of the quiz, to be rated; empty until it is finished.
 *
 * @param attempt - As `foldAttempt` gives it.
 *
 * @example
 * for (const outcome of outcomesOf(attempt)) {
 *   const rating = ratingOf(outcome);
 *   if (rating !== null) ({ deck } = reviewCard(deck, { ...outcome, rating, at: now, timeZone }));
 * }
 */
export function outcomesOf(attempt: Pick<AttemptState, "questions" | "score">): readonly QuestionOutcome[] {
  const questions = new Map(attempt.questions.map((question) => [question.questionId, question]));
  return (attempt.score?.questions ?? []).map(({ questionId, status, fraction }) => {
    const question = questions.get(questionId);
    const answer = question?.answer ?? undefined;
    return {
      cardId: questionId,
      ...(answer === undefined ? {} : { questionVersion: answer.questionVersion }),
      status,
      fraction,
      hinted: (question?.hintsShown ?? 0) > 0,
      ...(answer?.certainty === undefined ? {} : { certainty: answer.certainty }),
    };
  });
}
