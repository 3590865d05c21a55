import { checkTime, checkWhole } from "./checks.ts";
import { dayName } from "./days.ts";
import type { Day } from "./days.ts";
import type { LearntCard, NewCard, ReviewCard, StepCard } from "./review-card.ts";
import type { ReviewDeck } from "./review-deck.ts";
import { retrievability } from "./scheduler.ts";
import { createStudyDays } from "./study-days.ts";
import type { StudyZone } from "./study-days.ts";

/** How much a day may bring. What is absent is not limited. */
export interface DailyLimits {
  /** How many cards that were learnt may be reviewed, those that were already reviewed today included. */
  readonly reviewsPerDay?: number | undefined;
  /** How many new cards may be begun, those that were already begun today included. */
  readonly newPerDay?: number | undefined;
}

/** When, where, and how much. */
export interface DueOptions extends StudyZone {
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly limits?: DailyLimits | undefined;
}

/** What is to be asked now. */
export interface DueQueue {
  /** The study day. */
  readonly day: Day;
  /**
   * In the order to ask them: cards on a learning or relearning step by the time at which they were due, never limited;
   * learnt cards by the day on which they are due, then the least likely to be remembered first; new cards in the order
   * of the questions. Ties go by id.
   */
  readonly cards: readonly ReviewCard[];
  /** How many more there would be without limits. */
  readonly held: { readonly reviews: number; readonly new: number };
  /** When the next card on a step is due, in milliseconds since 1970; absent where none waits. */
  readonly nextStepAt?: number | undefined;
}

/**
 * The cards to ask now. Suspended and unlisted ones are left out.
 *
 * @throws {ReviewError} `time-invalid`, `time-zone-unknown`, `options-invalid`.
 *
 * @example
 * dueCards(deck, { now, timeZone: "Europe/Berlin", limits: { reviewsPerDay: 100, newPerDay: 10 } }).cards;
 */
export function dueCards(deck: ReviewDeck, { now, limits = {}, ...zone }: DueOptions): DueQueue {
  checkTime(now, "now");
  const reviewsPerDay = checkedLimit(limits.reviewsPerDay, "limits.reviewsPerDay");
  const newPerDay = checkedLimit(limits.newPerDay, "limits.newPerDay");
  const day = dayName(createStudyDays(zone).dayAt(now));

  const { steps, learnt, fresh } = sortOut(deck);
  const reviews = learnt
    .filter(({ dueDay }) => dueDay <= day)
    .map((card) => ({ card, chance: retrievability(card, now, deck.parameters) }))
    .toSorted(
      (one, other) =>
        compare(one.card.dueDay, other.card.dueDay) ||
        one.chance - other.chance ||
        compare(one.card.cardId, other.card.cardId),
    )
    .map(({ card }) => card);
  const reviewsLeft = left(reviewsPerDay, countToday(deck, day, "review"));
  const newLeft = left(newPerDay, countToday(deck, day, "new"));
  const waiting = steps.filter(({ due }) => due > now).map(({ due }) => due);
  return {
    day,
    cards: [
      ...steps
        .filter(({ due }) => due <= now)
        .toSorted((one, other) => one.due - other.due || compare(one.cardId, other.cardId)),
      ...reviews.slice(0, reviewsLeft),
      ...fresh.slice(0, newLeft),
    ],
    held: { reviews: Math.max(0, reviews.length - reviewsLeft), new: Math.max(0, fresh.length - newLeft) },
    ...(waiting.length === 0 ? {} : { nextStepAt: waiting.reduce((one, other) => Math.min(one, other)) }),
  };
}

/** The cards that may be asked, by how they wait. */
export function sortOut(deck: ReviewDeck): { steps: StepCard[]; learnt: LearntCard[]; fresh: NewCard[] } {
  const steps: StepCard[] = [];
  const learnt: LearntCard[] = [];
  const fresh: NewCard[] = [];
  for (const card of deck.cards) {
    if (card.suspended === true || card.unlisted === true) continue;
    if (card.state === "new") fresh.push(card);
    else if (card.state === "review") learnt.push(card);
    else steps.push(card);
  }
  return { steps, learnt, fresh };
}

/** How many cards that were in a state have been reviewed on a day. */
function countToday({ reviews }: ReviewDeck, day: Day, state: "new" | "review"): number {
  return reviews.filter((record) => record.day === day && record.before.state === state).length;
}

function checkedLimit(limit: number | undefined, place: string): number {
  if (limit === undefined) return Infinity;
  checkWhole(limit, 0, Number.MAX_SAFE_INTEGER, place, "options-invalid");
  return limit;
}

function left(limit: number, done: number): number {
  return Math.max(0, limit - done);
}

/** By code units, the same everywhere. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
