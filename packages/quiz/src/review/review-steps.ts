import { foldAt } from "./fold-reviews.ts";
import type { Rating } from "./rating-rules.ts";
import type { ReviewCard } from "./review-card.ts";
import type { ReviewDeck } from "./review-deck.ts";
import { ReviewError } from "./review-error.ts";
import type {
  ResetEvent,
  ResumedEvent,
  ReviewedEvent,
  ReviewEvent,
  SuspendedEvent,
  UndoneEvent,
} from "./review-events.ts";
import { studyDay } from "./study-days.ts";
import type { StudyZone } from "./study-days.ts";

/** What happened: the event to append to the log, and the deck after it. */
export interface ReviewStep<Event extends ReviewEvent> {
  readonly event: Event;
  readonly deck: ReviewDeck;
}

/** Which card, and when. */
export interface CardAt {
  readonly cardId: string;
  /** In milliseconds since 1970; not before the deck's last event. */
  readonly at: number;
}

/** A review that is to be noted. */
export interface ReviewInput extends CardAt, StudyZone {
  readonly rating: Rating;
  /** The version of the question that was asked. */
  readonly questionVersion?: string | undefined;
}

/**
 * Notes a review, be the card due or not.
 *
 * @throws {ReviewError} `card-unknown`, `time-invalid`, `time-zone-unknown`, `options-invalid`, `event-order`, or
 * `event-impossible` where the card is suspended.
 *
 * @example
 * const { event, deck: next } = reviewCard(deck, { cardId, rating: "good", at: now, timeZone: "Europe/Berlin" });
 */
export function reviewCard(deck: ReviewDeck, input: ReviewInput): ReviewStep<ReviewedEvent> {
  const { cardId, questionVersion, rating, at } = input;
  cardOf(deck, cardId);
  return step(deck, {
    seq: deck.version,
    at,
    type: "reviewed",
    cardId,
    ...(questionVersion === undefined ? {} : { questionVersion }),
    rating,
    day: studyDay(at, input),
  });
}

/**
 * Takes back the last review: the card and the deck's reviews are exactly as before it.
 *
 * @param input - With `cardId`, the last one of that card.
 * @throws {ReviewError} `event-impossible` where there is none, or the card was reset since.
 */
export function undoReview(
  deck: ReviewDeck,
  { at, cardId }: { readonly at: number; readonly cardId?: string | undefined },
): ReviewStep<UndoneEvent> {
  const last = deck.reviews.findLast((record) => cardId === undefined || record.cardId === cardId);
  if (last === undefined) throw new ReviewError("event-impossible", "deck.reviews", "has no review to undo");
  return step(deck, { seq: deck.version, at, type: "undone", undoes: last.seq });
}

/** Sets a card aside. Throws as `reviewCard` does, and where it is suspended already. */
export function suspendCard(deck: ReviewDeck, { cardId, at }: CardAt): ReviewStep<SuspendedEvent> {
  cardOf(deck, cardId);
  return step(deck, { seq: deck.version, at, type: "suspended", cardId });
}

/** Takes a card back that was set aside, with the schedule that it had. Throws where it is not suspended. */
export function resumeCard(deck: ReviewDeck, { cardId, at }: CardAt): ReviewStep<ResumedEvent> {
  cardOf(deck, cardId);
  return step(deck, { seq: deck.version, at, type: "resumed", cardId });
}

/** Makes a card new, as when its question has become another one. Throws where it is new already. */
export function resetCard(deck: ReviewDeck, { cardId, at }: CardAt): ReviewStep<ResetEvent> {
  cardOf(deck, cardId);
  return step(deck, { seq: deck.version, at, type: "reset", cardId });
}

/**
 * The card of a question.
 *
 * @throws {ReviewError} `card-unknown`.
 */
export function cardOf(deck: ReviewDeck, cardId: string): ReviewCard {
  const card = deck.cards.find((one) => one.cardId === cardId);
  if (card === undefined) throw new ReviewError("card-unknown", "cardId", `no card is ${JSON.stringify(cardId)}`);
  return card;
}

function step<Event extends ReviewEvent>(deck: ReviewDeck, event: Event): ReviewStep<Event> {
  return { event, deck: foldAt(deck, [event], () => "event") };
}
