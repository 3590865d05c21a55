import { describe, expect, expectTypeOf, it } from "vitest";
import { split } from "@mlops/schema";
import type { ChoiceQuestion, RichText } from "@mlops/schema";
import { gradeQuiz } from "@mlops/quiz";
import type { GradableQuiz, QuizGrade } from "@mlops/quiz";
import { analyse, analysisInput } from "@mlops/quiz/analysis";
import type { AttemptStateLike, GradedAttempt, Scored } from "@mlops/quiz/analysis";
import { decide, foldAttempt, startAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent, AttemptQuiz, AttemptScore, AttemptState } from "@mlops/quiz/attempts";

const position = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };
const text = (markdown: string): RichText => ({ markdown, nodes: [], position });
const named = (...ids: readonly string[]) => ids.map((id) => ({ id, content: text(id) }));

const choice: ChoiceQuestion = {
  ...{ type: "choice", id: "c", version: "1", prompt: text("?"), points: 1, position },
  ...{ options: named("a", "b"), key: { correct: "a" } },
};
const version = "1";
const questions = [
  choice,
  { type: "multi", id: "m", version, points: 2, options: named("a", "b", "c"), key: { correct: ["a", "b"] } },
  { type: "trueFalse", id: "t", version, points: 1, key: { correct: false } },
  { type: "numeric", id: "n", version, points: 3, key: { answers: [{ value: "42" }] } },
] as const satisfies AttemptQuiz["questions"];
const essay = { type: "essay", id: "e", version: "1", points: 5, key: {} } as const;
const quiz: AttemptQuiz & GradableQuiz = { id: "quiz", questions };

/** An attempt as an app has it that grades once. */
function graded(responses: Readonly<Record<string, unknown>>, of: GradableQuiz = quiz): GradedAttempt {
  return { score: gradeQuiz(of, responses), responses };
}

const all = { c: "a", m: ["a", "b"], t: false, n: { value: "42" } };

describe("analysisInput of grades", () => {
  it("makes an item of each question, with the options and keys of those that have some", () => {
    expect(analysisInput(quiz, [graded(all)]).items).toEqual([
      {
        id: "c",
        max: 1,
        options: [
          { id: "a", isKey: true },
          { id: "b", isKey: false },
        ],
      },
      {
        ...{ id: "m", max: 2 },
        options: [
          { id: "a", isKey: true },
          { id: "b", isKey: true },
          { id: "c", isKey: false },
        ],
      },
      {
        id: "t",
        max: 1,
        options: [
          { id: "true", isKey: false },
          { id: "false", isKey: true },
        ],
      },
      { id: "n", max: 3 },
    ]);
  });

  it("takes the points, and what was chosen", () => {
    expect(
      analysisInput(quiz, [graded(all), graded({ c: "b", m: ["c", "a"], t: true, n: { value: "41" } })]).attempts,
    ).toEqual([
      { scores: [1, 2, 1, 3], choices: ["a", ["a", "b"], "false", null] },
      { scores: [0, 0, 0, 0], choices: ["b", ["c", "a"], "true", null] },
    ]);
  });

  it("takes an answer that is missing or impossible for none, and a wrong one for 0", () => {
    const { attempts } = analysisInput(quiz, [
      graded({ c: "zzz", m: ["a", "a"], n: { value: "many" } }),
      graded({ c: "b" }),
    ]);
    expect(attempts).toEqual([
      { scores: [null, null, null, null], choices: [null, null, null, null] },
      { scores: [0, null, null, null], choices: ["b", null, null, null] },
    ]);
  });

  it("leaves an attempt without its answers out of the tables of options alone", () => {
    const input = analysisInput(quiz, [{ score: gradeQuiz(quiz, all) }, graded(all)]);
    expect(input.attempts[0]).toEqual({ scores: [1, 2, 1, 3] });
    expect(analyse(input).items[0]).toMatchObject({ attempts: 2, options: [{ count: 1, share: 1 }, { count: 0 }] });
  });

  it("reads questions that come in two halves", () => {
    const halves = { questions: [split(choice)] };
    const whole = { questions: [choice] };
    const attempt = graded({ c: "b" }, halves);
    expect(analysisInput(halves, [attempt])).toEqual(analysisInput(whole, [attempt]));
  });

  it("leaves out a question that nobody has graded, and says so", () => {
    const longer = { questions: [...questions, essay] };
    const { items, ungradedQuestions, attempts } = analysisInput(longer, [graded({ ...all, e: "So." }, longer)]);
    expect(ungradedQuestions).toEqual(["e"]);
    expect(items.map(({ id }) => id)).toEqual(["c", "m", "t", "n"]);
    expect(attempts).toHaveLength(1);
  });

  it("leaves out an attempt in which a question is not yet graded that others have graded, and says which", () => {
    const longer = { questions: [choice, essay] };
    const scored = (status: "ungraded" | "partial", points: number): GradedAttempt => ({
      score: {
        questions: [
          { questionId: "c", status: "correct", points: 1, max: 1 },
          { questionId: "e", status, points, max: 5 },
        ],
      },
    });
    expect(analysisInput(longer, [scored("partial", 2), scored("ungraded", 0), scored("partial", 4)])).toMatchObject({
      items: [{ id: "c" }, { id: "e", max: 5 }],
      attempts: [{ scores: [1, 2] }, { scores: [1, 4] }],
      ungradedQuestions: [],
      ungradedAttempts: [1],
    });
  });

  it("measures points out of the most that a question could earn in any attempt", () => {
    const scored = (points: number, max: number): GradedAttempt => ({
      score: { questions: [{ questionId: "c", status: "partial", points, max }] },
    });
    const input = analysisInput({ questions: [choice] }, [scored(0.5, 2), scored(-2, 4), scored(4, 4), scored(0, 0)]);
    expect(input.items).toMatchObject([{ max: 4 }]);
    expect(input.attempts.map(({ scores }) => scores)).toEqual([[1], [-2], [4], [0]]);
  });

  it("counts what was earned before an answer became impossible", () => {
    const score: Scored = { questions: [{ questionId: "c", status: "invalid", points: 0.5, max: 1 }] };
    expect(analysisInput({ questions: [choice] }, [{ score }]).attempts).toEqual([{ scores: [0.5] }]);
  });

  it("takes a question that an attempt did not have for unanswered, and leaves out one that the quiz has not", () => {
    const [, , ...fewer] = questions;
    const attempts = [graded({ t: false, n: { value: "42" } }, { questions: fewer }), graded(all)];
    const input = analysisInput({ questions: questions.slice(0, 3) }, attempts);
    expect(input.attempts.map(({ scores }) => scores)).toEqual([
      [null, null, 1],
      [1, 2, 1],
    ]);
  });

  it("gives items the points of the quiz when there is no attempt", () => {
    expect(analysisInput(quiz, []).items.map(({ max }) => max)).toEqual([1, 2, 1, 3]);
    expect(analyse(analysisInput(quiz, [])).warnings).toMatchObject([{ code: "few-attempts", attempts: 0 }]);
  });

  it("leaves out choices that are no options, or not of the form of an answer", () => {
    const score: Scored = {
      questions: ["c", "m", "t"].map((questionId) => ({ questionId, status: "incorrect", points: 0, max: 1 })),
    };
    const responses = { c: { id: "a" }, m: ["a", "gone", 7, "a"], t: "perhaps" };
    const { attempts } = analysisInput({ questions: questions.slice(0, 3) }, [{ score, responses }]);
    expect(attempts[0]?.choices).toEqual([null, ["a"], null]);
  });

  it("does not take a number for the option of that name", () => {
    const numbered = { questions: [{ ...choice, options: named("7", "8") }] };
    const score: Scored = { questions: [{ questionId: "c", status: "incorrect", points: 0, max: 1 }] };
    expect(analysisInput(numbered, [{ score, responses: { c: 7 } }]).attempts).toEqual([
      { scores: [0], choices: [null] },
    ]);
  });

  it("finds ids that are names of objects' own", () => {
    const odd = { questions: [{ ...choice, id: "__proto__" }] };
    const responses: unknown = JSON.parse('{ "__proto__": "b" }');
    const input = analysisInput(odd, [{ score: gradeQuiz(odd, responses), responses: Object(responses) }]);
    expect(input.attempts).toEqual([{ scores: [0], choices: ["b"] }]);
  });
});

describe("analysisInput of attempts", () => {
  /** Where an attempt stands after these answers. */
  function attempt(responses: Readonly<Record<string, unknown>>, isFinished = true): AttemptState {
    const started = startAttempt(quiz, { attemptId: "x", learnerId: "l", seed: "s" }, 0);
    if ("refused" in started) throw new Error(started.refused.message);
    const log: AttemptEvent[] = [...started.events];
    const state = (): AttemptState => {
      const folded = foldAttempt(log);
      if ("fault" in folded) throw new Error(folded.fault.message);
      return folded.state;
    };
    const commands = Object.entries(responses).map(([questionId, response]) => ({
      ...{ type: "answer" as const, questionId, response },
    }));
    for (const command of [...commands, ...(isFinished ? [{ type: "finish" as const }] : [])]) {
      log.push(...decide(quiz, state(), command, log.length).events);
    }
    return state();
  }

  it("gives the same as of the grades of the same answers", () => {
    const answers = [all, { c: "b", m: ["a"] }, {}];
    const ofStates = analysisInput(
      quiz,
      answers.map((responses) => attempt(responses)),
    );
    expect(ofStates).toEqual(
      analysisInput(
        quiz,
        answers.map((responses) => graded(responses)),
      ),
    );
  });

  it("takes the score of a finished attempt alone", () => {
    const { score } = attempt(all);
    if (score === null) throw new Error("The attempt is not finished");
    expect(analysisInput(quiz, [{ score }]).attempts).toEqual([{ scores: [1, 2, 1, 3] }]);
  });

  it("leaves out an attempt that is not finished, and says which", () => {
    const input = analysisInput(quiz, [attempt(all), attempt(all, false)]);
    expect(input).toMatchObject({ ungradedAttempts: [1], ungradedQuestions: [] });
    expect(input.attempts).toHaveLength(1);
  });
});

describe("the types of analysisInput", () => {
  it("take what grading and attempts give", () => {
    expectTypeOf<QuizGrade>().toExtend<Scored>();
    expectTypeOf<AttemptScore>().toExtend<Scored>();
    expectTypeOf<AttemptState>().toExtend<AttemptStateLike>();
  });
});
