import {
  dictionary,
  either,
  flag,
  isObject,
  json,
  list,
  name,
  number,
  object,
  oneOf,
  optional,
  whole,
  words,
} from "./check.ts";
import type { Check } from "./check.ts";
import type { AttemptEvent } from "./events.ts";

/** Why a log cannot be read or folded. */
export type LogFaultCode =
  /** An event does not have the form of one. */
  | "event-invalid"
  /** There is no event. */
  | "log-empty"
  /** The first event is not `started`, or a later one is. */
  | "log-start"
  /** An event is missing, doubled or out of order: its `seq` is not its place. */
  | "log-sequence"
  /** An event is older than the one before, or later than the attempt could have taken. */
  | "log-time"
  /** The event cannot happen where the attempt stands. */
  | "log-phase"
  /** The event is about a question that was not asked, or that may no longer be answered. */
  | "log-question"
  /** The log is of another quiz. */
  | "log-quiz";

/** Where and why a log is refused. */
export interface LogFault {
  /** The place of the event in the log, from 0. */
  readonly index: number;
  readonly code: LogFaultCode;
  /** For people: what was expected and what came. */
  readonly message: string;
}

/** Events, or why they are none. */
export type ParsedEvents = { readonly events: readonly AttemptEvent[] } | { readonly fault: LogFault };

/** The most questions of a quiz, and the most events of a log. */
export const logLimits = { questions: 1_000, events: 100_000 } as const;

const base = { seq: whole, at: whole };
const fraction = optional(number);
const policy: Check = either(
  oneOf("exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty", "cbm"),
  object({
    type: oneOf("exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty", "mapResponse", "cbm"),
    penalty: fraction,
    mapping: optional(dictionary(number, logLimits.questions)),
    defaultValue: fraction,
    lowerBound: fraction,
    upperBound: fraction,
    certainty: optional(oneOf(1, 2, 3)),
    base: optional(json),
  }),
);
const rules = object({
  attemptPolicy: optional(
    object({
      type: oneOf("deferred", "immediate", "adaptive", "interactive"),
      penalty: fraction,
      tries: optional(whole),
    }),
  ),
  policy: optional(policy),
  timeLimitMs: optional(whole),
  graceMs: optional(whole),
  pausable: optional(flag),
  navigation: optional(oneOf("free", "sequential")),
  maxAttempts: optional(whole),
  opensAt: optional(whole),
  closesAt: optional(whole),
  shuffle: optional(flag),
  review: optional(oneOf("afterAnswer", "afterFinish", "afterClose", "never")),
});
const asked = list(object({ id: name, version: name }), logLimits.questions);
const points = { fraction: number, points: number, min: number, max: number };
const score = object({
  ...points,
  passed: optional(flag),
  questions: list(
    object({
      questionId: name,
      status: oneOf("correct", "partial", "incorrect", "invalid", "ungraded"),
      ...points,
      manual: optional(oneOf(true)),
    }),
    logLimits.questions,
  ),
});
const notices = list(
  object({
    questionId: name,
    what: oneOf("changed", "dropped", "removed", "added"),
    from: optional(name),
    to: optional(name),
  }),
  2 * logLimits.questions,
);

const events: { readonly [Type in AttemptEvent["type"]]: Check } = {
  started: object({
    ...base,
    type: oneOf("started"),
    attemptId: name,
    quizId: name,
    quizVersion: name,
    learnerId: name,
    number: whole,
    seed: words,
    rules,
    questions: asked,
  }),
  answered: object({
    ...base,
    type: oneOf("answered"),
    questionId: name,
    questionVersion: name,
    response: json,
    certainty: optional(oneOf(1, 2, 3)),
  }),
  hintShown: object({ ...base, type: oneOf("hintShown"), questionId: name, index: whole }),
  flagged: object({ ...base, type: oneOf("flagged"), questionId: name, flagged: flag }),
  paused: object({ ...base, type: oneOf("paused") }),
  resumed: object({ ...base, type: oneOf("resumed") }),
  submitted: object({ ...base, type: oneOf("submitted"), questionId: either(name, oneOf(null)) }),
  timedOut: object({ ...base, type: oneOf("timedOut") }),
  finished: object({ ...base, type: oneOf("finished"), quizVersion: name, notices, score }),
  manuallyGraded: object({
    ...base,
    type: oneOf("manuallyGraded"),
    questionId: name,
    points: number,
    by: name,
    comment: optional(words),
    score,
  }),
  regraded: object({ ...base, type: oneOf("regraded"), quizVersion: name, notices, score }),
};

/**
 * Reads events that come from outside: a store, a file, another program. Looks at the form of each event and at its
 * place; whether they make sense together, `foldAttempt` says.
 *
 * @param first - The `seq` of the first one. Default 0.
 */
export function parseEvents(value: unknown, first = 0): ParsedEvents {
  if (!Array.isArray(value)) return faultAt(0, "event-invalid", "Expected a list of events");
  if (value.length > logLimits.events) {
    return faultAt(logLimits.events, "event-invalid", `Expected at most ${logLimits.events} events`);
  }
  const parsed: AttemptEvent[] = [];
  for (const [index, event] of (value as unknown[]).entries()) {
    if (!isEvent(event)) return faultAt(index, "event-invalid", mismatchOf(event));
    if (event.seq !== first + index) {
      return faultAt(index, "log-sequence", `Expected event number ${first + index}, received number ${event.seq}`);
    }
    parsed.push(event);
  }
  return { events: parsed };
}

/**
 * Reads a log that was written as one JSON object a line. An empty line at the end is no event; a line that was cut off is
 * refused with its place.
 */
export function parseLogText(text: string): ParsedEvents {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const values: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      values.push(JSON.parse(line));
    } catch {
      return faultAt(index, "event-invalid", `Expected a JSON object, received ${JSON.stringify(line.slice(-40))}`);
    }
  }
  return parseEvents(values);
}

function checkOf(event: unknown): Check | undefined {
  const type = isObject(event) ? event["type"] : undefined;
  return typeof type === "string" && Object.hasOwn(events, type) ? events[type as AttemptEvent["type"]] : undefined;
}

function isEvent(event: unknown): event is AttemptEvent {
  return checkOf(event)?.(event, "") === undefined && checkOf(event) !== undefined;
}

function mismatchOf(event: unknown): string {
  const found = checkOf(event)?.(event, "");
  return found === undefined
    ? `Expected an event of a known type, one of ${Object.keys(events).join(", ")}`
    : `Expected ${found.expected} at ${found.path === "" ? "the event" : found.path}`;
}

function faultAt(index: number, code: LogFaultCode, message: string): { fault: LogFault } {
  return { fault: { index, code, message } };
}
