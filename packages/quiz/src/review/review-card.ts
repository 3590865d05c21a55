import type { Day } from "./days.ts";

/** The schedule of a card that was not reviewed yet, or was reset. */
export interface NewSchedule {
  readonly state: "new";
}

interface Memory {
  /** The version of the question that was last reviewed, where the event said. */
  readonly questionVersion?: string | undefined;
  /** The days after which 9 of 10 such cards are remembered. */
  readonly stability: number;
  /** From 1 to 10. */
  readonly difficulty: number;
  /** How many reviews count. */
  readonly reps: number;
  /** How often it was forgotten after it had been learnt. */
  readonly lapses: number;
  /** When it was last reviewed, in milliseconds since 1970. */
  readonly lastReview: number;
  /** The study day of that. */
  readonly lastDay: Day;
}

/** The schedule of a card that comes again within the day: one that is learnt, or learnt again after it was forgotten. */
export interface StepSchedule extends Memory {
  readonly state: "learning" | "relearning";
  /** The step it is on, from 0. */
  readonly step: number;
  /** When it is due, in milliseconds since 1970. */
  readonly due: number;
}

/** The schedule of a card that comes again on another day. */
export interface LearntSchedule extends Memory {
  readonly state: "review";
  /** The days from the last review to the next. */
  readonly scheduledDays: number;
  /** The study day on which it is due. */
  readonly dueDay: Day;
  /** So many times 24 hours after the last review, in milliseconds since 1970. What counts is `dueDay`. */
  readonly due: number;
}

/** The schedule of a card that was reviewed. */
export type SeenSchedule = StepSchedule | LearntSchedule;
/** When a card is to be asked: a union discriminated by `state`. */
export type Schedule = NewSchedule | SeenSchedule;

interface Named {
  /** The `id` of the question. */
  readonly cardId: string;
  /** Not to be asked for now. */
  readonly suspended?: true | undefined;
  /** The log knows it, and the questions that the deck was made of do not have it. It is not asked. */
  readonly unlisted?: true | undefined;
}

/** A card that was not reviewed yet, or was reset. */
export type NewCard = Named & NewSchedule;
/** A card that comes again within the day. */
export type StepCard = Named & StepSchedule;
/** A card that comes again on another day. */
export type LearntCard = Named & LearntSchedule;
/** A question and what is known about the memory of it: a union discriminated by `state`. Plain JSON. */
export type ReviewCard = NewCard | StepCard | LearntCard;
