import type { PublicQuestion, QuestionResponse, QuestionType } from "@mlops/schema";
import type { ChangeEvent } from "react";
import { isRecord } from "../../grading/values/read-ids.ts";
import type { RenderText } from "../rich-text.tsx";
import type { QuizStrings } from "../strings.ts";

/** The words, and how rich text is shown. */
export interface Settings {
  readonly strings: QuizStrings;
  readonly renderText: RenderText;
}

/** What every input has. */
export interface InputProps {
  /** Reads the answer from the form again. */
  readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => void;
  /** Whether the answer is at fault. */
  readonly "aria-invalid": boolean | undefined;
  /** The `id` of what says why. */
  readonly "aria-describedby": string | undefined;
}

/** What the fields of one kind of question are given. */
export interface FieldsProps<Type extends QuestionType = QuestionType> extends Settings {
  readonly question: Extract<PublicQuestion, { type: Type }>;
  /** An answer as it may have come from outside. */
  readonly response: unknown;
  /** For what no form says by itself. */
  onChange(this: void, response: QuestionResponse): void;
  /** The name of inputs, or what it starts with. */
  readonly name: string;
  readonly input: InputProps;
}

/** A text; `""` for anything else. */
export function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A field of an object, as a text. */
export function fieldOf(value: unknown, name: string): string {
  return isRecord(value) ? wordsOf(value[name]) : "";
}

/** A list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What was given for each left of a match, or each gap of a cloze. */
export function entriesOf(response: unknown): ReadonlyMap<string, string> {
  return new Map(
    listOf(response).map((entry) =>
      Array.isArray(entry) ? [wordsOf(entry[0]), wordsOf(entry[1])] : [fieldOf(entry, "id"), fieldOf(entry, "value")],
    ),
  );
}
