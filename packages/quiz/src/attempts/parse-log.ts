import {
  amount,
  counting,
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
  share,
  variant,
  whole,
  words,
} from "./check.ts";
import type { Check } from "./check.ts";
import type { AttemptEvent } from "./events.ts";
import { logLimits } from "./log-limits.ts";

export { logLimits };

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

const basePolicies = {
  exact: {},
  fractions: {},
  edc: {},
  halves: {},
  coverage: {},
  perOptionPenalty: { penalty: optional(amount) },
  mapResponse: {
    mapping: dictionary(number, logLimits.questions),
    defaultValue: optional(number),
    lowerBound: optional(number),
    upperBound: optional(number),
  },
};
const baseNames = ["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty"];
/** A policy is a name, or an object with its numbers. */
const named =
  (names: readonly string[], forms: Check): Check =>
  (value, path) =>
    (typeof value === "string" ? oneOf(...names) : forms)(value, path);
const cbm = { certainty: optional(oneOf(1, 2, 3)), base: optional(named(baseNames, variant(basePolicies))) };
const policy = named([...baseNames, "cbm"], variant({ ...basePolicies, cbm }));
const rules = object({
  attemptPolicy: optional(
    variant({
      deferred: {},
      immediate: {},
      adaptive: { penalty: optional(share) },
      interactive: { penalty: optional(share), tries: optional(counting) },
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
const askedList = list(object({ id: name, version: name }), logLimits.questions);
/** What is asked, each question once. */
const asked: Check = (value, path) => {
  const ids = Array.isArray(value) ? value.map((one: unknown) => (isObject(one) ? one["id"] : undefined)) : [];
  const twice = new Set(ids).size < ids.length ? { path, expected: "each question once" } : undefined;
  return askedList(value, path) ?? twice;
};
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

const base = { seq: whole, at: whole };
const forms: { readonly [Type in AttemptEvent["type"]]: Readonly<Record<string, Check>> } = {
  started: {
    ...base,
    attemptId: name,
    quizId: name,
    quizVersion: name,
    learnerId: name,
    number: counting,
    seed: words,
    rules,
    questions: asked,
  },
  answered: {
    ...base,
    questionId: name,
    questionVersion: name,
    response: json,
    certainty: optional(oneOf(1, 2, 3)),
  },
  hintShown: { ...base, questionId: name, index: whole },
  flagged: { ...base, questionId: name, flagged: flag },
  paused: base,
  resumed: base,
  submitted: { ...base, questionId: either(name, oneOf(null)) },
  timedOut: base,
  finished: { ...base, quizVersion: name, notices, score },
  manuallyGraded: { ...base, questionId: name, points: number, by: name, comment: optional(words), score },
  regraded: { ...base, quizVersion: name, notices, score },
};
const anEvent = variant(forms);

/**
 * Reads events that come from outside: a store, a file, another program. Looks at the form of each event and at its
 * place; whether they make sense together, `foldAttempt` says.
 *
 * @param first - The `seq` of the first one. Default 0.
 */
export function parseEvents(value: unknown, first = 0): ParsedEvents {
  if (!Array.isArray(value)) return faultAt(0, "event-invalid", "Expected a list of events");
  if (value.length > logLimits.events) return tooMany;
  const parsed: AttemptEvent[] = [];
  for (const [index, event] of (value as unknown[]).entries()) {
    if (!isEvent(event)) return faultAt(index, "event-invalid", mismatchOf(event) ?? "Expected an event");
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
  // One more than there may be, and one for the end of the last line.
  const lines = text.split("\n", logLimits.events + 2);
  if (lines.at(-1) === "") lines.pop();
  if (lines.length > logLimits.events) return tooMany;
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

function isEvent(value: unknown): value is AttemptEvent {
  return mismatchOf(value) === undefined;
}

/** Why a value has not the form of an event; `undefined` when it has. */
export function mismatchOf(value: unknown): string | undefined {
  try {
    const found = anEvent(value, "");
    return found && `Expected ${found.expected} at ${found.path === "" ? "the event" : found.path}`;
  } catch {
    // A getter or a proxy that throws: nothing that JSON brings.
    return "Expected what JSON can hold at the event";
  }
}

const tooMany = faultAt(logLimits.events, "event-invalid", `Expected at most ${logLimits.events} events`);

function faultAt(index: number, code: LogFaultCode, message: string): { fault: LogFault } {
  return { fault: { index, code, message } };
}
