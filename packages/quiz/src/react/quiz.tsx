"use client";

import type { PublicText } from "@mlops/schema";
import { useId } from "react";
import type { ReactElement } from "react";
import { PracticeQuestion } from "./practice-question.tsx";
import { TeachingLinks } from "./question-result.tsx";
import type { ResultSettings } from "./question-result.tsx";
import { progressOf } from "./quiz-progress.ts";
import type { PracticeQuiz } from "./quiz-progress.ts";
import { Total } from "./quiz-review.tsx";
import { renderMarkdown } from "./rich-text.tsx";
import { englishStrings } from "./strings.ts";
import { useFocus } from "./use-focus.ts";
import { useQuiz } from "./use-quiz.ts";
import type { UseQuizOptions } from "./use-quiz.ts";

/** What {@link Quiz} shows. */
export interface QuizProps extends ResultSettings, UseQuizOptions {
  /** A `QuizBlock` of a lesson fits as it is. */
  readonly quiz: PracticeQuiz & {
    readonly title?: PublicText | undefined;
    readonly intro?: PublicText | undefined;
    /** With `false`, options stay as the author wrote them, whatever the seed. */
    readonly shuffle?: boolean | undefined;
  };
}

/**
 * A quiz to practise: each question is graded in the browser when its answer is handed in, may be tried again as the
 * rules say, and then shows what is right and why. In the place of another quiz it wants a `key`.
 *
 * @example
 * <Quiz quiz={quiz} seed={learnerId} linkTo={(pageId) => `/lesson/${pageId}/`} />
 */
export function Quiz(props: QuizProps): ReactElement {
  const { quiz, seed, linkTo, reveal = true, strings = englishStrings, renderText = renderMarkdown } = props;
  const { questions, title, intro, shuffle } = quiz;
  const { progress, standing, act } = useQuiz(quiz, props);
  const [root, focus] = useFocus<HTMLElement>();
  const id = useId();
  const label = (place: number): string => strings.question(place + 1, questions.length);
  return (
    <section ref={root} className="quiz" aria-labelledby={title && id}>
      {title && (
        <h2 className="quiz-title" id={id}>
          {renderText(title, { inline: true })}
        </h2>
      )}
      {intro && <div className="quiz-intro">{renderText(intro, {})}</div>}
      <ol className="quiz-questions">
        {questions.map((question, place) => (
          <li key={question.id + progress.round} id={id + place} tabIndex={-1}>
            <PracticeQuestion
              question={question}
              progress={progressOf(progress, question.id)}
              rules={props}
              act={(action) => {
                act({ ...action, questionId: question.id });
              }}
              label={label(place)}
              // Another order in each round, and the same one within it.
              seed={seed === undefined || shuffle === false ? undefined : seed + (progress.round || "")}
              reveal={reveal}
              linkTo={linkTo}
              strings={strings}
              renderText={renderText}
            />
          </li>
        ))}
      </ol>
      <div className="quiz-summary">
        <div role="status">{standing.isDone && <Total {...standing} strings={strings} />}</div>
        {standing.isDone && (
          <>
            {standing.weak.length > 0 && (
              <>
                <p>{strings.weak}</p>
                <ul className="quiz-weak">
                  {questions.map(
                    (question, place) =>
                      standing.weak.includes(question.id) && (
                        <li key={question.id}>
                          <a href={`#${id}${place}`}>{label(place)}</a>
                          <TeachingLinks question={question} linkTo={linkTo} strings={strings} />
                        </li>
                      ),
                  )}
                </ul>
              </>
            )}
            <button
              type="button"
              onClick={() => {
                act({ type: "restart" });
                focus(".quiz-questions > li");
              }}
            >
              {strings.restart}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
