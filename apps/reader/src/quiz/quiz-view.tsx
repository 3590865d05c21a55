import { useReducer } from "react";
import type { ReactElement } from "react";
import { Rich } from "../view/rich.tsx";
import { QuestionView } from "./question-view.tsx";
import type { QuizProps } from "./quiz-props.ts";
import { earnedPoints, initialQuizState, nextQuizState, stateOf } from "./quiz-state.ts";

/** A quiz: every question is graded on its own as soon as it is answered. */
export function QuizView({ id, title, intro, questions }: QuizProps): ReactElement {
  const [state, dispatch] = useReducer(nextQuizState, initialQuizState);
  const max = questions.reduce((sum, question) => sum + question.points, 0);

  return (
    <section className="quiz" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {intro !== null && <Rich markup={intro} />}
      <p className="only-without-script">
        The answers are checked in your browser, which has scripts switched off. You can still read the questions.
      </p>
      {questions.map((question, index) => (
        <QuestionView
          key={question.id}
          question={question}
          state={stateOf(state, question)}
          number={index + 1}
          count={questions.length}
          onAction={(action) => {
            dispatch({ question, action });
          }}
        />
      ))}
      <p className="score needs-script" aria-live="polite">
        {earnedPoints(state)} of {max} {max === 1 ? "point" : "points"}
      </p>
    </section>
  );
}
