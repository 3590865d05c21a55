// Every entry's types in a consumer's program.
import express from "express";
import { grade } from "@mlops/quiz";
import type { Grade, Policy } from "@mlops/quiz";
import { analyse } from "@mlops/quiz/analysis";
import type { Analysis } from "@mlops/quiz/analysis";
import { decide, foldAttempt } from "@mlops/quiz/attempts";
import type { AttemptEvent, AttemptQuiz, Decision } from "@mlops/quiz/attempts";
import { quizApi } from "@mlops/quiz/express";
import { Quiz } from "@mlops/quiz/react";
import { createDeck } from "@mlops/quiz/review";
import type { ReviewDeck } from "@mlops/quiz/review";
import { indexedDbStore } from "@mlops/quiz/stores/indexeddb";
import { memoryStore } from "@mlops/quiz/stores/memory";
import type { AttemptStore } from "@mlops/quiz/stores/memory";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";
import type { Question, QuizBlock } from "@mlops/schema";

const policy: Policy = { type: "cbm", certainty: 2, base: "edc" };
export const graded = (question: Question): Grade["status"] => grade(question, null, policy).status;
// @ts-expect-error -- the types have arrived: there is no such policy
grade({ type: "trueFalse", points: 1, key: { correct: true } }, true, "generous");
export const analysis = (scores: number[][]): Analysis =>
  analyse({ items: [{ id: "a", max: 1 }], attempts: scores.map((row) => ({ scores: row })) });
export function decided(quiz: AttemptQuiz, log: readonly AttemptEvent[]): Decision | undefined {
  const folded = foldAttempt(log);
  return "state" in folded ? decide(quiz, folded.state, { type: "finish" }, 1) : undefined;
}
export const deck = (quiz: QuizBlock): ReviewDeck => createDeck({ questions: quiz.questions });
export const stores = async (): Promise<AttemptStore[]> => [
  memoryStore(),
  indexedDbStore(),
  await sqliteStore({ path: "quiz.sqlite" }),
];
export const app = (quiz: QuizBlock): express.Express =>
  express().use("/quiz", quizApi({ quizzes: () => quiz, store: memoryStore(), learner: () => null }));
export const element = (quiz: QuizBlock) => <Quiz quiz={quiz} seed="ada" />;
