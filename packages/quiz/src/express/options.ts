import type { IncomingMessage } from "node:http";
import type { AttemptRules } from "../attempts/rules.ts";
import type { AttemptStore } from "../stores/attempt-store.ts";
import type { QuizSource } from "./quiz-source.ts";

/** What `quizApi` works with. */
export interface QuizApiOptions {
  /** The quizzes, with their keys. Asked with every request, so that a mended key counts at once. */
  readonly quizzes: QuizSource;
  /** Where the logs of attempts are. */
  readonly store: AttemptStore;
  /**
   * Who is asking: the learner's stable name, of 1 to 128 characters, or `null` for nobody, who gets 401. There is no
   * default: who is asking must never be what the request itself claims.
   */
  readonly learner: (request: IncomingMessage) => string | null | Promise<string | null>;
  /** Whether who is asking may read, grade and regrade attempts of everybody. Default: nobody. */
  readonly isGrader?: ((request: IncomingMessage) => boolean | Promise<boolean>) | undefined;
  /** What attempts at a quiz may do, for those that start from now on. Default: no limits, graded at the end. */
  readonly rules?:
    | AttemptRules
    | ((quizId: string, learnerId: string) => AttemptRules | Promise<AttemptRules>)
    | undefined;
  /** The time, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** A name that nobody can guess, for attempts and seeds. Default `crypto.randomUUID`. */
  readonly newId?: (() => string) | undefined;
  /** The longest body of a request in bytes. Default 400,000, above the longest answer that is read. */
  readonly bodyBytes?: number | undefined;
  /** Told of faults that are not the client's; the client learns nothing of them. Default: nobody is told. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** {@link QuizApiOptions} with everything said. */
export interface QuizApiContext {
  readonly quizzes: QuizSource;
  readonly store: AttemptStore;
  readonly learner: QuizApiOptions["learner"];
  readonly isGrader: (request: IncomingMessage) => boolean | Promise<boolean>;
  readonly rules: (quizId: string, learnerId: string) => AttemptRules | Promise<AttemptRules>;
  readonly now: () => number;
  readonly newId: () => string;
}
