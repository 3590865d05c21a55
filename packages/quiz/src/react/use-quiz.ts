"use client";

import type { Question } from "@mlops/schema";
import { useRef, useState } from "react";
import { freshProgress, nextProgress, standingOf } from "./question-progress.ts";
import type { PracticeRules, QuestionAction, QuestionProgress, QuestionStanding } from "./question-progress.ts";
import { freshQuiz, nextQuiz, quizStanding } from "./quiz-progress.ts";
import type { PracticeQuiz, QuizAction, QuizProgress, QuizStanding } from "./quiz-progress.ts";

/** Something that a learner did, and what came of it. */
export interface QuizEvent {
  readonly action: QuizAction;
  /** To be kept, and given back as `initial`. */
  readonly progress: QuizProgress;
  readonly standing: QuizStanding;
}

/** How {@link useQuiz} goes on, and who hears of it. */
export interface UseQuizOptions extends PracticeRules {
  /** Where to go on. Default: from the start. */
  readonly initial?: QuizProgress | undefined;
  /** Called after everything that a learner does. */
  readonly onEvent?: ((event: QuizEvent) => void) | undefined;
}

/**
 * A practice quiz without any looks: where a learner is, what that has come to, and what they do next.
 *
 * @example
 * const { progress, standing, act } = useQuiz(quiz, { attemptPolicy: { type: "interactive", tries: 3 } });
 * act({ type: "submit", questionId: "q-shadow", response: "7cd212" });
 */
export function useQuiz(
  quiz: PracticeQuiz,
  { initial = freshQuiz, onEvent, ...rules }: UseQuizOptions = {},
): { readonly progress: QuizProgress; readonly standing: QuizStanding; readonly act: (action: QuizAction) => void } {
  const [progress, setProgress] = useState(initial);
  // Two actions may come before the first of them is shown.
  const latest = useRef(progress);
  return {
    progress,
    standing: quizStanding(quiz, progress, rules),
    act: (action) => {
      const next = nextQuiz(quiz, latest.current, action, rules);
      latest.current = next;
      setProgress(next);
      onEvent?.({ action, progress: next, standing: quizStanding(quiz, next, rules) });
    },
  };
}

/** One question to practise, without any looks; see {@link useQuiz}. */
export function useQuestion(
  question: Question,
  rules: PracticeRules = {},
): {
  readonly progress: QuestionProgress;
  readonly standing: QuestionStanding;
  readonly act: (action: QuestionAction) => void;
} {
  const [progress, setProgress] = useState(freshProgress);
  return {
    progress,
    standing: standingOf(question, progress, rules),
    act: (action) => {
      setProgress((before) => nextProgress(question, before, action, rules));
    },
  };
}
