import { englishPhrases } from "../grading/explain.ts";
import type { ExplainPhrases } from "../grading/explain.ts";
import type { PartStatus } from "../grading/grade-result.ts";

/** All words that this user interface says, to be put into other languages. */
export interface QuizStrings {
  /** What is wrong with an answer that cannot be graded, and how an answer came to its points. */
  readonly phrases: ExplainPhrases;
  readonly question: (number: number, count: number) => string;
  /** How an answer came out. */
  readonly verdicts: Readonly<Record<"correct" | "partial" | "incorrect", string>>;
  /** How one part of an answer came out. */
  readonly marks: Readonly<Record<PartStatus, string>>;
  readonly answer: string;
  readonly rightAnswer: string;
  readonly noAnswer: string;
  readonly true: string;
  readonly false: string;
  readonly unit: string;
  /** What a list to choose from says while nothing is chosen. */
  readonly choose: string;
  readonly gap: (number: number, count: number) => string;
  readonly prints: string;
  readonly fails: string;
  readonly moveUp: (item: string) => string;
  readonly moveDown: (item: string) => string;
  readonly place: (item: string) => string;
  readonly moved: (item: string, place: number, count: number) => string;
  readonly certainty: string;
  /** Of certainty 1, 2 and 3. */
  readonly certainties: readonly [string, string, string];
  readonly check: string;
  readonly hint: (number: number, count: number) => string;
  readonly giveUp: string;
  readonly triesLeft: (count: number) => string;
  readonly readAgain: (title: string) => string;
  readonly passed: string;
  readonly notPassed: string;
  readonly weak: string;
  readonly restart: string;
}

/** The words in English. */
export const englishStrings: QuizStrings = {
  phrases: englishPhrases,
  question: (number, count) => `Question ${number} of ${count}`,
  verdicts: { correct: "Right.", partial: "Partly right.", incorrect: "Not right." },
  marks: {
    correct: "Your answer, right",
    partial: "Your answer, partly right",
    incorrect: "Your answer, not right",
    missed: "Right, not in your answer",
    avoided: "Not right, not in your answer",
  },
  answer: "Your answer",
  rightAnswer: "Right answer",
  noAnswer: "No answer",
  true: "True",
  false: "False",
  unit: "Unit",
  choose: "Choose …",
  gap: (number, count) => `Gap ${number} of ${count}`,
  prints: "It prints this:",
  fails: "It does not compile, or ends with an error",
  moveUp: (item) => `Move up: ${item}`,
  moveDown: (item) => `Move down: ${item}`,
  place: (item) => `Place of: ${item}`,
  moved: (item, place, count) => `Now in place ${place} of ${count}: ${item}`,
  certainty: "How sure are you?",
  certainties: ["Not very", "Fairly", "Quite"],
  check: "Check answer",
  hint: (number, count) => `Show hint ${number} of ${count}`,
  giveUp: "Show the right answer",
  triesLeft: (count) => `Tries left: ${count}.`,
  readAgain: (title) => `Read again: ${title}`,
  passed: "Passed.",
  notPassed: "Not passed.",
  weak: "Worth another look:",
  restart: "Start again",
};
