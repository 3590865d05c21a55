"use client";

import type { PublicQuestion, QuestionResponse, Responses } from "@mlops/schema";
import { useEffect, useId, useRef, useState } from "react";
import type { ChangeEvent, ReactElement, ReactNode } from "react";
import type { InvalidReason } from "../grading/grade-result.ts";
import { arrange } from "./arrange.ts";
import { Choice } from "./kinds/choice.tsx";
import { gapFields } from "./kinds/cloze.tsx";
import { Essay } from "./kinds/essay.tsx";
import type { FieldsProps } from "./kinds/fields.ts";
import { Match } from "./kinds/match.tsx";
import { Multi } from "./kinds/multi.tsx";
import { Numeric } from "./kinds/numeric.tsx";
import { Order } from "./kinds/order.tsx";
import { Text } from "./kinds/text.tsx";
import { Tracing } from "./kinds/tracing.tsx";
import { TrueFalse } from "./kinds/true-false.tsx";
import { responseFromForm } from "./response-from-form.ts";
import { renderMarkdown } from "./rich-text.tsx";
import type { RenderText } from "./rich-text.tsx";
import { englishStrings } from "./strings.ts";
import type { QuizStrings } from "./strings.ts";

/** What {@link QuestionFields} shows. */
export interface QuestionFieldsProps<Shown extends PublicQuestion = PublicQuestion> {
  /** The public side is all that is looked at. */
  readonly question: Shown;
  /** The answer so far. Without one, the fields keep it themselves. */
  readonly response?: Responses[Shown["type"]] | undefined;
  readonly onChange?: ((response: Responses[Shown["type"]]) => void) | undefined;
  /** Why the answer cannot be graded: `reason` of an `invalid` grade. */
  readonly problem?: InvalidReason | undefined;
  readonly disabled?: boolean | undefined;
  /** Stands before the prompt and names the question with it: "Question 1 of 3". */
  readonly label?: ReactNode;
  /** Shuffles the options; the same seed gives the same order. Default: the author's order. */
  readonly seed?: string | undefined;
  /** What the names of the inputs start with; see `responseFromForm`. Default: the `id` of the question. */
  readonly name?: string | undefined;
  /** Default English. */
  readonly strings?: QuizStrings | undefined;
  /** Default {@link renderMarkdown}. */
  readonly renderText?: RenderText | undefined;
}

/** A question with its fields, to stand in a form: one group, named by the prompt. */
export function QuestionFields<Shown extends PublicQuestion>({
  question,
  response,
  onChange,
  problem,
  disabled,
  label,
  seed,
  name = question.id,
  strings = englishStrings,
  renderText = renderMarkdown,
}: QuestionFieldsProps<Shown>): ReactElement {
  const id = useId();
  const [own, setOwn] = useState<QuestionResponse>(null);
  const { type, prompt } = question;
  const isInvalid = problem !== undefined || undefined;
  const describedBy = isInvalid ? `${id}e` : undefined;
  const change = (next: Responses[Shown["type"]]): void => {
    setOwn(next);
    onChange?.(next);
  };
  const shown: PublicQuestion = arrange(question, seed);
  const current = response === undefined ? own : response;
  const group = useRef<HTMLFieldSetElement>(null);
  // What was filled in before the scripts came is not lost.
  useEffect(() => {
    const form = group.current?.form;
    const found = form ? responseFromForm(question, new FormData(form), name) : null;
    // Nobody has to touch a form for it to say that nothing is chosen, or that items stand where they were put.
    const known = current ?? (shown.type === "order" ? shown.items.map((item) => item.id) : []);
    if (found !== null && JSON.stringify(found) !== JSON.stringify(known)) change(found);
  }, []);
  const rest = {
    response: current,
    onChange: change,
    name,
    strings,
    renderText,
    input: {
      "aria-invalid": isInvalid,
      "aria-describedby": describedBy,
      onChange: ({ target: { form } }: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => {
        if (form !== null) change(responseFromForm(question, new FormData(form), name));
      },
    },
  };
  const isRadio = type === "choice" || type === "trueFalse";
  return (
    <fieldset
      ref={group}
      className="quiz-question"
      data-type={type}
      disabled={disabled}
      aria-labelledby={label === undefined ? id : `${id}n ${id}`}
      // What is at fault is said of a group of radio buttons, and else of each input.
      {...(isRadio && { role: "radiogroup", "aria-invalid": isInvalid, "aria-describedby": describedBy })}
    >
      {label !== undefined && (
        <p className="quiz-number" id={`${id}n`}>
          {label}
        </p>
      )}
      <div className="quiz-prompt" id={id}>
        {renderText(prompt, shown.type === "cloze" ? { gap: gapFields({ ...rest, question: shown }) } : {})}
      </div>
      {fieldsOf(shown, rest)}
      {problem !== undefined && (
        <p className="quiz-error" id={describedBy} tabIndex={-1}>
          <span aria-hidden="true">!</span> {strings.phrases.invalid[problem]}
        </p>
      )}
    </fieldset>
  );
}

/** The fields below the prompt; a cloze question has them in it. */
function fieldsOf(question: PublicQuestion, rest: Omit<FieldsProps, "question">): ReactNode {
  switch (question.type) {
    case "choice":
      return <Choice {...rest} question={question} />;
    case "multi":
      return <Multi {...rest} question={question} />;
    case "trueFalse":
      return <TrueFalse {...rest} question={question} />;
    case "numeric":
      return <Numeric {...rest} question={question} />;
    case "text":
      return <Text {...rest} question={question} />;
    case "order":
      return <Order {...rest} question={question} />;
    case "match":
      return <Match {...rest} question={question} />;
    case "cloze":
      return null;
    case "tracing":
      return <Tracing {...rest} question={question} />;
    case "essay":
      return <Essay {...rest} question={question} />;
  }
}
