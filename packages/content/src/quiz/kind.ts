import type { Question, QuestionType, RichText } from "@mlops/schema";
import type { Range } from "../parse/source.ts";
import type { FieldName } from "./field-names.ts";
import type { QuestionReading } from "./question-context.ts";
import type { Field } from "./scan-fields.ts";

/** An `A:` field with what belongs to it. */
export interface Answer {
  field: Field;
  /** From `{weight=…}`. */
  weight: string | undefined;
  /** From `{tolerance=…}`. */
  tolerance: string | undefined;
  isPinned: boolean;
  feedback: Field | undefined;
}

/** The fields of a question, sorted out. */
export interface QuestionFields {
  prompt: RichText;
  answers: Answer[];
  correct: Field | undefined;
  units: Field | undefined;
  tolerance: Field | undefined;
  /** A `FEEDBACK:` that belongs to no answer. */
  otherwise: Field | undefined;
  /** `FEEDBACK{true}:` and `FEEDBACK{false}:`. */
  feedbackFor: { true: Field | undefined; false: Field | undefined };
  /** The attributes of `TYPE` and `CORRECT` that are set. */
  flags: ReadonlySet<string>;
  /** From the first field to the last one. */
  whole: Range;
}

/** What every kind of question has in common; the rest is a {@link QuestionBody}. */
type CommonField =
  | "id"
  | "version"
  | "prompt"
  | "points"
  | "scoring"
  | "tags"
  | "explanation"
  | "hints"
  | "teaches"
  | "position";

type BodyOf<Q> = Q extends Question ? Omit<Q, CommonField> : never;

/** What is special about one kind of question. */
export type QuestionBody<Type extends QuestionType = QuestionType> = BodyOf<Extract<Question, { type: Type }>>;

/** A kind of question as the parser knows it. */
export interface Kind {
  /** The fields that it takes beside those that all take. */
  fields: readonly FieldName[];
  /** The attributes that it takes, as `A.weight`. */
  attributes: readonly string[];
  /** Reads what is special about it; `undefined` once a fault was reported. */
  read(fields: QuestionFields, reading: QuestionReading): QuestionBody | undefined;
  /** Whether it is never graded by a program. */
  isUngraded?: true;
}
