import { describe, expect, it } from "vitest";
import { initialQuestionState, isAnswered, nextQuestionState } from "../src/quiz/question-state.ts";
import type { QuestionAction, QuestionState } from "../src/quiz/question-state.ts";
import { earnedPoints, initialQuizState, nextQuizState } from "../src/quiz/quiz-state.ts";
import type { QuizAction } from "../src/quiz/quiz-state.ts";
import type { QuizQuestion } from "../src/quiz/quiz-props.ts";

const empty = { type: "root" as const, children: [] };
const question: QuizQuestion = {
  type: "choice",
  id: "q",
  points: 2,
  prompt: empty,
  options: [
    { id: "a", content: empty },
    { id: "b", content: empty },
  ],
  explanation: null,
  key: { correct: "b" },
};
const after = (...actions: QuestionAction[]): QuestionState =>
  actions.reduce((state, action) => nextQuestionState(question, state, action), initialQuestionState);

describe("a question in the reader", () => {
  it("is graded by the answer that was chosen", () => {
    expect(after({ type: "choose", option: "b" }, { type: "check" }).grade).toMatchObject({
      status: "correct",
      points: 2,
    });
    expect(after({ type: "choose", option: "a" }, { type: "check" }).grade).toMatchObject({ status: "incorrect" });
  });

  it("asks for an answer before it counts as answered", () => {
    const state = after({ type: "check" });
    expect(state.grade).toMatchObject({ status: "invalid", reason: "unanswered" });
    expect(isAnswered(state)).toBe(false);
    expect(after({ type: "check" }, { type: "choose", option: "a" }).grade).toBeNull();
  });

  it("keeps a graded answer until a new try", () => {
    const graded = after({ type: "choose", option: "a" }, { type: "check" });
    expect(nextQuestionState(question, graded, { type: "choose", option: "b" })).toBe(graded);
    expect(nextQuestionState(question, graded, { type: "check" })).toBe(graded);
    expect(nextQuestionState(question, graded, { type: "retry" })).toEqual(initialQuestionState);
  });
});

describe("a quiz in the reader", () => {
  const other: QuizQuestion = { ...question, id: "other", points: 5 };
  const points = (...actions: QuizAction[]): number => earnedPoints(actions.reduce(nextQuizState, initialQuizState));
  const answer = (asked: QuizQuestion, option: string): QuizAction[] => [
    { question: asked, action: { type: "choose", option } },
    { question: asked, action: { type: "check" } },
  ];

  it("adds up the points of the right answers", () => {
    expect(points()).toBe(0);
    expect(points(...answer(question, "b"), ...answer(other, "b"))).toBe(7);
    expect(points(...answer(question, "b"), ...answer(other, "a"))).toBe(2);
  });

  it("takes the points back with a new try, and leaves the other question alone", () => {
    const retry: QuizAction = { question: other, action: { type: "retry" } };
    expect(points(...answer(question, "b"), ...answer(other, "b"), retry)).toBe(2);
  });
});
