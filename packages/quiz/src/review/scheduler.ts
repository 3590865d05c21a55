import { createEmptyCard, forgetting_curve, fsrs, Rating as FsrsRating, State, StrategyMode } from "ts-fsrs";
import type { Card, Grade } from "ts-fsrs";
import { checkTime } from "./checks.ts";
import { dayMs, dayName, parseDay } from "./days.ts";
import type { Day } from "./days.ts";
import { defaultReviewParameters } from "./parameters.ts";
import type { ReviewParameters } from "./parameters.ts";
import type { Rating } from "./rating-rules.ts";
import type { ReviewCard, Schedule, SeenSchedule } from "./review-card.ts";

/** One review, as the scheduler looks at it. */
export interface ScheduledReview {
  readonly cardId: string;
  readonly questionVersion?: string | undefined;
  readonly rating: Rating;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly day: Day;
}

/** Gives the schedule after a review. */
export type Scheduler = (before: Schedule, review: ScheduledReview) => SeenSchedule;

/**
 * The scheduler of ts-fsrs, told which study day it is.
 *
 * ts-fsrs counts days by the calendar in UTC. It gets each review at the midnight in UTC of its study day, so that it
 * counts the learner's days, and what it says is put back on the time of the review. It may give one or two days more
 * than the longest interval, which are taken away.
 */
export function createScheduler(parameters: ReviewParameters): Scheduler {
  let seed = "";
  const engine = fsrs({
    w: parameters.weights,
    request_retention: parameters.desiredRetention,
    maximum_interval: parameters.maximumIntervalDays,
    learning_steps: parameters.learningStepsMinutes.map((minutes) => `${minutes}m` as const),
    relearning_steps: parameters.relearningStepsMinutes.map((minutes) => `${minutes}m` as const),
    enable_fuzz: parameters.fuzz,
    enable_short_term: true,
  }).useStrategy(StrategyMode.SEED, () => seed);

  return (before, { cardId, questionVersion, rating, at, day }) => {
    const midnight = dayNumber(day) * dayMs;
    const card =
      before.state === "new"
        ? createEmptyCard(new Date(midnight))
        : asFsrsCard(before, midnight - elapsedDays(before, day) * dayMs);
    seed = JSON.stringify([cardId, card.reps + 1]);
    const next = engine.next(card, new Date(midnight), grades[rating]).card;
    const memory = {
      ...(questionVersion === undefined ? {} : { questionVersion }),
      stability: next.stability,
      difficulty: next.difficulty,
      reps: next.reps,
      lapses: next.lapses,
      lastReview: at,
      lastDay: day,
    };
    if (next.state !== State.Review) {
      const state = next.state === State.Relearning ? "relearning" : "learning";
      return { state, ...memory, step: next.learning_steps, due: at + next.due.getTime() - midnight };
    }
    const scheduledDays = Math.min(next.scheduled_days, parameters.maximumIntervalDays);
    const dueDay = dayName(dayNumber(day) + scheduledDays);
    return { state: "review", ...memory, scheduledDays, dueDay, due: at + scheduledDays * dayMs };
  };
}

/** The study days since the last review; 0 for a new card, and where the learner has travelled back over the date line. */
export function elapsedDays(schedule: Schedule, day: Day): number {
  return schedule.state === "new" ? 0 : Math.max(0, dayNumber(day) - dayNumber(schedule.lastDay));
}

/**
 * How likely it is that a card is remembered: 0 for a new one, 1 on the day of its review, falling with every 24 hours.
 *
 * FSRS-6 as ts-fsrs has it: (1 + F·t/S)^(−w₂₀) with F = 0.9^(−1/w₂₀) − 1, t the whole times 24 hours since the last
 * review and S the stability, to 8 decimals.
 *
 * @param now - In milliseconds since 1970.
 * @param parameters - Those of the deck. Default `defaultReviewParameters`.
 * @throws {ReviewError} `time-invalid`.
 */
export function retrievability(
  card: ReviewCard,
  now: number,
  parameters: Pick<ReviewParameters, "weights"> = defaultReviewParameters,
): number {
  checkTime(now, "now");
  if (card.state === "new") return 0;
  const days = Math.max(0, Math.floor((now - card.lastReview) / dayMs));
  return forgetting_curve(parameters.weights, days, card.stability);
}

const grades: Readonly<Record<Rating, Grade>> = {
  again: FsrsRating.Again,
  hard: FsrsRating.Hard,
  good: FsrsRating.Good,
  easy: FsrsRating.Easy,
};

const states: Readonly<Record<SeenSchedule["state"], State>> = {
  learning: State.Learning,
  review: State.Review,
  relearning: State.Relearning,
};

function asFsrsCard(schedule: SeenSchedule, lastReview: number): Card {
  return {
    state: states[schedule.state],
    stability: schedule.stability,
    difficulty: schedule.difficulty,
    reps: schedule.reps,
    lapses: schedule.lapses,
    learning_steps: schedule.state === "review" ? 0 : schedule.step,
    scheduled_days: schedule.state === "review" ? schedule.scheduledDays : 0,
    elapsed_days: 0,
    due: new Date(lastReview),
    last_review: new Date(lastReview),
  };
}

/** Days of a deck have been checked when they were read. */
function dayNumber(day: Day): number {
  return parseDay(day) ?? 0;
}
