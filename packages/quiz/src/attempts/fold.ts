import type { AttemptEvent, StartedEvent } from "./events.ts";
import type { LogFault, LogFaultCode } from "./parse-log.ts";
import type { AttemptPhase, AttemptState, GivenAnswer, QuestionState } from "./state.ts";
import { isOverdue, isPausable } from "./timing.ts";

/** What a log adds up to, or why it does not. */
export type Folded = { readonly state: AttemptState } | { readonly fault: LogFault };

type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
type QuestionDraft = Draft<Omit<QuestionState, "tries">> & { readonly tries: GivenAnswer[] };
type StateDraft = Draft<Omit<AttemptState, "questions">> & { readonly questions: QuestionDraft[] };

/** In which phases an event can happen. */
const phases: { readonly [Type in AttemptEvent["type"]]: readonly AttemptPhase[] } = {
  started: [],
  answered: ["inProgress"],
  hintShown: ["inProgress"],
  flagged: ["inProgress"],
  paused: ["inProgress"],
  resumed: ["paused"],
  submitted: ["inProgress"],
  timedOut: ["inProgress", "paused"],
  finished: ["submitted"],
  manuallyGraded: ["finished"],
  regraded: ["finished"],
};

/**
 * Adds up the log of an attempt. The same log gives the same state, whenever and wherever.
 *
 * Every event is checked against where the attempt stands; a log that is out of order, cut off at its start or of
 * another quiz is refused with the place.
 *
 * @param events - As `parseEvents` gives them.
 * @param quizId - The quiz that it should be of. Default: any.
 *
 * @example
 * const folded = foldAttempt(await store.load(attemptId));
 * if ("state" in folded) show(folded.state);
 */
export function foldAttempt(events: readonly AttemptEvent[], quizId?: string): Folded {
  const [first] = events;
  if (first === undefined) return faultAt(0, "log-empty", "Expected a `started` event, received none");
  if (first.type !== "started") {
    return faultAt(0, "log-start", `Expected a \`started\` event, received \`${first.type}\``);
  }
  if (quizId !== undefined && first.quizId !== quizId) {
    return faultAt(0, "log-quiz", `Expected an attempt at ${quizId}, received one at ${first.quizId}`);
  }
  if (first.seq !== 0) return faultAt(0, "log-sequence", `Expected event number 0, received number ${first.seq}`);
  const draft = begin(first);
  const places = new Map(first.questions.map(({ id }, index) => [id, index]));
  for (const event of events.slice(1)) {
    const fault = step(draft, event, places);
    if (fault !== undefined) return faultAt(draft.version, ...fault);
    draft.version += 1;
    draft.lastAt = event.at;
  }
  return { state: draft };
}

function begin(event: StartedEvent): StateDraft {
  const { attemptId, quizId, quizVersion, learnerId, number, seed, rules } = event;
  return {
    attemptId,
    quizId,
    quizVersion,
    learnerId,
    number,
    seed,
    rules,
    phase: "inProgress",
    startedAt: event.at,
    endedAt: null,
    pausedAt: null,
    pausedMs: 0,
    timedOut: false,
    questions: event.questions.map(({ id, version }) => ({
      questionId: id,
      version,
      answer: null,
      tries: [],
      isChanged: false,
      flagged: false,
      hintsShown: 0,
      manual: null,
    })),
    furthest: -1,
    score: null,
    version: 1,
    lastAt: event.at,
  };
}

type Fault = readonly [LogFaultCode, string];

/** Takes one more event in, or says why it cannot be. */
function step(draft: StateDraft, event: AttemptEvent, places: ReadonlyMap<string, number>): Fault | undefined {
  if (event.seq !== draft.version) {
    return ["log-sequence", `Expected event number ${draft.version}, received number ${event.seq}`];
  }
  if (event.type === "started") return ["log-start", "Expected one `started` event, received another"];
  if (event.at < draft.lastAt) {
    return ["log-time", `Expected a time of at least ${draft.lastAt}, received ${event.at}`];
  }
  if (!phases[event.type].includes(draft.phase)) {
    return ["log-phase", `Expected no \`${event.type}\` event while the attempt is ${draft.phase}`];
  }
  const isOver = event.type === "timedOut" || draft.phase === "submitted" || draft.phase === "finished";
  if (!isOver && isOverdue(draft, event.at)) return ["log-time", "Expected no event after the time is up"];
  switch (event.type) {
    case "answered":
    case "hintShown":
    case "flagged":
      return aboutQuestion(draft, event, places);
    case "submitted":
      if (event.questionId !== null) return aboutQuestion(draft, { ...event, questionId: event.questionId }, places);
      return end(draft, event.at);
    case "timedOut":
      if (!isOverdue(draft, event.at)) return ["log-time", "Expected no `timedOut` event before the time is up"];
      draft.timedOut = true;
      return end(draft, event.at);
    case "paused":
      if (!isPausable(draft.rules)) return ["log-phase", "Expected no `paused` event, which the rules do not allow"];
      draft.phase = "paused";
      draft.pausedAt = event.at;
      return undefined;
    case "resumed":
      goOn(draft, event.at);
      draft.phase = "inProgress";
      return undefined;
    case "finished":
      draft.phase = "finished";
      draft.quizVersion = event.quizVersion;
      draft.score = event.score;
      return undefined;
    case "regraded":
      draft.quizVersion = event.quizVersion;
      draft.score = event.score;
      return undefined;
    case "manuallyGraded": {
      const question = draft.questions[places.get(event.questionId) ?? -1];
      if (question === undefined) return notAsked(event.questionId);
      const { points, by, comment } = event;
      question.manual = comment === undefined ? { points, by } : { points, by, comment };
      draft.score = event.score;
      return undefined;
    }
  }
}

const notAsked = (questionId: string): Fault => [
  "log-question",
  `Expected a question that was asked, received ${questionId}`,
];

function end(draft: StateDraft, at: number): undefined {
  goOn(draft, at);
  draft.phase = "submitted";
  draft.endedAt = at;
}

/** Ends a pause, where there is one. */
function goOn(draft: StateDraft, at: number): void {
  draft.pausedMs += at - (draft.pausedAt ?? at);
  draft.pausedAt = null;
}

type QuestionEvent =
  | Extract<AttemptEvent, { type: "answered" | "hintShown" | "flagged" }>
  | (Extract<AttemptEvent, { type: "submitted" }> & { readonly questionId: string });

function aboutQuestion(
  draft: StateDraft,
  event: QuestionEvent,
  places: ReadonlyMap<string, number>,
): Fault | undefined {
  const place = places.get(event.questionId) ?? -1;
  const question = draft.questions[place];
  if (question === undefined) return notAsked(event.questionId);
  if (event.type === "flagged") {
    question.flagged = event.flagged;
    return undefined;
  }
  if (draft.rules.navigation === "sequential" && place < draft.furthest) {
    return ["log-question", `Expected no event about ${event.questionId} after a later question was answered`];
  }
  if (event.type === "hintShown") {
    if (event.index !== question.hintsShown) {
      return ["log-question", `Expected hint number ${question.hintsShown}, received number ${event.index}`];
    }
    question.hintsShown += 1;
    return undefined;
  }
  if (event.type === "answered") {
    const { response, certainty, questionVersion, at } = event;
    question.answer =
      response === null ? null : { response, ...(certainty === undefined ? {} : { certainty }), questionVersion, at };
    question.isChanged = question.answer !== null;
    draft.furthest = Math.max(draft.furthest, place);
    return undefined;
  }
  if (question.answer === null || !question.isChanged) {
    return ["log-question", `Expected a new answer to ${event.questionId} before it is handed in`];
  }
  question.tries.push(question.answer);
  question.isChanged = false;
  return undefined;
}

function faultAt(index: number, code: LogFaultCode, message: string): { fault: LogFault } {
  return { fault: { index, code, message } };
}
