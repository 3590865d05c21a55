import type { StartedEvent } from "./events.ts";
import { knownQuestion, quizVersion } from "./quiz.ts";
import type { AttemptQuiz } from "./quiz.ts";
import type { Refusal } from "./refusal.ts";
import type { AttemptRules } from "./rules.ts";

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
 */
export function startAttempt(
  quiz: AttemptQuiz,
  { attemptId, learnerId, seed, rules = {}, before = 0 }: AttemptStart,
  now: number,
): { readonly events: readonly [StartedEvent] } | { readonly refused: Refusal } {
  const { maxAttempts = Infinity, opensAt = -Infinity, closesAt = Infinity } = rules;
  if (now < opensAt) return { refused: { code: "not-open", message: "The quiz is not open yet" } };
  if (now >= closesAt) return { refused: { code: "closed", message: "The quiz is closed" } };
  if (before >= maxAttempts) {
    return { refused: { code: "attempts-used-up", message: `All ${maxAttempts} attempts are used up` } };
  }
  return {
    events: [
      {
        type: "started",
        seq: 0,
        at: now,
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
      },
    ],
  };
}
