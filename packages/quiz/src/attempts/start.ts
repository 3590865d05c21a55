import type { StartedEvent } from "./events.ts";
import { mismatchOf } from "./parse-log.ts";
import { knownQuestion, quizVersion } from "./quiz.ts";
import type { AttemptQuiz } from "./quiz.ts";
import type { Refusal } from "./refusal.ts";
import type { AttemptRules } from "./rules.ts";
import { instantOf } from "./timing.ts";

/** Who starts what. */
export interface AttemptStart {
  readonly attemptId: string;
  readonly learnerId: string;
  /** Decides how options are shuffled: any text, chosen anew for each attempt. */
  readonly seed: string;
  readonly rules?: AttemptRules | undefined;
  /** How many attempts at this quiz the learner has started before. Default 0. */
  readonly before?: number | undefined;
}

/**
 * The first event of an attempt, or why there cannot be one.
 *
 * @param now - In milliseconds since 1970, by the clock of who keeps the log.
 * @throws RangeError when no log could hold it: an id is empty or longer than 128 characters, a question is there twice,
 * there are more than 1,000, a rule is out of its range, or `now` is no time.
 */
export function startAttempt(
  quiz: AttemptQuiz,
  { attemptId, learnerId, seed, rules = {}, before = 0 }: AttemptStart,
  now: number,
): { readonly events: readonly [StartedEvent] } | { readonly refused: Refusal } {
  const at = instantOf(now, 0);
  const { maxAttempts = Infinity, opensAt = -Infinity, closesAt = Infinity } = rules;
  if (at < opensAt) return { refused: { code: "not-open", message: "The quiz is not open yet" } };
  if (at >= closesAt) return { refused: { code: "closed", message: "The quiz is closed" } };
  if (before >= maxAttempts) {
    return { refused: { code: "attempts-used-up", message: `All ${maxAttempts} attempts are used up` } };
  }
  const started: StartedEvent = {
    type: "started",
    seq: 0,
    at,
    attemptId,
    quizId: quiz.id,
    quizVersion: quizVersion(quiz),
    learnerId,
    number: before + 1,
    seed,
    rules,
    questions: quiz.questions.map((question) => {
      const { id, version } = knownQuestion(question);
      return { id, version };
    }),
  };
  const mismatch = mismatchOf(started);
  if (mismatch !== undefined) throw new RangeError(`The attempt cannot start: ${mismatch}`);
  return { events: [started] };
}
