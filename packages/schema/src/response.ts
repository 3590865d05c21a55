import type { QuestionType } from "./question.ts";

/** The `id` of the chosen option. */
export type ChoiceResponse = string | null;
/** The `id`s of the chosen options, in any order; `[]` only where the question allows an empty choice. */
export type MultiResponse = string[] | null;
export type TrueFalseResponse = boolean | null;
/** What was typed, and the unit where the question has units. */
export type NumericResponse = { value: string; unit?: string | undefined } | null;
export type TextResponse = string | null;
/** The `id`s of all items, in order. */
export type OrderResponse = string[] | null;
/** Pairs of a left's and a right's `id`; a left at most once. */
export type MatchResponse = [left: string, right: string][] | null;
/** What was filled in, by the `id` of the gap. */
export type ClozeResponse = { id: string; value: string }[] | null;
/** What the program prints, or that it fails. */
export type TracingResponse = { outcome: "prints"; output: string } | { outcome: "fails" } | null;
export type EssayResponse = string | null;

/** A learner's answer to each kind of question; `null` means that there is none yet. */
export interface Responses {
  choice: ChoiceResponse;
  multi: MultiResponse;
  trueFalse: TrueFalseResponse;
  numeric: NumericResponse;
  text: TextResponse;
  order: OrderResponse;
  match: MatchResponse;
  cloze: ClozeResponse;
  tracing: TracingResponse;
  essay: EssayResponse;
}

/** A learner's answer to a question of the given kind, or of any. */
export type QuestionResponse<Type extends QuestionType = QuestionType> = Responses[Type];
