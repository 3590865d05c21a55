import type { QuestionResponse } from "@mlops/schema";
import type { ReactElement } from "react";
import type { QuizGrade } from "../grading/grade-quiz.ts";
import { QuestionResult } from "./question-result.tsx";
import type { QuestionResultProps, ResultSettings } from "./question-result.tsx";
import { englishStrings } from "./strings.ts";
import type { QuizStrings } from "./strings.ts";

/** What {@link QuizReview} shows. */
export interface QuizReviewProps extends ResultSettings {
  readonly questions: readonly QuestionResultProps["question"][];
  /** The answers, by the `id` of the question. */
  readonly responses: Readonly<Record<string, QuestionResponse>>;
  /** What `gradeQuiz` gave for them. */
  readonly grade: QuizGrade;
}

/** A whole quiz to look back at: the points, and every question with its answer. */
export function QuizReview({ questions, responses, grade, ...settings }: QuizReviewProps): ReactElement {
  const { strings = englishStrings } = settings;
  return (
    <div className="quiz-review">
      <Total {...grade} strings={strings} />
      <ol className="quiz-questions">
        {grade.results.map(({ questionId, grade: own }, place) => {
          const question = questions.find((one) => ("type" in one ? one : one.public).id === questionId);
          return (
            question && (
              <li key={questionId}>
                <QuestionResult
                  {...settings}
                  question={question}
                  response={responses[questionId] ?? null}
                  grade={own}
                  label={strings.question(place + 1, grade.results.length)}
                />
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}

/** The points of a quiz, and whether that is enough. */
export function Total({
  points,
  max,
  passed,
  strings,
}: Pick<QuizGrade, "points" | "max" | "passed"> & { readonly strings: QuizStrings }): ReactElement {
  return (
    <p className="quiz-total">
      {strings.phrases.points(points, max)} {passed !== undefined && (passed ? strings.passed : strings.notPassed)}
    </p>
  );
}
