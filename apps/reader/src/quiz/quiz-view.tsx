import { useCallback, useState } from "react";
import type { ReactElement } from "react";
import { Rich } from "../view/rich.tsx";
import { QuestionView } from "./question-view.tsx";
import type { QuizProps } from "./quiz-props.ts";

/** A quiz: every question is graded on its own as soon as it is answered. */
export function QuizView({ id, title, intro, questions }: QuizProps): ReactElement {
  const [points, setPoints] = useState<Readonly<Record<string, number>>>({});
  const report = useCallback((question: string, earned: number) => {
    setPoints((current) => ({ ...current, [question]: earned }));
  }, []);
  const earned = Object.values(points).reduce((sum, value) => sum + value, 0);
  const max = questions.reduce((sum, question) => sum + question.points, 0);

  return (
    <section className="quiz" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {intro !== null && <Rich markup={intro} />}
      <p className="only-without-script">
        The answers are checked in your browser, which has scripts switched off. You can still read the questions.
      </p>
      {questions.map((question, index) => (
        <ReportingQuestion
          key={question.id}
          question={question}
          number={index + 1}
          count={questions.length}
          report={report}
        />
      ))}
      <p className="score needs-script" aria-live="polite">
        {earned} of {max} {max === 1 ? "point" : "points"}
      </p>
    </section>
  );
}

/** Gives a question a callback of its own that stays the same while the quiz is drawn anew. */
function ReportingQuestion({
  report,
  ...rest
}: Omit<Parameters<typeof QuestionView>[0], "onPoints"> & {
  report: (question: string, earned: number) => void;
}): ReactElement {
  const { id } = rest.question;
  const onPoints = useCallback(
    (earned: number) => {
      report(id, earned);
    },
    [id, report],
  );
  return <QuestionView {...rest} onPoints={onPoints} />;
}
