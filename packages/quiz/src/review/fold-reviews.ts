import { parseReviewEvent } from "./parse-review-event.ts";
import type { ReviewCard, Schedule } from "./review-card.ts";
import type { ReviewDeck, ReviewRecord } from "./review-deck.ts";
import { ReviewError } from "./review-error.ts";
import type { ReviewedEvent, ReviewEvent } from "./review-events.ts";
import { createScheduler, elapsedDays } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * The deck after more events. The one given stays as it is.
 *
 * @param events - What comes after the events that the deck has folded, as read from wherever they are kept. A card that
 * is not among the deck's questions is kept as `unlisted`, so that a log survives the removal of a question.
 * @throws {ReviewError} `event-invalid`, `event-order` or `event-impossible`, with the place: `events[3].rating`.
 */
export function foldReviews(deck: ReviewDeck, events: readonly unknown[]): ReviewDeck {
  return foldAt(deck, events, (index) => `events[${index}]`);
}

/** Folds with other words for the places. */
export function foldAt(deck: ReviewDeck, events: readonly unknown[], placeOf: (index: number) => string): ReviewDeck {
  const state: Folding = {
    schedule: createScheduler(deck.parameters),
    cards: new Map(deck.cards.map((card) => [card.cardId, card])),
    reviews: [...deck.reviews],
  };
  let { version, lastAt } = deck;
  events.forEach((value, index) => {
    const place = placeOf(index);
    const event = parseReviewEvent(value, place);
    if (event.seq !== version) throw new ReviewError("event-order", `${place}.seq`, `has to be ${version}`);
    if (lastAt !== undefined && event.at < lastAt) {
      throw new ReviewError("event-order", `${place}.at`, `is before ${lastAt}, the time of the event before`);
    }
    apply(state, event, place);
    version += 1;
    lastAt = event.at;
  });
  return {
    parameters: deck.parameters,
    version,
    ...(lastAt === undefined ? {} : { lastAt }),
    cards: [...state.cards.values()],
    reviews: state.reviews,
  };
}

interface Folding {
  readonly schedule: Scheduler;
  readonly cards: Map<string, ReviewCard>;
  readonly reviews: ReviewRecord[];
}

function apply(state: Folding, event: ReviewEvent, place: string): void {
  const impossible = (field: string, message: string): ReviewError =>
    new ReviewError("event-impossible", `${place}${field}`, message);
  if (event.type === "undone") {
    undo(state, event.undoes, (message) => impossible(".undoes", message));
    return;
  }
  const card: ReviewCard = state.cards.get(event.cardId) ?? { cardId: event.cardId, unlisted: true, state: "new" };
  switch (event.type) {
    case "reviewed":
      if (card.suspended === true) throw impossible(".cardId", "is suspended and cannot be reviewed");
      review(state, card, event);
      return;
    case "suspended":
      if (card.suspended === true) throw impossible(".cardId", "is suspended already");
      put(state, card, scheduleOf(card), true);
      return;
    case "resumed":
      if (card.suspended !== true) throw impossible(".cardId", "is not suspended");
      put(state, card, scheduleOf(card), undefined);
      return;
    case "reset":
      if (card.state === "new") throw impossible(".cardId", "is new already");
      put(state, card, { state: "new" }, card.suspended);
      return;
  }
}

function review(state: Folding, card: ReviewCard, event: ReviewedEvent): void {
  const { seq, at, day, cardId, rating } = event;
  const before = scheduleOf(card);
  state.reviews.push({ seq, at, day, cardId, rating, elapsedDays: elapsedDays(before, day), before });
  put(state, card, state.schedule(before, event), card.suspended);
}

function undo({ cards, reviews }: Folding, seq: number, impossible: (message: string) => ReviewError): void {
  const index = reviews.findLastIndex((record) => record.seq === seq);
  const record = reviews[index];
  if (record === undefined) throw impossible("is no review that counts");
  const { cardId, before } = record;
  const card = cards.get(cardId);
  if (card === undefined || reviews.findLastIndex((later) => later.cardId === cardId) !== index) {
    throw impossible("is not the last review of its card");
  }
  if (card.state === "new") throw impossible("is of a card that was reset since");
  reviews.splice(index, 1);
  put({ cards }, card, before, card.suspended);
}

/** Writes a card with its fields always in the same order. One that would be as if never heard of is left out. */
function put(
  { cards }: Pick<Folding, "cards">,
  { cardId, unlisted }: ReviewCard,
  schedule: Schedule,
  suspended: true | undefined,
): void {
  if (unlisted === true && suspended !== true && schedule.state === "new") {
    cards.delete(cardId);
    return;
  }
  cards.set(cardId, {
    cardId,
    ...(suspended === true ? { suspended } : {}),
    ...(unlisted === true ? { unlisted } : {}),
    ...schedule,
  });
}

function scheduleOf(card: ReviewCard): Schedule {
  const { cardId: _, suspended: __, unlisted: ___, ...schedule } = card;
  return schedule;
}
