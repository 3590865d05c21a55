import { parseLesson } from "@mlops/content";
import { decide, foldAttempt, quizVersion, replay, startAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent, AttemptQuiz, AttemptRules, AttemptState, Regrade } from "@mlops/quiz/attempts";
import { split } from "@mlops/schema";
import type { Question, QuizBlock } from "@mlops/schema";
import { describe, expect, it } from "vitest";

const text = `---
id: lesson
title: Shipping a model
---

---QUIZ--- {#check pass=0.5}
TITLE: Check

Q: Which service sees live trafic, and answers nobody?
ID: q-shadow
A: The canary
A: The shadow
A: The blue one
CORRECT: 1
HINT: It is not seen.
EXPLAIN: Its answers are trown away.

Q: Which parts belong into a container image?
ID: q-image
A: The model
A: The server
A: The training data
A: The notebook
CORRECT: 0, 1

Q: How many replicas are two and two?
TYPE: numeric
A: 4
CORRECT: 4
---END-QUIZ---
`;

type Edit = readonly [from: string, to: string];

/** The quiz of a lesson after its text was edited. Each edit has to meet something. */
function quizOf(...edits: readonly Edit[]): QuizBlock {
  let edited = text;
  for (const [from, to] of edits) {
    expect(edited).toContain(from);
    edited = edited.replace(from, to);
  }
  const { lesson, diagnostics } = parseLesson(edited);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const quiz = lesson.pages.flatMap(({ blocks }) => blocks).find((block) => block.kind === "quiz");
  if (quiz === undefined) throw new Error("The lesson has no quiz");
  return quiz;
}

const quiz = quizOf();

/** A question by the beginning of its prompt. */
function question(of: QuizBlock, start: string): Question {
  const found = of.questions.find(({ prompt }) => prompt.markdown.startsWith(start));
  if (found === undefined) throw new Error(`No question starts with ${start}`);
  return found;
}

/** The ids of the options with these words. */
function options(of: QuizBlock, start: string, ...words: readonly string[]): string[] {
  const asked = question(of, start);
  if (asked.type !== "choice" && asked.type !== "multi") throw new Error("The question has no options");
  return words.map((one) => asked.options.find(({ content }) => content.markdown === one)?.id ?? `no ${one}`);
}

/** An attempt that goes on by a quiz that may be another one each time. */
function attempt(rules: AttemptRules = {}) {
  const started = startAttempt(quiz, { attemptId: "a", learnerId: "l", seed: "s", rules }, 0);
  if ("refused" in started) throw new Error(started.refused.message);
  const log: AttemptEvent[] = [...started.events];
  const state = (): AttemptState => {
    const folded = foldAttempt(log, quiz.id);
    if ("fault" in folded) throw new Error(folded.fault.message);
    return folded.state;
  };
  return {
    log,
    state,
    run: (command: Parameters<typeof decide>[2], by: AttemptQuiz = quiz) => {
      const decision = decide(by, state(), command, log.length);
      log.push(...decision.events);
      return decision;
    },
  };
}

/** All three questions answered, all right. */
function answered(rules?: AttemptRules): ReturnType<typeof attempt> {
  const steps = attempt(rules);
  const [shadow] = options(quiz, "Which service", "The shadow");
  const image = options(quiz, "Which parts", "The model", "The server");
  const count = { value: "4" };
  const given: readonly (readonly [string, unknown])[] = [
    ["q-shadow", shadow],
    ["q-image", image],
    [question(quiz, "How many").id, count],
  ];
  for (const [questionId, response] of given) {
    expect(steps.run({ type: "answer", questionId, response })).not.toHaveProperty("refused");
  }
  return steps;
}

function regradeOf({ log }: { readonly log: readonly AttemptEvent[] }, by: AttemptQuiz): Regrade {
  const regrade = replay(log, by, 0);
  if ("fault" in regrade) throw new Error(regrade.fault.message);
  return regrade;
}

/** What becomes of a finished attempt with all points after edits of the lesson. */
function after(...edits: readonly Edit[]): Regrade {
  const steps = answered();
  steps.run({ type: "finish" });
  expect(steps.state().score).toMatchObject({ points: 3, max: 3, passed: true });
  return regradeOf(steps, quizOf(...edits));
}

describe("an edit of a lesson", () => {
  it("of an explanation, a hint or a title keeps versions, answers and scores", () => {
    const edits = [
      ["trown away", "thrown away"],
      ["It is not seen.", "Nobody sees it."],
      ["TITLE: Check", "TITLE: Check yourself"],
    ] as const;
    const mended = quizOf(...edits);
    expect(mended.questions.map(({ version }) => version)).toEqual(quiz.questions.map(({ version }) => version));
    expect(quizVersion(mended)).toBe(quizVersion(quiz));
    expect(after(...edits)).toMatchObject({ changes: [], notices: [], after: { points: 3 } });
    const steps = answered();
    expect(steps.run({ type: "finish" }, mended).events.at(-1)).toMatchObject({ notices: [], score: { points: 3 } });
  });

  it("of a prompt whose question has an `ID:` keeps the answer, with the notice `changed`", () => {
    const { changes, notices } = after(["trafic", "traffic"]);
    const [from, to] = [quiz, quizOf(["trafic", "traffic"])].map((of) => question(of, "Which service").version);
    expect(from).not.toBe(to);
    expect(notices).toEqual([{ questionId: "q-shadow", what: "changed", from, to }]);
    expect(changes).toEqual([]);
  });

  it("of a prompt whose question has none makes it another question, and says so", () => {
    const { notices, after: score } = after(["How many replicas", "How many servers"]);
    expect(notices.map(({ what }) => what)).toEqual(["added", "removed"]);
    expect(score).toMatchObject({ points: 2, max: 2 });
  });

  it("of one option drops only the answers that named it", () => {
    expect(after(["A: The notebook", "A: The diary"]).notices).toMatchObject([
      { questionId: "q-image", what: "changed" },
    ]);
    expect(after(["A: The server", "A: The web server"])).toMatchObject({
      notices: [{ questionId: "q-image", what: "dropped" }],
      changes: [{ questionId: "q-image", before: { points: 1 }, after: { status: "invalid", points: 0 } }],
      after: { points: 2 },
    });
  });

  it("of the order of options or questions keeps every answer", () => {
    const { changes, notices } = after(
      ["A: The canary\nA: The shadow", "A: The shadow\nA: The canary"],
      ["CORRECT: 1", "CORRECT: 0"],
    );
    expect(changes).toEqual([]);
    expect(notices).toMatchObject([{ questionId: "q-shadow", what: "changed" }]);
    const turned = { ...quiz, questions: quiz.questions.toReversed() };
    const steps = answered();
    steps.run({ type: "finish" });
    expect(regradeOf(steps, turned)).toMatchObject({ changes: [], notices: [] });
  });

  it("of a key keeps the version that answers belong to, and changes what they earn", () => {
    const { changes, notices } = after(["CORRECT: 1", "CORRECT: 0"]);
    expect(notices).toEqual([]);
    expect(changes).toMatchObject([{ questionId: "q-shadow", before: { points: 1 }, after: { points: 0 } }]);
    expect(quizVersion(quizOf(["CORRECT: 1", "CORRECT: 0"]))).not.toBe(quizVersion(quiz));
  });

  it("while an attempt goes on refuses answers to what the learner no longer sees", () => {
    const reworded = quizOf(["trafic", "traffic"]);
    const [response] = options(reworded, "Which service", "The shadow");
    const answer = { type: "answer", questionId: "q-shadow", response } as const;
    const { version: questionVersion } = question(quiz, "Which service");
    const steps = answered();
    expect(steps.run({ ...answer, questionVersion }, reworded)).toMatchObject({
      refused: { code: "question-changed" },
    });
    expect(steps.run(answer, reworded)).toMatchObject({ events: [{ type: "answered" }] });
  });
});

describe("a quiz in its two halves", () => {
  const halves = { ...quiz, questions: quiz.questions.map(split) };

  it("starts, hints, grades and grades again like the whole one", () => {
    const rules = { attemptPolicy: { type: "interactive" } } as const;
    const start = { attemptId: "a", learnerId: "l", seed: "s", rules };
    expect(startAttempt(halves, start, 0)).toEqual(startAttempt(quiz, start, 0));
    const steps = answered(rules);
    const commands = [
      { type: "submit", questionId: "q-image" },
      { type: "submit", questionId: "q-image" },
      { type: "showHint", questionId: "q-shadow" },
      { type: "showHint", questionId: "q-image" },
      { type: "finish" },
    ] as const;
    for (const command of commands) {
      const same = decide(halves, steps.state(), command, steps.log.length);
      expect(steps.run(command)).toEqual(same);
    }
    expect(steps.state().score).toMatchObject({ points: 3 });
    expect(regradeOf(steps, halves)).toEqual(regradeOf(steps, quiz));
  });
});
