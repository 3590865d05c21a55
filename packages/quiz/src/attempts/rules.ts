import type { Policy } from "../grading/policies/policy.ts";
import type { AttemptPolicy } from "../grading/tries/attempt-policy.ts";

/** When a learner may see what was right. */
export type ReviewTime =
  /** After each answer that is graded. Only with an attempt policy that grades before the end. */
  | "afterAnswer"
  /** When the attempt is finished. */
  | "afterFinish"
  /** When the attempt is finished and the quiz is closed for everyone. */
  | "afterClose"
  | "never";

/**
 * What an attempt may do. They are written into the log when it starts, so that later changes leave it as it was.
 *
 * Times are milliseconds since 1970 in UTC, durations are milliseconds. What is absent is not limited.
 */
export interface AttemptRules {
  /** What may be answered again. Default `{ type: "deferred" }`. */
  readonly attemptPolicy?: AttemptPolicy | undefined;
  /** How parts add up, for all questions. Default: each question's own. */
  readonly policy?: Policy | undefined;
  /** How long answering may take, without the time that the attempt is paused. */
  readonly timeLimitMs?: number | undefined;
  /** How much later an answer may still arrive. Default 0. */
  readonly graceMs?: number | undefined;
  /** Whether the attempt may be paused, which stops its time. Default: only without a time limit. */
  readonly pausable?: boolean | undefined;
  /** Whether a learner may go back to a question before one that was answered. Default `free`. */
  readonly navigation?: "free" | "sequential" | undefined;
  /** How many attempts a learner has. */
  readonly maxAttempts?: number | undefined;
  /** Before this, no attempt starts. */
  readonly opensAt?: number | undefined;
  /** From then on no attempt starts, and after it none is answered. */
  readonly closesAt?: number | undefined;
  /** Whether options are shuffled by the attempt's seed. Default false. */
  readonly shuffle?: boolean | undefined;
  /** Default `afterFinish`, and `afterAnswer` with an attempt policy that grades before the end. */
  readonly review?: ReviewTime | undefined;
}
