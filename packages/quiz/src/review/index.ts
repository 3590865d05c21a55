/**
 * Reviews of questions at growing intervals, by FSRS-6 (`ts-fsrs`): ratings from grades by a table, decks as folds of
 * logs, what is due on a study day of the learner's time zone, and a forecast. Pure: the clock is an argument.
 *
 * @module
 */
export { outcomesOf } from "./attempt-outcomes.ts";
export type { QuestionOutcome } from "./attempt-outcomes.ts";
export type { Day } from "./days.ts";
export { dueCards } from "./due-cards.ts";
export type { DailyLimits, DueOptions, DueQueue } from "./due-cards.ts";
export { foldReviews } from "./fold-reviews.ts";
export { forecast, maxForecastDays } from "./forecast.ts";
export type { ForecastDay, ForecastOptions } from "./forecast.ts";
export { defaultReviewParameters, resolveReviewParameters, weightRanges } from "./parameters.ts";
export type { ReviewParameterOptions, ReviewParameters } from "./parameters.ts";
export { defaultRatingRules, parseRatingRules, ratingOf } from "./rating-rules.ts";
export type { Outcome, Rating, RatingCondition, RatingRule } from "./rating-rules.ts";
export type {
  LearntCard,
  LearntSchedule,
  NewCard,
  NewSchedule,
  ReviewCard,
  Schedule,
  StepCard,
  StepSchedule,
} from "./review-card.ts";
export { createDeck } from "./review-deck.ts";
export type { ReviewDeck, ReviewDeckOptions, ReviewRecord } from "./review-deck.ts";
export { ReviewError } from "./review-error.ts";
export type { ReviewErrorCode } from "./review-error.ts";
export type {
  ResetEvent,
  ResumedEvent,
  ReviewedEvent,
  ReviewEvent,
  SuspendedEvent,
  UndoneEvent,
} from "./review-events.ts";
export { cardOf, resetCard, resumeCard, reviewCard, suspendCard, undoReview } from "./review-steps.ts";
export type { CardAt, ReviewInput, ReviewStep } from "./review-steps.ts";
export { retrievability } from "./scheduler.ts";
export { studyDay, studyDayBounds } from "./study-days.ts";
export type { StudyZone } from "./study-days.ts";
