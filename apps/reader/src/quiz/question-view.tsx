import { useLayoutEffect, useRef } from "react";
import type { FormEvent, ReactElement } from "react";
import { Rich } from "../view/rich.tsx";
import { isAnswered } from "./question-state.ts";
import type { QuestionAction, QuestionState } from "./question-state.ts";
import type { QuizQuestion } from "./quiz-props.ts";

/** What {@link QuestionView} shows. */
export interface QuestionViewProps {
  question: QuizQuestion;
  state: QuestionState;
  number: number;
  count: number;
  onAction: (action: QuestionAction) => void;
}

/** One question: its options, and after the answer whether it was right and why. */
export function QuestionView({ question, state, number, count, onAction }: QuestionViewProps): ReactElement {
  const feedback = useRef<HTMLDivElement>(null);
  const { grade, chosen } = state;
  const answered = isAnswered(state);
  const promptId = `${question.id}-prompt`;
  const numberId = `${question.id}-number`;

  // Before the browser paints, so that the result is never shown without the focus.
  useLayoutEffect(() => {
    if (grade !== null) feedback.current?.focus();
  }, [grade]);

  const check = (event: FormEvent): void => {
    event.preventDefault();
    onAction({ type: "check" });
  };

  return (
    <form className="question" onSubmit={check} noValidate>
      <fieldset aria-labelledby={`${numberId} ${promptId}`} disabled={answered}>
        <p className="question-number" id={numberId}>
          Question {number} of {count}
        </p>
        <div className="prompt" id={promptId}>
          <Rich markup={question.prompt} />
        </div>
        {question.options.map((option) => (
          <label
            key={option.id}
            className="option"
            data-mark={answered ? markOf(option.id, question.key.correct, chosen) : undefined}
          >
            <input
              type="radio"
              name={question.id}
              value={option.id}
              checked={chosen === option.id}
              onChange={() => {
                onAction({ type: "choose", option: option.id });
              }}
            />
            <span>
              <Rich markup={option.content} inline />
              {answered && option.id === question.key.correct && <strong className="tag">Right answer</strong>}
              {answered && option.id === chosen && option.id !== question.key.correct && (
                <strong className="tag">Your answer</strong>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      <div className="feedback" ref={feedback} tabIndex={-1} role="status" data-status={grade?.status}>
        {grade?.status === "correct" && <Verdict icon="✓" text="Right." />}
        {grade?.status === "incorrect" && <Verdict icon="✗" text="Not right." />}
        {grade?.status === "invalid" && <Verdict icon="!" text="Choose an answer first." />}
        {answered && question.explanation !== null && <Rich markup={question.explanation} />}
      </div>
      {answered ? (
        <button
          type="button"
          className="quiet needs-script"
          onClick={() => {
            onAction({ type: "retry" });
          }}
        >
          Try again
        </button>
      ) : (
        <button type="submit" className="needs-script">
          Check answer
        </button>
      )}
    </form>
  );
}

function Verdict({ icon, text }: { icon: string; text: string }): ReactElement {
  return (
    <p className="verdict">
      <span aria-hidden="true" className="verdict-icon">
        {icon}
      </span>
      {text}
    </p>
  );
}

function markOf(option: string, correct: string, chosen: string | null): "right" | "wrong" | undefined {
  if (option === correct) return "right";
  return option === chosen ? "wrong" : undefined;
}
