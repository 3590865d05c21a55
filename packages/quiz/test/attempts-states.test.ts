import { describe, expect, expectTypeOf, it } from "vitest";
import { decide, foldAttempt, parseEvents, startAttempt } from "@mlops/quiz/attempts";
import type {
  AttemptCommand,
  AttemptEvent,
  AttemptPhase,
  Decision,
  Folded,
  ParsedEvents,
  Refusal,
  Regrade,
  replay,
} from "@mlops/quiz/attempts";
import { choice, frozen, learner, quizOf, shortOf, startedLog, stateOf } from "./attempt-support.ts";

const quiz = quizOf(choice("q1", ["a", "b"], { hints: 1 }), choice("q2"));
const score = { points: 0, min: 0, max: 1, fraction: 0, questions: [] };
const graded = { quizVersion: "v", notices: [], score } as const;
const immediate = { attemptPolicy: { type: "immediate" } } as const;

type Body = AttemptEvent extends infer Event ? (Event extends AttemptEvent ? Omit<Event, "seq" | "at"> : never) : never;

/** A log of events, each a second after the one before. */
function logOf(rules: Parameters<typeof startedLog>[1], ...bodies: readonly Body[]): AttemptEvent[] {
  const [started] = startedLog(quiz, rules);
  return [
    ...(started === undefined ? [] : [started]),
    ...bodies.map((body, index): AttemptEvent => ({ ...body, seq: index + 1, at: (index + 1) * 1000 })),
  ];
}

const answered: Body = { type: "answered", questionId: "q1", questionVersion: "v1", response: "a" };
const handedIn: Body = { type: "submitted", questionId: null };
const finished: Body = { type: "finished", ...graded };
const began = startedLog(quiz)[0];
if (began === undefined) throw new Error("There is no first event");
const { seq: _seq, at: _at, ...startedBody } = began;

/** Logs that end in each phase, with an answer that was not handed in. */
const phases: { readonly [Phase in AttemptPhase]: AttemptEvent[] } = {
  inProgress: logOf(immediate, answered),
  paused: logOf(immediate, answered, { type: "paused" }),
  submitted: logOf(immediate, answered, handedIn),
  finished: logOf(immediate, answered, handedIn, finished),
};

const bodies: { readonly [Type in AttemptEvent["type"]]: Body } = {
  started: startedBody,
  answered,
  hintShown: { type: "hintShown", questionId: "q1", index: 0 },
  flagged: { type: "flagged", questionId: "q1", flagged: true },
  paused: { type: "paused" },
  resumed: { type: "resumed" },
  submitted: { type: "submitted", questionId: "q1" },
  timedOut: { type: "timedOut" },
  finished,
  manuallyGraded: { type: "manuallyGraded", questionId: "q1", points: 1, by: "teacher", score },
  regraded: { type: "regraded", ...graded },
};

/** The phase after each event, or why it is refused, in each phase. */
const table: { readonly [Type in AttemptEvent["type"]]: { readonly [Phase in AttemptPhase]: string } } = {
  started: { inProgress: "log-start", paused: "log-start", submitted: "log-start", finished: "log-start" },
  answered: { inProgress: "inProgress", paused: "log-phase", submitted: "log-phase", finished: "log-phase" },
  hintShown: { inProgress: "inProgress", paused: "log-phase", submitted: "log-phase", finished: "log-phase" },
  flagged: { inProgress: "inProgress", paused: "log-phase", submitted: "log-phase", finished: "log-phase" },
  paused: { inProgress: "paused", paused: "log-phase", submitted: "log-phase", finished: "log-phase" },
  resumed: { inProgress: "log-phase", paused: "inProgress", submitted: "log-phase", finished: "log-phase" },
  submitted: { inProgress: "inProgress", paused: "log-phase", submitted: "log-phase", finished: "log-phase" },
  // Nothing limits these attempts: none can time out.
  timedOut: { inProgress: "log-time", paused: "log-time", submitted: "log-phase", finished: "log-phase" },
  finished: { inProgress: "log-phase", paused: "log-phase", submitted: "finished", finished: "log-phase" },
  manuallyGraded: { inProgress: "log-phase", paused: "log-phase", submitted: "log-phase", finished: "finished" },
  regraded: { inProgress: "log-phase", paused: "log-phase", submitted: "log-phase", finished: "finished" },
};

const types = Object.keys(table) as AttemptEvent["type"][];
const phaseNames = Object.keys(phases) as AttemptPhase[];

function outcomeOf(log: readonly AttemptEvent[]): string {
  const folded = foldAttempt(frozen(log));
  if ("state" in folded) return folded.state.phase;
  expect(folded.fault).toEqual({
    index: log.length - 1,
    code: folded.fault.code,
    message: expect.stringMatching(/^Expected /),
  });
  return folded.fault.code;
}

describe("events in each phase", () => {
  const cases = types.flatMap((type) => phaseNames.map((phase) => ({ type, phase, after: table[type][phase] })));

  it.each(cases)("$type while $phase comes to $after", ({ type, phase, after }) => {
    const log = phases[phase];
    expect(outcomeOf([...log, { ...bodies[type], seq: log.length, at: 10_000 }])).toBe(after);
  });

  it.each(types)("%s is the first event only where it is `started`", (type) => {
    expect(outcomeOf([{ ...bodies[type], seq: 0, at: 0 }])).toBe(type === "started" ? "inProgress" : "log-start");
  });

  it("an attempt whose time is up may time out while it goes on and while it is paused", () => {
    const rules = { closesAt: 5000 };
    const end: AttemptEvent = { type: "timedOut", seq: 2, at: 5001 };
    expect(outcomeOf([...logOf(rules, { type: "paused" }), end])).toBe("submitted");
    expect(outcomeOf([...logOf(rules, answered), end])).toBe("submitted");
  });

  it("none is no attempt", () => {
    expect(foldAttempt([])).toMatchObject({ fault: { index: 0, code: "log-empty" } });
  });
});

describe("the state of an attempt", () => {
  it("begins with nothing answered, marked, shown or graded", () => {
    const question = {
      version: "v1",
      answer: null,
      tries: [],
      isChanged: false,
      flagged: false,
      hintsShown: 0,
      manual: null,
    };
    expect(stateOf(startedLog(quiz, { shuffle: true }, 5000))).toStrictEqual({
      ...learner,
      quizId: "quiz",
      quizVersion: began.type === "started" ? began.quizVersion : "",
      number: 1,
      rules: { shuffle: true },
      phase: "inProgress",
      startedAt: 5000,
      endedAt: null,
      pausedAt: null,
      pausedMs: 0,
      timedOut: false,
      questions: [
        { questionId: "q1", ...question },
        { questionId: "q2", ...question },
      ],
      furthest: -1,
      score: null,
      version: 1,
      lastAt: 5000,
    });
  });

  it("keeps what was answered and handed in, and a mark until it is taken away", () => {
    const mark = { type: "flagged", questionId: "q1" } as const;
    const log = logOf(immediate, answered, { type: "submitted", questionId: "q1" }, { ...mark, flagged: true });
    const given = { response: "a", questionVersion: "v1", at: 1000 };
    expect(stateOf(log).questions[0]).toMatchObject({ answer: given, tries: [given], isChanged: false, flagged: true });
    const unmarked = stateOf([...log, { ...mark, flagged: false, seq: 4, at: 4000 }]);
    expect(unmarked.questions[0]).toHaveProperty("flagged", false);
    const changed = stateOf([...log, { ...answered, response: "b", seq: 4, at: 4000 }]);
    expect(changed).toMatchObject({
      furthest: 0,
      questions: [{ answer: { response: "b" }, tries: [given], isChanged: true }, {}],
    });
  });
});

/** A log in progress, and in a pause, that closed before the command. */
const closed = { closesAt: 2000, pausable: true };
const places = {
  ...phases,
  "inProgress, time up": logOf(closed, answered),
  "paused, time up": logOf(closed, { type: "paused" }),
};
type Place = keyof typeof places;

const commands: { readonly [Type in AttemptCommand["type"]]: Extract<AttemptCommand, { type: Type }> } = {
  answer: { type: "answer", questionId: "q1", response: "b" },
  submit: { type: "submit", questionId: "q1" },
  showHint: { type: "showHint", questionId: "q1" },
  flag: { type: "flag", questionId: "q1", flagged: true },
  pause: { type: "pause" },
  resume: { type: "resume" },
  finish: { type: "finish" },
  expire: { type: "expire" },
  gradeManually: { type: "gradeManually", questionId: "q1", points: 1, by: "teacher" },
};

const late = { "inProgress, time up": "timedOut, finished, refused: time-up" };
const ended = "refused: finished";
const learnersOwn = {
  paused: "refused: paused",
  submitted: `finished, ${ended}`,
  finished: ended,
  ...late,
  "paused, time up": late["inProgress, time up"],
};
const ending = { "inProgress, time up": "timedOut, finished", "paused, time up": "timedOut, finished" };
const decisions: { readonly [Type in AttemptCommand["type"]]: { readonly [At in Place]: string } } = {
  answer: { ...learnersOwn, inProgress: "answered" },
  submit: { ...learnersOwn, inProgress: "submitted" },
  showHint: { ...learnersOwn, inProgress: "hintShown" },
  flag: { ...learnersOwn, inProgress: "flagged" },
  pause: { ...learnersOwn, inProgress: "paused" },
  resume: { ...learnersOwn, inProgress: "refused: not-paused", paused: "resumed" },
  finish: {
    ...ending,
    inProgress: "submitted, finished",
    paused: "refused: paused",
    submitted: "finished",
    finished: "",
  },
  expire: { ...ending, inProgress: "", paused: "", submitted: "finished", finished: "" },
  gradeManually: {
    ...learnersOwn,
    inProgress: "refused: not-finished",
    paused: "refused: not-finished",
    finished: "manuallyGraded",
  },
};

describe("commands in each phase", () => {
  const score1 = { questionId: "q1", status: "incorrect", fraction: 0, points: 0, min: 0, max: 1 } as const;
  const scored = { type: "finished", ...graded, score: { ...score, questions: [score1] } } as const;
  const logs = { ...places, finished: logOf(immediate, answered, handedIn, scored) };
  const cases = (Object.keys(commands) as AttemptCommand["type"][]).flatMap((type) =>
    (Object.keys(places) as Place[]).map((place) => ({ type, place, come: decisions[type][place] || "nothing" })),
  );

  it.each(cases)("$type while $place comes to $come", ({ type, place, come }) => {
    const log = logs[place];
    const decision = decide(frozen(quiz), frozen(stateOf(log)), frozen(commands[type]), 10_000);
    expect(shortOf(decision) || "nothing").toBe(come);
    const whole = [...log, ...decision.events];
    expect(parseEvents(JSON.parse(JSON.stringify(whole)))).toEqual({ events: whole });
    expect(foldAttempt(whole)).toHaveProperty("state");
  });
});

describe("the types of attempts", () => {
  it("name every command and every event", () => {
    expectTypeOf<AttemptCommand["type"]>().toEqualTypeOf<
      "answer" | "submit" | "showHint" | "flag" | "pause" | "resume" | "finish" | "expire" | "gradeManually"
    >();
    expectTypeOf<Extract<AttemptEvent, { type: "submitted" }>["questionId"]>().toEqualTypeOf<string | null>();
  });

  it("give a learner no way to say when something happened", () => {
    expectTypeOf<Extract<AttemptCommand, { at: unknown } | { now: unknown }>>().toBeNever();
    const now = 7000;
    const { events } = decide(
      quiz,
      stateOf(phases.inProgress),
      Object.assign({}, commands.answer, { at: 5, seq: 9 }),
      now,
    );
    expect(events).toEqual([{ ...answered, response: "b", seq: 2, at: now }]);
  });

  it("tell results apart by what they have", () => {
    expectTypeOf<Decision>().toEqualTypeOf<{
      readonly events: readonly AttemptEvent[];
      readonly refused?: Refusal | undefined;
    }>();
    expectTypeOf<Exclude<Folded, { fault: unknown }>>().toHaveProperty("state");
    expectTypeOf<Exclude<ParsedEvents, { fault: unknown }>>().toHaveProperty("events");
    expectTypeOf<Exclude<ReturnType<typeof replay>, { fault: unknown }>>().toEqualTypeOf<Regrade>();
    const started = startAttempt(quiz, learner, 0);
    expect("events" in started && started.events[0].type).toBe("started");
  });
});
