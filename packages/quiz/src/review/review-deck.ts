import { resolveReviewParameters } from "./parameters.ts";
import type { ReviewParameterOptions, ReviewParameters } from "./parameters.ts";
import type { Rating } from "./rating-rules.ts";
import type { Day } from "./days.ts";
import type { ReviewCard, Schedule } from "./review-card.ts";
import { ReviewError } from "./review-error.ts";

/** A review that counts. */
export interface ReviewRecord {
  /** The `seq` of its event. */
  readonly seq: number;
  readonly at: number;
  readonly day: Day;
  readonly cardId: string;
  readonly rating: Rating;
  /** The study days since the review of the card before; 0 for the first. */
  readonly elapsedDays: number;
  /** What the card was before it: undoing the review puts it back. */
  readonly before: Schedule;
}

/**
 * What a log of reviews comes to. Plain JSON, and never changed: folding gives another one.
 *
 * Keep the log; a deck can be made from it at any time, also with other parameters or after the questions have changed.
 */
export interface ReviewDeck {
  readonly parameters: ReviewParameters;
  /** How many events were folded: the `seq` of the next one. */
  readonly version: number;
  /** When the last event was; absent without one. */
  readonly lastAt?: number | undefined;
  /** The questions in their order, then those that only the log knows, in the order of their first event. */
  readonly cards: readonly ReviewCard[];
  /** The reviews that were not undone, in order. */
  readonly reviews: readonly ReviewRecord[];
}

/** What a deck is made of. */
export interface ReviewDeckOptions {
  /** What may be asked, in the order in which new ones are. Only the `id` counts; questions of a quiz fit as they are. */
  readonly questions: readonly { readonly id: string }[];
  readonly parameters?: ReviewParameterOptions | undefined;
}

/**
 * A deck of new cards, before the first event.
 *
 * @throws {ReviewError} `questions-invalid`, `parameters-invalid`.
 */
export function createDeck({ questions, parameters }: ReviewDeckOptions): ReviewDeck {
  const seen = new Set<string>();
  questions.forEach(({ id }, index) => {
    const place = `questions[${index}].id`;
    if (typeof id !== "string" || id === "") throw new ReviewError("questions-invalid", place, "has to be a text");
    if (seen.has(id)) throw new ReviewError("questions-invalid", place, `${JSON.stringify(id)} is there twice`);
    seen.add(id);
  });
  return {
    parameters: resolveReviewParameters(parameters),
    version: 0,
    cards: questions.map(({ id }) => ({ cardId: id, state: "new" })),
    reviews: [],
  };
}
