"use client";

import type { Question } from "@mlops/schema";
import type { ReactElement } from "react";
import { Options } from "./kinds/options.tsx";
import type { Settings } from "./kinds/fields.ts";
import { QuestionForm } from "./question-form.tsx";
import { standingOf } from "./question-progress.ts";
import type { PracticeRules, QuestionAction, QuestionProgress } from "./question-progress.ts";
import { Prompt, ReviewDetails, reviewed, Verdict } from "./question-result.tsx";
import type { LinkTo } from "./question-result.tsx";
import { useFocus } from "./use-focus.ts";

/** What {@link PracticeQuestion} shows. */
export interface PracticeQuestionProps extends Settings {
  readonly question: Question;
  readonly progress: QuestionProgress;
  readonly rules: PracticeRules;
  readonly act: (action: QuestionAction) => void;
  readonly label: string;
  readonly seed: string | undefined;
  readonly reveal: boolean;
  readonly linkTo: LinkTo | undefined;
}

/** A question to answer, hint by hint and try by try; once it is done, its result. */
export function PracticeQuestion(props: PracticeQuestionProps): ReactElement {
  const { question, progress, rules, act, label, seed, reveal, linkTo, strings, renderText } = props;
  const [root, focus] = useFocus<HTMLDivElement>();
  const { last, grade, left, hints, canAskHint, asksCertainty, isDone } = standingOf(question, progress, rules);
  const { response, tries, problem, certainty, gaveUp } = progress;
  const whole = reviewed(question, seed, reveal);
  const shown = question.hints?.slice(0, hints) ?? [];
  return (
    <div ref={root} className="quiz-practice">
      {isDone ? (
        <Prompt question={whole} label={label} renderText={renderText} />
      ) : (
        <QuestionForm
          question={question}
          response={response}
          problem={problem}
          label={label}
          seed={seed}
          strings={strings}
          renderText={renderText}
          onChange={(next) => {
            act({ type: "change", response: next });
          }}
          onSubmit={(next) => {
            act({ type: "submit", response: next });
            focus(".quiz-error, .quiz-status");
          }}
          buttons={
            <>
              {canAskHint && (
                <button
                  type="button"
                  className="quiz-needs-script"
                  onClick={() => {
                    act({ type: "hint" });
                    focus(".quiz-hints > :last-child");
                  }}
                >
                  {strings.hint(hints + 1, question.hints?.length ?? 0)}
                </button>
              )}{" "}
              {last && reveal && (
                <button
                  type="button"
                  className="quiz-needs-script"
                  onClick={() => {
                    act({ type: "giveUp" });
                    focus(".quiz-status");
                  }}
                >
                  {strings.giveUp}
                </button>
              )}
            </>
          }
        >
          {asksCertainty && (
            <fieldset className="quiz-certainty">
              <legend>{strings.certainty}</legend>
              <Options
                type="radio"
                name={`${question.id}:certainty`}
                options={strings.certainties.map((words, place) => [`${place + 1}`, words])}
                chosen={[String(certainty)]}
                input={{
                  onChange: ({ target: { value } }) => {
                    act({ type: "certainty", certainty: value === "1" ? 1 : value === "2" ? 2 : 3 });
                  },
                  "aria-invalid": undefined,
                  "aria-describedby": undefined,
                }}
              />
            </fieldset>
          )}
          {shown.length > 0 && (
            <ol className="quiz-hints">
              {shown.map((hint, place) => (
                <li key={place} tabIndex={-1}>
                  {renderText(hint, {})}
                </li>
              ))}
            </ol>
          )}
        </QuestionForm>
      )}
      <div className="quiz-status" role="status" tabIndex={-1}>
        {(last ?? gaveUp) && problem === undefined && (
          <>
            <Verdict last={last ?? grade} grade={grade} strings={strings} />
            {!isDone &&
              grade.feedback.map(({ part, content }) => (
                <div className="quiz-reason" key={part}>
                  {renderText(content, {})}
                </div>
              ))}
            {!isDone && left !== null && <p>{strings.triesLeft(left)}</p>}
          </>
        )}
      </div>
      {isDone && (
        <ReviewDetails
          question={whole}
          response={tries.at(-1)?.response}
          grade={last ?? grade}
          linkTo={linkTo}
          strings={strings}
          renderText={renderText}
        />
      )}
    </div>
  );
}
