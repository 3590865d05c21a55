import type { PublicQuestion, Question, QuestionResponse } from "@mlops/schema";
import type { ReactElement, ReactNode } from "react";
import { explain } from "../grading/explain.ts";
import type { GradableHalves } from "../grading/gradable.ts";
import type { Grade, PartStatus } from "../grading/grade-result.ts";
import { arrange } from "./arrange.ts";
import { gapName } from "./kinds/cloze.tsx";
import type { Settings } from "./kinds/fields.ts";
import { reviewParts } from "./review-parts.tsx";
import type { ReviewQuestion } from "./review-parts.tsx";
import { isSafe, renderMarkdown } from "./rich-text.tsx";
import type { RenderText } from "./rich-text.tsx";
import { englishStrings } from "./strings.ts";
import type { QuizStrings } from "./strings.ts";

/** Where a page is that teaches something, and what it is called. Default title: the page's `id`. */
export type LinkTo = (pageId: string) => string | { readonly href: string; readonly title: string } | undefined;

/** How results look and what they say. */
export interface ResultSettings {
  /** Turns the `id` of a page that a question `teaches` into a link; without it, there are none. */
  readonly linkTo?: LinkTo | undefined;
  /** Whether right answers and explanations are shown. Default true. */
  readonly reveal?: boolean | undefined;
  /** Shuffles the options; the same seed gives the same order. Default: the author's order. */
  readonly seed?: string | undefined;
  /** Default English. */
  readonly strings?: QuizStrings | undefined;
  /** Default {@link renderMarkdown}. */
  readonly renderText?: RenderText | undefined;
}

/** What {@link QuestionResult} shows. */
export interface QuestionResultProps extends ResultSettings {
  /** With its key, what is right is shown and why; of a public side alone, only what was answered. */
  readonly question: Question | PublicQuestion | GradableHalves;
  readonly response: QuestionResponse;
  readonly grade: Grade;
  /** Stands before the prompt: "Question 1 of 3". */
  readonly label?: ReactNode;
}

const icons: Readonly<Record<PartStatus | Grade["status"], string>> = {
  correct: "✓",
  partial: "◐",
  incorrect: "✗",
  missed: "○",
  avoided: "·",
  invalid: "!",
  ungraded: "…",
};

/** An icon that is only to look at, and words. */
function Mark({ status, words }: { readonly status: keyof typeof icons; readonly words: string }): ReactElement {
  return (
    <p className="quiz-mark" data-status={status}>
      <span aria-hidden="true">{icons[status]}</span> {words}
    </p>
  );
}

/** How a try came out, and what the question earns with it. */
export function Verdict({ last, grade, strings: { phrases, verdicts } }: VerdictProps): ReactElement {
  const { status, reason } = last;
  if (reason !== undefined) return <Mark status={status} words={phrases.invalid[reason]} />;
  if (status === "invalid" || status === "ungraded") return <Mark status={status} words={phrases.manual} />;
  const { fraction, points, max } = grade;
  return (
    <>
      <Mark status={status} words={verdicts[status]} />
      <p className="quiz-points">
        {fraction === 0 || fraction === 1 ? phrases.points(points, max) : explain(grade, phrases)}
      </p>
    </>
  );
}

/** What {@link Verdict} shows. */
interface VerdictProps {
  readonly last: Grade;
  readonly grade: Grade;
  readonly strings: QuizStrings;
}

/** What was asked. */
export function Prompt({ question, label, renderText }: PromptProps): ReactElement {
  const gap = (inside: string): ReactNode => {
    const place = question.type === "cloze" ? question.gaps.findIndex(({ id }) => id === gapName(inside)) : -1;
    return place < 0 ? undefined : `[${place + 1}]`;
  };
  return (
    <>
      {label !== undefined && <p className="quiz-number">{label}</p>}
      <div className="quiz-prompt">{renderText(question.prompt, { gap })}</div>
    </>
  );
}

interface PromptProps {
  readonly question: ReviewQuestion;
  readonly label?: ReactNode;
  readonly renderText: RenderText;
}

/** What was answered and what is right, part by part, why, and where that is taught. */
export function ReviewDetails({ question, response, grade, linkTo, ...settings }: DetailsProps): ReactElement {
  const { strings, renderText } = settings;
  return (
    <>
      <ul className="quiz-parts">
        {reviewParts(question, response, grade, settings).map(({ id, status, label, given, right, reason }) => (
          <li key={id} className="quiz-part" data-status={status}>
            {label !== undefined && <div className="quiz-label">{label}</div>}
            {status && <Mark status={status} words={strings.marks[status]} />}
            {given !== undefined && (
              <div>
                {strings.answer}: {given}
              </div>
            )}
            {right !== undefined && status !== "correct" && (
              <div>
                {strings.rightAnswer}: {right}
              </div>
            )}
            {reason && <div className="quiz-reason">{renderText(reason, {})}</div>}
          </li>
        ))}
      </ul>
      {question.key && question.explanation && (
        <div className="quiz-explanation">{renderText(question.explanation, {})}</div>
      )}
      <TeachingLinks question={question} linkTo={linkTo} strings={strings} />
    </>
  );
}

interface DetailsProps extends Settings {
  readonly question: ReviewQuestion;
  readonly response: unknown;
  readonly grade: Grade;
  readonly linkTo: LinkTo | undefined;
}

/** The pages that teach what a question asks. */
export function TeachingLinks({ question, linkTo, strings }: LinksProps): ReactElement[] {
  return (question.teaches ?? []).flatMap((pageId) => {
    const to = linkTo?.(pageId);
    const { href, title } = typeof to === "object" ? to : { href: to, title: pageId };
    return isSafe(href)
      ? [
          <p className="quiz-teaches" key={pageId}>
            <a href={href}>{strings.readAgain(title)}</a>
          </p>,
        ]
      : [];
  });
}

interface LinksProps {
  readonly question: ReviewQuestion;
  readonly linkTo: LinkTo | undefined;
  readonly strings: QuizStrings;
}

/** A question as it is shown, with its key only where that may be seen. */
export function reviewed(
  question: QuestionResultProps["question"],
  seed: string | undefined,
  reveal: boolean,
): ReviewQuestion {
  const arranged = arrange(whole(question), seed);
  return reveal ? arranged : { ...arranged, key: undefined };
}

/** A question as one. Its two halves, which are of one type, are that together. */
function whole(question: QuestionResultProps["question"]): ReviewQuestion;
function whole(question: QuestionResultProps["question"]): object {
  return "type" in question ? question : { ...question.public, ...question.key };
}

/** One question and its answer, to look back at. */
export function QuestionResult({
  question,
  response,
  grade,
  label,
  seed,
  reveal = true,
  linkTo,
  strings = englishStrings,
  renderText = renderMarkdown,
}: QuestionResultProps): ReactElement {
  const shown = reviewed(question, seed, reveal);
  return (
    <div className="quiz-result">
      <Prompt question={shown} label={label} renderText={renderText} />
      <Verdict last={grade} grade={grade} strings={strings} />
      <ReviewDetails
        question={shown}
        response={response}
        grade={grade}
        linkTo={linkTo}
        strings={strings}
        renderText={renderText}
      />
    </div>
  );
}
