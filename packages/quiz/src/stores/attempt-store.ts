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
  /** The log has another length than expected: somebody else was faster. Nothing was written. */
  | { readonly type: "conflict"; readonly version: number };

/**
 * Keeps the logs of attempts. Small enough to be written for any database: one table of events with the primary key
 * `(attempt, seq)`, and one of attempts with a unique key `(learner, quiz, number)`, are all it takes.
 *
 * Every method may fail with a `StoreError`. What `append` has confirmed survives a crash.
 */
export interface AttemptStore {
  /** The events of an attempt in order; empty when there is no such attempt. */
  load(attemptId: string): Promise<readonly AttemptEvent[]>;
  /**
   * Adds events to a log, all of them or none.
   *
   * @param expectedVersion - How many events the log has, 0 for a new attempt, whose first event is `started`. When
   * there is already another attempt with the same learner, quiz and number, that is a conflict as well.
   */
  append(attemptId: string, expectedVersion: number, events: readonly AttemptEvent[]): Promise<AppendResult>;
  /** The attempts that fit, the oldest first: by start, then by id. */
  list(filter: AttemptFilter): Promise<readonly AttemptSummary[]>;
  /** Ends what is under way and lets go of what is held. Using the store afterwards fails. */
  close(): Promise<void>;
}

/** Why a store failed. */
export type StoreErrorCode =
  /** There is no room left. Nothing was written. */
  | "quota-exceeded"
  /** What is stored is not a log of attempts; the error says where. */
  | "corrupt"
  /** The events cannot be stored: they are not of one attempt, or their `seq` does not go on from the log. */
  | "events-invalid"
  /** The store is of a later version than this program. */
  | "version-unknown"
  /** The store was closed, or what it is in is gone or locked. */
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
