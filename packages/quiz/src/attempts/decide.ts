import type { JsonValue } from "@mlops/schema";
import { round } from "../grading/fraction.ts";
import { gradable, kindOf } from "../grading/kind-of.ts";
import { gradeWith, policyOf } from "../grading/grade.ts";
import type { Certainty, InvalidReason } from "../grading/grade-result.ts";
import { clip, json, name, words } from "./check.ts";
import type { AttemptEvent } from "./events.ts";
import { logLimits } from "./log-limits.ts";
import { findQuestion, quizVersion } from "./quiz.ts";
import type { AttemptQuiz, KnownQuestion } from "./quiz.ts";
import type { Refusal, RefusalCode } from "./refusal.ts";
import { gradeQuestion, scoreAttempt, scoreByHand } from "./score.ts";
import type { AttemptState, QuestionState } from "./state.ts";
import { instantOf, isOverdue, isPausable } from "./timing.ts";

/** What a learner, or a teacher, wants to happen: a union discriminated by `type`. */
export type AttemptCommand =
  /** Gives, changes or, with `null`, takes back an answer. */
  | {
      readonly type: "answer";
      readonly questionId: string;
      /** The version that the learner saw. Default: the one that the quiz has now. */
      readonly questionVersion?: string | undefined;
      /** As it came from outside. */
      readonly response: unknown;
      readonly certainty?: Certainty | undefined;
    }
  /** Hands in the answer to one question as a try. */
  | { readonly type: "submit"; readonly questionId: string }
  | { readonly type: "showHint"; readonly questionId: string }
  | { readonly type: "flag"; readonly questionId: string; readonly flagged: boolean }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Hands in everything. */
  | { readonly type: "finish" }
  /** Ends the attempt when its time is up, and does nothing before. */
  | { readonly type: "expire" }
  /** A person's points for one question of a finished attempt. The other questions keep what they earned. */
  | {
      readonly type: "gradeManually";
      readonly questionId: string;
      /** From `min` to `max` of the question in the score. */
      readonly points: number;
      /** Who: 1 to 128 characters. */
      readonly by: string;
      /** At most 10,000 characters. */
      readonly comment?: string | undefined;
    };

/** What comes of a command. */
export interface Decision {
  /** To be appended to the log together; also with a refusal, when the time was up. */
  readonly events: readonly AttemptEvent[];
  readonly refused?: Refusal | undefined;
}

/** An event before it has its place in the log. */
type Draft = AttemptEvent extends infer Event
  ? Event extends AttemptEvent
    ? Omit<Event, "seq" | "at">
    : never
  : never;

/**
 * What comes of a command where an attempt stands. Pure: append the events to the log, and fold them into the state.
 *
 * @param quiz - As it is now, with its keys.
 * @param now - In milliseconds since 1970, by the clock of who keeps the log; a learner's clock is never asked.
 * @throws QuizError when a question, its key or a policy is at fault.
 * @throws RangeError when the attempt is at another quiz, `now` is no time, or `by` or `comment` is too long.
 */
export function decide(quiz: AttemptQuiz, state: AttemptState, command: AttemptCommand, now: number): Decision {
  if (quiz.id !== state.quizId) throw new RangeError(`Expected the quiz ${state.quizId}, received ${quiz.id}`);
  const at = instantOf(now, state.lastAt);
  const events = (...drafts: readonly Draft[]): AttemptEvent[] =>
    drafts.map((draft, index): AttemptEvent => ({ ...draft, seq: state.version + index, at }));

  const isEnding = command.type === "finish" || command.type === "expire";
  const isOpen = state.phase === "inProgress" || state.phase === "paused";
  if (isOpen && isOverdue(state, at)) {
    const ended = events({ type: "timedOut" }, finished(quiz, state));
    return isEnding ? { events: ended } : { events: ended, ...refuse("time-up", "The time is up") };
  }
  if (state.phase === "submitted") {
    // A crash after handing in and before grading; nothing of the attempt can change any more.
    const ended = events(finished(quiz, state));
    return isEnding ? { events: ended } : { events: ended, ...refuse("finished", "The attempt is handed in") };
  }
  if (command.type === "expire") return { events: [] };
  if (command.type === "gradeManually") return gradeManually(quiz, state, command, events);
  // Handing in twice is handing in once.
  if (state.phase === "finished") {
    return command.type === "finish" ? { events: [] } : none(refuse("finished", "The attempt is handed in"));
  }
  if (command.type === "resume") {
    return state.phase === "paused"
      ? { events: events({ type: "resumed" }) }
      : none(refuse("not-paused", "The attempt is not paused"));
  }
  if (state.phase === "paused") return none(refuse("paused", "The attempt is paused"));
  switch (command.type) {
    case "pause":
      return isPausable(state.rules) && !isFull(state)
        ? { events: events({ type: "paused" }) }
        : none(refuse("not-pausable", "The attempt cannot be paused"));
    case "finish":
      return { events: events({ type: "submitted", questionId: null }, finished(quiz, state)) };
    case "answer":
    case "submit":
    case "showHint":
    case "flag": {
      const place = state.questions.findIndex(({ questionId }) => questionId === command.questionId);
      const asked = state.questions[place];
      const known = findQuestion(quiz, command.questionId);
      if (asked === undefined || known === undefined) return none(unknown(command.questionId));
      if (isFull(state)) return none(refuse("question-locked", "The log of the attempt is full"));
      if (command.type === "flag") {
        return { events: events({ type: "flagged", questionId: command.questionId, flagged: command.flagged }) };
      }
      if (state.rules.navigation === "sequential" && place < state.furthest) {
        return none(refuse("no-way-back", "A later question was answered"));
      }
      const decided = aboutQuestion(known, asked, state, command);
      return "refused" in decided ? { events: [], refused: decided.refused } : { events: events(decided) };
    }
  }
}

/** How many events are kept free for ending an attempt and grading it. */
const reserve = 1_000;

function isFull({ version }: AttemptState): boolean {
  return version >= logLimits.events - reserve;
}

function finished(quiz: AttemptQuiz, state: AttemptState): Draft {
  return { type: "finished", quizVersion: quizVersion(quiz), ...scoreAttempt(quiz, state) };
}

/** What an answer may lack while it is being worked on. */
const unready: ReadonlySet<InvalidReason> = new Set(["unanswered", "incomplete", "not-a-number", "unknown-unit"]);

type QuestionCommand = Extract<AttemptCommand, { type: "answer" | "submit" | "showHint" }>;

function aboutQuestion(
  known: KnownQuestion,
  state: QuestionState,
  { rules }: AttemptState,
  command: QuestionCommand,
): Draft | { refused: Refusal } {
  const { questionId } = command;
  const attemptPolicy = rules.attemptPolicy ?? { type: "deferred" };
  // Where nothing limits them, tries need not be counted, however many there are.
  const isLimited = attemptPolicy.type === "immediate" || attemptPolicy.type === "interactive";
  const { used, left } = isLimited ? gradeQuestion({ known, tries: state.tries }, rules) : { used: 0, left: null };
  if (left === 0) return refuse("question-locked", "The question takes no more answers");
  if (command.type === "showHint") {
    if (state.hintsShown >= known.hints) return refuse("no-hint-left", "There is no further hint");
    if (attemptPolicy.type === "interactive" && state.hintsShown >= used) {
      return refuse("hint-not-yet", "The next hint comes after the next try");
    }
    return { type: "hintShown", questionId, index: state.hintsShown };
  }
  const question = gradable(known.question);
  if (command.type === "answer") {
    const { response: received = null, certainty, questionVersion = known.version } = command;
    if (questionVersion !== known.version) {
      return refuse(
        "question-changed",
        `Expected an answer to version ${known.version}, received one to ${clip(questionVersion)}`,
      );
    }
    const response = copyOf(received);
    if (response === undefined || ![undefined, 1, 2, 3].includes(certainty)) return unfit("malformed");
    const { reason } = gradeWith(question, kindOf(question), policyOf(question, rules.policy), response);
    if (reason !== undefined && !unready.has(reason)) return unfit(reason);
    return {
      type: "answered",
      questionId,
      questionVersion,
      response,
      ...(certainty === undefined ? {} : { certainty }),
    };
  }
  if (attemptPolicy.type === "deferred") return refuse("not-one-by-one", "Everything is handed in together");
  if (state.answer === null) return unfit("unanswered");
  if (!state.isChanged) return refuse("answer-unchanged", "The answer was handed in already");
  const { reason } = gradeWith(question, kindOf(question), policyOf(question, rules.policy), state.answer.response);
  return reason === undefined ? { type: "submitted", questionId } : unfit(reason);
}

/** A value of JSON that nobody else holds: the log must not change when the caller's does; `undefined` for any other. */
function copyOf(value: unknown): JsonValue | undefined {
  try {
    if (!isJson(value)) return undefined;
    const copy: unknown = JSON.parse(JSON.stringify(value));
    return isJson(copy) ? copy : undefined;
  } catch {
    // A getter or a proxy that throws: nothing that JSON brings.
    return undefined;
  }
}

function isJson(value: unknown): value is JsonValue {
  return json(value, "") === undefined;
}

function gradeManually(
  quiz: AttemptQuiz,
  state: AttemptState,
  { questionId, points, by, comment }: Extract<AttemptCommand, { type: "gradeManually" }>,
  events: (draft: Draft) => AttemptEvent[],
): Decision {
  const wrong = name(by, "by") ?? (comment === undefined ? undefined : words(comment, "comment"));
  if (wrong !== undefined) throw new RangeError(`Expected ${wrong.expected} for ${wrong.path}`);
  if (state.score === null) return none(refuse("not-finished", "The attempt is not finished"));
  if (state.version >= logLimits.events) return none(refuse("finished", "The log of the attempt is full"));
  const known = findQuestion(quiz, questionId);
  const graded = state.score.questions.find((one) => one.questionId === questionId);
  if (known === undefined || graded === undefined) return none(unknown(questionId));
  if (!(points >= graded.min && points <= graded.max)) {
    return none(
      refuse("points-out-of-range", `Expected points from ${graded.min} to ${graded.max}, received ${points}`),
    );
  }
  const score = scoreByHand(state.score, known, points, quiz.pass);
  const manual = { points: round(points), by, ...(comment === undefined ? {} : { comment }) };
  return { events: events({ type: "manuallyGraded", questionId, ...manual, score }) };
}

function none(refused: { refused: Refusal }): Decision {
  return { events: [], ...refused };
}

function refuse(code: RefusalCode, message: string): { refused: Refusal } {
  return { refused: { code, message } };
}

function unknown(questionId: string): { refused: Refusal } {
  return refuse("question-unknown", `There is no question ${JSON.stringify(clip(questionId))}`);
}

function unfit(reason: InvalidReason): { refused: Refusal } {
  return { refused: { code: "answer-invalid", message: `The answer cannot be graded: ${reason}`, reason } };
}
