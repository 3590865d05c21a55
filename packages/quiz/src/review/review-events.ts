import type { Day } from "./days.ts";
import type { Rating } from "./rating-rules.ts";

interface Logged {
  /** The place in the log, from 0 without gaps. */
  readonly seq: number;
  /** When, in milliseconds since 1970 in UTC; never before the event before. */
  readonly at: number;
}

/** A card was reviewed. */
export interface ReviewedEvent extends Logged {
  readonly type: "reviewed";
  /** The `id` of the question. */
  readonly cardId: string;
  /** The version of the question that was asked. */
  readonly questionVersion?: string | undefined;
  readonly rating: Rating;
  /**
   * The study day of the learner. It is part of the log, so that it stays as it was when the learner travels, when
   * another hour begins the day, and when a country changes its clocks.
   */
  readonly day: Day;
}

/** A review was taken back. */
export interface UndoneEvent extends Logged {
  readonly type: "undone";
  /** The `seq` of the review: the last one of its card that counts, with no reset since. */
  readonly undoes: number;
}

/** A card is not to be asked for now. */
export interface SuspendedEvent extends Logged {
  readonly type: "suspended";
  readonly cardId: string;
}

/** A suspended card may be asked again. */
export interface ResumedEvent extends Logged {
  readonly type: "resumed";
  readonly cardId: string;
}

/** A card is new again. Its reviews stay in the log and in the day's limits. */
export interface ResetEvent extends Logged {
  readonly type: "reset";
  readonly cardId: string;
}

/** What can happen to a deck: a union discriminated by `type`. Plain JSON. */
export type ReviewEvent = ReviewedEvent | UndoneEvent | SuspendedEvent | ResumedEvent | ResetEvent;
