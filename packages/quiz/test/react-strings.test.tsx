import type { Question } from "@mlops/schema";
import { renderToStaticMarkup as markupOf } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { grade, gradeQuiz, responseLimits } from "@mlops/quiz";
import { englishStrings, freshProgress, QuestionFields, QuestionResult, Quiz, QuizReview } from "@mlops/quiz/react";
import type { QuizStrings } from "@mlops/quiz/react";
import { kinds, rich, rightResponses, samples, wrongResponses } from "./react-support.tsx";

/** A language in which every word is a Greek one, and which passes on what it is told. */
function inGreek<Words>(words: Words, name = ""): Words {
  const translated =
    typeof words === "string"
      ? `λόγος ${name.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 848))}`
      : typeof words === "function"
        ? (...told: unknown[]) => `λόγος ${told.filter((one) => typeof one !== "object").join(" ")}`
        : Array.isArray(words)
          ? words.map((one: unknown) => inGreek(one))
          : Object.fromEntries(
              Object.entries(words as object).map(([key, one]: [string, unknown]) => [key, inGreek(one, key)]),
            );
  return translated as Words;
}

const strings: QuizStrings = inGreek(englishStrings);
const tracing: Question = { ...samples.tracing, prompt: rich({ type: "code", value: "PRINT(1)" }) };
const questions: Question[] = kinds.map((type) => (type === "tracing" ? tracing : samples[type]));
const linkTo = (): { href: string; title: string } => ({ href: "/", title: "PAGE" });

/** Everything that people read or hear. */
function said(markup: string): string {
  const labels = [
    ...markup.matchAll(/ (?:aria-label|alt|title|placeholder|aria-description|aria-roledescription)="([^"]*)"/g),
  ];
  return [markup.replaceAll(/<[^>]*>/g, " "), ...labels.map(([, label = ""]) => label)]
    .join(" ")
    .replaceAll(/&[a-z#0-9]+;/g, " ");
}

describe("the words of the user interface", () => {
  const responses = { ...wrongResponses, essay: "FREELY" };
  const reasons = Object.keys(englishStrings.phrases.invalid) as (keyof typeof englishStrings.phrases.invalid)[];
  const everything = (words?: QuizStrings): string =>
    markupOf(
      <>
        {questions.map((question) => (
          <QuestionFields key={question.id} question={question} problem="unanswered" strings={words} />
        ))}
        {reasons.map((reason) => (
          <QuestionFields key={reason} question={samples.choice} problem={reason} strings={words} />
        ))}
        {questions.flatMap((question) =>
          [rightResponses[question.type], responses[question.type], null, { choice: "a", multi: ["a", "d"] }].map(
            (response, place) => (
              <QuestionResult
                key={question.id + place}
                question={question}
                response={response as never}
                grade={grade(question, response)}
                linkTo={linkTo}
                strings={words}
              />
            ),
          ),
        )}
        <QuestionResult
          question={samples.essay}
          response="X"
          grade={grade(samples.essay, "X".repeat(responseLimits.essay + 1))}
          strings={words}
        />
        {(["edc", "halves", "coverage", "perOptionPenalty", "fractions"] as const).map((policy) => (
          <QuestionResult
            key={policy}
            question={samples.multi}
            response={["a"]}
            grade={grade(samples.multi, ["a"], policy)}
            strings={words}
          />
        ))}
        {[undefined, 0.1, 1].map((pass) => (
          <QuizReview
            key={String(pass)}
            questions={questions}
            responses={{}}
            grade={gradeQuiz({ questions: questions.slice(0, 4), pass }, { "q-choice": "b" })}
            strings={words}
          />
        ))}
        {[{}, { hints: 1 }, { tries: [{ response: "a" }] }, { tries: [{ response: "a" }], gaveUp: true as const }].map(
          (more, place) => (
            <Quiz
              key={place}
              quiz={{ questions: [samples.choice], pass: 0.5 }}
              policy="cbm"
              attemptPolicy={place === 2 ? { type: "interactive" } : { type: "adaptive" }}
              initial={{ round: 0, questions: { "q-choice": { ...freshProgress, ...more } } }}
              linkTo={linkTo}
              strings={words}
            />
          ),
        )}
      </>,
    );

  it("are all in one place: in another language, no English is left", () => {
    expect(said(everything(strings)).match(/[a-z]+/g)).toBeNull();
  });

  it("are English where nothing else is said", () => {
    expect(said(everything()).match(/[α-ω]/g)).toBeNull();
    expect(everything()).toBe(everything(englishStrings));
  });

  it("are each used", () => {
    const whole = said(everything(strings));
    const unused = leaves(englishStrings).filter(([, words]) => !whole.includes(words));
    // What policies are called is said by `explain`, which has its own tests.
    expect(unused.map(([name]) => name).filter((name) => !name.startsWith("phrases.policies."))).toEqual([]);
  });

  /** The plain words, by name, in the other language. */
  function leaves(words: object, name = ""): [string, string][] {
    return Object.entries(words).flatMap(([key, one]: [string, unknown]): [string, string][] => {
      if (typeof one === "string" && Number.isNaN(Number(key))) return [[`${name}${key}`, inGreek(one, key)]];
      return typeof one === "object" && one !== null ? leaves(one, `${name}${key}.`) : [];
    });
  }
});
