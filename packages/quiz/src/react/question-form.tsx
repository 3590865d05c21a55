"use client";

import type { PublicQuestion, Responses } from "@mlops/schema";
import type { ReactElement, ReactNode } from "react";
import { QuestionFields } from "./question-fields.tsx";
import type { QuestionFieldsProps } from "./question-fields.tsx";
import { responseFromForm } from "./response-from-form.ts";
import { englishStrings } from "./strings.ts";
import { useFocus } from "./use-focus.ts";

/** What {@link QuestionForm} shows. */
export interface QuestionFormProps<Shown extends PublicQuestion = PublicQuestion> extends QuestionFieldsProps<Shown> {
  readonly onSubmit: (response: Responses[Shown["type"]]) => void;
  /** Where the form is sent where there are no scripts. Without it, there the button does nothing. */
  readonly action?: string | undefined;
  /** Stands between the fields and the button. */
  readonly children?: ReactNode;
  /** More buttons. */
  readonly buttons?: ReactNode;
}

/**
 * A question in a form of its own. It grades nothing: `onSubmit` gets the answer.
 *
 * @example
 * <QuestionForm question={question} onSubmit={(response) => send(question.id, response)} />
 */
export function QuestionForm<Shown extends PublicQuestion>(props: QuestionFormProps<Shown>): ReactElement {
  const { question, name, onSubmit, action, children, buttons, disabled, strings = englishStrings } = props;
  const [form, focus] = useFocus<HTMLFormElement>();
  return (
    <form
      ref={form}
      className="quiz-form"
      method="post"
      action={action}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(responseFromForm(question, new FormData(event.currentTarget), name));
        focus(".quiz-error");
      }}
    >
      <QuestionFields key={question.id} {...props} />
      {children}
      <p className="quiz-buttons">
        <button className={action === undefined ? "quiz-needs-script" : undefined} disabled={disabled}>
          {strings.check}
        </button>{" "}
        {buttons}
      </p>
    </form>
  );
}
