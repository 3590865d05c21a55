import type { JsonValue } from "@mlops/schema";
import { gradable, kindOf } from "../grading/kind-of.ts";
import { gradeWith, policyOf } from "../grading/grade.ts";
import type { Certainty, InvalidReason } from "../grading/grade-result.ts";
import { alignAttempt } from "./align.ts";
import type { AlignedQuestion } from "./align.ts";
import { json } from "./check.ts";
import type { AttemptEvent } from "./events.ts";
import { quizVersion } from "./quiz.ts";
import type { AttemptQuiz } from "./quiz.ts";
import type { Refusal, RefusalCode } from "./refusal.ts";
import { gradeQuestion, scoreAttempt } from "./score.ts";
import type { AttemptState } from "./state.ts";
import { isOverdue } from "./timing.ts";

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
  /** A person's points for one question. */
  | {
      readonly type: "gradeManually";
      readonly questionId: string;
      readonly points: number;
      readonly by: string;
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
 */
export function decide(quiz: AttemptQuiz, state: AttemptState, command: AttemptCommand, now: number): Decision {
  // A clock that was set back must not stop the log.
  const at = Math.max(now, state.lastAt);
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
    case "pause": {
      const { pausable = state.rules.timeLimitMs === undefined } = state.rules;
      return pausable
        ? { events: events({ type: "paused" }) }
        : none(refuse("not-pausable", "The attempt cannot be paused"));
    }
    case "finish":
      return { events: events({ type: "submitted", questionId: null }, finished(quiz, state)) };
    case "answer":
    case "submit":
    case "showHint":
    case "flag": {
      const place = state.questions.findIndex(({ questionId }) => questionId === command.questionId);
      const aligned = alignAttempt(quiz, state).questions.find(({ known }) => known.id === command.questionId);
      if (place < 0 || aligned === undefined) {
        return none(refuse("question-unknown", `There is no question ${JSON.stringify(command.questionId)}`));
      }
      if (command.type === "flag") {
        return { events: events({ type: "flagged", questionId: command.questionId, flagged: command.flagged }) };
      }
      if (state.rules.navigation === "sequential" && place < state.furthest) {
        return none(refuse("no-way-back", "A later question was answered"));
      }
      const decided = aboutQuestion(aligned, state, command);
      return "refused" in decided ? { events: [], refused: decided.refused } : { events: events(decided) };
    }
  }
}

function finished(quiz: AttemptQuiz, state: AttemptState): Draft {
  return { type: "finished", quizVersion: quizVersion(quiz), ...scoreAttempt(quiz, state) };
}

/** What an answer may lack while it is being worked on. */
const unready: ReadonlySet<InvalidReason> = new Set(["unanswered", "incomplete", "not-a-number", "unknown-unit"]);

type QuestionCommand = Extract<AttemptCommand, { type: "answer" | "submit" | "showHint" }>;

function aboutQuestion(
  aligned: AlignedQuestion,
  { rules }: AttemptState,
  command: QuestionCommand,
): Draft | { refused: Refusal } {
  const { known, state } = aligned;
  const { questionId } = command;
  const attemptPolicy = rules.attemptPolicy ?? { type: "deferred" };
  const { used, left } = gradeQuestion({ known, tries: state.tries }, rules);
  if (left === 0 && state.tries.length > 0) return refuse("question-locked", "The question takes no more answers");
  if (command.type === "showHint") {
    if (state.hintsShown >= known.hints) return refuse("no-hint-left", "There is no further hint");
    if (attemptPolicy.type === "interactive" && state.hintsShown >= used) {
      return refuse("hint-not-yet", "The next hint comes after the next try");
    }
    return { type: "hintShown", questionId, index: state.hintsShown };
  }
  const question = gradable(known.question);
  if (command.type === "answer") {
    const { response = null, certainty, questionVersion = known.version } = command;
    if (questionVersion !== known.version) {
      return refuse(
        "question-changed",
        `Expected an answer to version ${known.version}, received one to ${questionVersion}`,
      );
    }
    if (!isJson(response)) return unfit("malformed");
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

function isJson(value: unknown): value is JsonValue {
  return json(value, "") === undefined;
}

function gradeManually(
  quiz: AttemptQuiz,
  state: AttemptState,
  { questionId, points, by, comment }: Extract<AttemptCommand, { type: "gradeManually" }>,
  events: (draft: Draft) => AttemptEvent[],
): Decision {
  if (state.phase !== "finished") return none(refuse("not-finished", "The attempt is not finished"));
  const manual = { points, by, ...(comment === undefined ? {} : { comment }) };
  const questions = state.questions.map((one) => (one.questionId === questionId ? { ...one, manual } : one));
  const { score } = scoreAttempt(quiz, { ...state, questions });
  const graded = score.questions.find((one) => one.questionId === questionId);
  if (graded === undefined)
    return none(refuse("question-unknown", `There is no question ${JSON.stringify(questionId)}`));
  if (!(points >= graded.min && points <= graded.max)) {
    return none(
      refuse("points-out-of-range", `Expected points from ${graded.min} to ${graded.max}, received ${points}`),
    );
  }
  return { events: events({ type: "manuallyGraded", questionId, ...manual, score }) };
}

function none(refused: { refused: Refusal }): Decision {
  return { events: [], ...refused };
}

function refuse(code: RefusalCode, message: string): { refused: Refusal } {
  return { refused: { code, message } };
}

function unfit(reason: InvalidReason): { refused: Refusal } {
  return { refused: { code: "answer-invalid", message: `The answer cannot be graded: ${reason}`, reason } };
}
