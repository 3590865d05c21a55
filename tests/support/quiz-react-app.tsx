import type { PublicQuestion, Question } from "@mlops/schema";
import { gradeQuiz } from "@mlops/quiz";
import { QuestionFields, QuestionForm, Quiz, QuizReview, responseFromForm, useQuestion } from "@mlops/quiz/react";
import type { QuizProps } from "@mlops/quiz/react";
import type { ReactElement } from "react";

/** What a page shows; plain JSON, for the server and the browser alike. */
export type PageData =
  | {
      readonly show: "practice";
      readonly quizzes: readonly Pick<QuizProps, "quiz" | "seed" | "attemptPolicy" | "policy" | "initial">[];
    }
  | { readonly show: "own"; readonly questions: readonly Question[] }
  | { readonly show: "exam"; readonly questions: readonly PublicQuestion[] }
  | { readonly show: "review"; readonly questions: readonly Question[]; readonly responses: Record<string, never> };

const linkTo = (pageId: string): { href: string; title: string } => ({ href: `#${pageId}`, title: "Ways to deploy" });

/** A page as a consumer of the package would write it. */
export function App({ data }: { readonly data: PageData }): ReactElement {
  switch (data.show) {
    case "practice":
      return (
        <main>
          <h1>Quizzes</h1>
          {data.quizzes.map((props, place) => (
            <Quiz
              key={place}
              {...props}
              linkTo={linkTo}
              onEvent={(event) => {
                document.title = JSON.stringify(event);
              }}
            />
          ))}
        </main>
      );
    case "own":
      return (
        <main>
          <h1>Own</h1>
          {data.questions.map((question) => (
            <Own key={question.id} question={question} />
          ))}
        </main>
      );
    case "exam":
      return (
        <main>
          <h1>Exam</h1>
          {data.questions.map((question) => (
            <QuestionForm
              key={question.id}
              question={question}
              action="/answers"
              onSubmit={(response) => {
                document.title = JSON.stringify(response);
              }}
            />
          ))}
        </main>
      );
    case "review":
      return (
        <main>
          <h1>Review</h1>
          <QuizReview
            questions={data.questions}
            responses={data.responses}
            grade={gradeQuiz({ questions: data.questions }, data.responses)}
            linkTo={linkTo}
          />
        </main>
      );
  }
}

/** A question with a look of its own. */
function Own({ question }: { readonly question: Question }): ReactElement {
  const { progress, standing, act } = useQuestion(question, { attemptPolicy: { type: "interactive", tries: 2 } });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act({ type: "submit", response: responseFromForm(question, new FormData(event.currentTarget)) });
      }}
    >
      <QuestionFields question={question} problem={progress.problem} disabled={standing.isDone} />
      <button>OK</button>
      <output>
        {standing.last?.status} {standing.grade.points} {standing.left} {String(standing.isDone)}
      </output>
    </form>
  );
}
