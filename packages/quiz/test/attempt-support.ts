import { decide, foldAttempt, startAttempt } from "@mlops/quiz/attempts";
import type {
  AttemptCommand,
  AttemptEvent,
  AttemptQuestion,
  AttemptQuiz,
  AttemptRules,
  AttemptState,
  Decision,
} from "@mlops/quiz/attempts";
import type { ScoringPolicy } from "@mlops/schema";

interface Written {
  readonly version?: string;
  readonly points?: number;
  readonly hints?: number;
  readonly scoring?: ScoringPolicy;
}

const common = (id: string, { version = "v1", points = 1, hints = 0, scoring }: Written) => ({
  id,
  version,
  points,
  hints: Array.from({ length: hints }, (_, index) => `hint ${index}`),
  ...(scoring === undefined ? {} : { scoring }),
});

/** A choice between options, the first of which is right. */
export function choice(
  id: string,
  options: readonly string[] = ["a", "b", "c"],
  written: Written = {},
): AttemptQuestion {
  const [correct = ""] = options;
  return { type: "choice", ...common(id, written), options: options.map((one) => ({ id: one })), key: { correct } };
}

/** A question with several options, those in `correct` right. */
export function multi(
  id: string,
  correct: readonly string[] = ["a", "b"],
  { options = ["a", "b", "c"], ...written }: Written & { readonly options?: readonly string[] } = {},
): AttemptQuestion {
  const key = { correct: [...correct] };
  return { type: "multi", ...common(id, written), options: options.map((one) => ({ id: one })), key };
}

export function order(id: string, items: readonly string[] = ["a", "b", "c"], written: Written = {}): AttemptQuestion {
  return { type: "order", ...common(id, written), key: { order: [...items] } };
}

export function essay(id: string, written: Written = {}): AttemptQuestion {
  return { type: "essay", ...common(id, written), key: {} };
}

export function quizOf(...questions: readonly AttemptQuestion[]): AttemptQuiz {
  return { id: "quiz", questions };
}

export const learner = { attemptId: "attempt", learnerId: "learner", seed: "seed" } as const;

/** The log of an attempt that has just been started. */
export function startedLog(quiz: AttemptQuiz, rules: AttemptRules = {}, now = 0): AttemptEvent[] {
  const started = startAttempt(quiz, { ...learner, rules }, now);
  if ("refused" in started) throw new Error(`The attempt does not start: ${started.refused.code}`);
  return [...started.events];
}

/** Where an attempt stands whose log has to be right. */
export function stateOf(log: readonly AttemptEvent[]): AttemptState {
  const folded = foldAttempt(log);
  if ("fault" in folded) throw new Error(`Event ${folded.fault.index} is refused: ${folded.fault.message}`);
  return folded.state;
}

/** An attempt that goes on from command to command, with a log that is folded after each. */
export interface Walk {
  log(): readonly AttemptEvent[];
  state(): AttemptState;
  /** Does what is asked; by the quiz as it is now, where it was changed. */
  run(command: AttemptCommand, now?: number, quiz?: AttemptQuiz): Decision;
  answer(questionId: string, response: unknown, certainty?: 1 | 2 | 3): Decision;
  /** Answers and hands in. */
  submit(questionId: string, response: unknown, certainty?: 1 | 2 | 3): Decision;
}

export function walk(quiz: AttemptQuiz, rules: AttemptRules = {}): Walk {
  const log = startedLog(quiz, rules);
  const run: Walk["run"] = (command, now = 0, current = quiz) => {
    const decision = decide(current, stateOf(log), command, now);
    log.push(...decision.events);
    stateOf(log);
    return decision;
  };
  const answer: Walk["answer"] = (questionId, response, certainty) =>
    run({ type: "answer", questionId, response, certainty });
  return {
    log: () => log,
    state: () => stateOf(log),
    run,
    answer,
    submit: (questionId, response, certainty) => {
      const { refused } = answer(questionId, response, certainty);
      return refused === undefined ? run({ type: "submit", questionId }) : { events: [], refused };
    },
  };
}

/** What a decision comes to, in short: the types of its events, then why it was refused. */
export function shortOf({ events, refused }: Decision): string {
  return [...events.map(({ type }) => type), ...(refused === undefined ? [] : [`refused: ${refused.code}`])].join(", ");
}

/** The same value, in which nothing can be changed any more. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
