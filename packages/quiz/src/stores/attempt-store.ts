import type { AttemptEvent } from "../attempts/events.ts";

/** One attempt in a list: what its log says without being folded. */
export interface AttemptSummary {
  readonly attemptId: string;
  readonly quizId: string;
  readonly learnerId: string;
  /** Which attempt of the learner at this quiz it is, from 1. */
  readonly number: number;
  /** When it started, in milliseconds since 1970 in UTC. */
  readonly startedAt: number;
  /** How many events its log has. */
  readonly version: number;
  /** Whether its log has a `finished` event. */
  readonly isFinished: boolean;
}

/** Which attempts to list. All that is given has to fit. */
export interface AttemptFilter {
  readonly learnerId?: string | undefined;
  readonly quizId?: string | undefined;
}

/** What appending came to: a union discriminated by `type`. */
export type AppendResult =
  | { readonly type: "appended"; /** How many events the log has now. */ readonly version: number }
  /**
   * The log has another length than expected: somebody else was faster. Nothing was written. When `version`, the length
   * that it has, is 0 as expected, another attempt has the same learner, quiz and number.
   */
  | { readonly type: "conflict"; readonly version: number };

/**
 * Keeps the logs of attempts. Small enough to be written for any database: one table of events with the primary key
 * `(attempt, seq)`, and one of attempts with a unique key `(learner, quiz, number)`, are all it takes. As SQL they stand in
 * src/stores/sqlite/schema.ts; test/store-contract.ts tries all that is promised here on any store.
 *
 * Every method may fail with a `StoreError`. What `append` has confirmed survives a crash, unless the store is one in
 * memory. What it has not confirmed, because it failed or the program ended, was written whole or not at all: `load`
 * tells. Events come back as JSON has them, and share nothing with what was given or is stored.
 */
export interface AttemptStore {
  /**
   * The events of an attempt in order; empty when there is no such attempt. Gives a whole log or fails with `corrupt`,
   * naming the attempt and the event.
   */
  load(attemptId: string): Promise<readonly AttemptEvent[]>;
  /**
   * Adds events to a log, all of them or none. No events are added to any log that has the expected length.
   *
   * Fails with `events-invalid`, before it looks what is stored, when they do not have the form of events, when the
   * first of a log and no other is not `started`, when that one is of another attempt, when their `seq` does not go on
   * from `expectedVersion`, when an id has half a surrogate pair in it, or when the log would have more than
   * `logLimits.events`. Whether the attempt allows them, `decide` and `foldAttempt` say.
   *
   * @param expectedVersion - How many events the log has, 0 for a new attempt, whose first event is `started`. When
   * there is already another attempt with the same learner, quiz and number, that is a conflict as well.
   */
  append(attemptId: string, expectedVersion: number, events: readonly AttemptEvent[]): Promise<AppendResult>;
  /** The attempts that fit, the oldest first: by start, then by id, compared as JavaScript compares texts. */
  list(filter: AttemptFilter): Promise<readonly AttemptSummary[]>;
  /**
   * Finishes what is under way and lets go of what is held. Using the store afterwards fails with `unavailable`; closing
   * it again does nothing.
   */
  close(): Promise<void>;
}

/** Why a store failed. */
export type StoreErrorCode =
  /** There is no room left. Nothing was written. */
  | "quota-exceeded"
  /** What is stored is not a log of attempts; the error says where. */
  | "corrupt"
  /** The events cannot be stored: they are none, not of one attempt, or their `seq` does not go on from the log. */
  | "events-invalid"
  /** The store is of a later version than this program. */
  | "version-unknown"
  /** The store was closed, or what it is in is gone, locked or out of order; `cause` has what the database said. */
  | "unavailable";

/** A failure of a store. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  /** Stable, to be compared. */
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
