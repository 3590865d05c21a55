import type { QuestionType } from "@mlops/schema";
import type { QuestionDraftOf } from "../draft.ts";
import type { FieldDraft } from "../field.ts";
import { choice } from "./choice.ts";
import { cloze } from "./cloze.ts";
import { essay } from "./essay.ts";
import { match } from "./match.ts";
import { multi } from "./multi.ts";
import { numeric } from "./numeric.ts";
import { order } from "./order.ts";
import { text } from "./text.ts";
import { tracing } from "./tracing.ts";
import { trueFalse } from "./true-false.ts";

/**
 * What is special about a question of one kind as fields, `A:` and `FEEDBACK:` in order, `TYPE:` only where it does not go
 * without saying.
 *
 * @throws RangeError when the key names what is not there.
 */
export type KindWriter<Type extends QuestionType> = (question: QuestionDraftOf<Type>) => FieldDraft[];

/** Every kind of question, one line each. */
const writers: { readonly [Type in QuestionType]: KindWriter<Type> } = {
  choice,
  multi,
  trueFalse,
  numeric,
  text,
  order,
  match,
  cloze,
  tracing,
  essay,
};

export function kindFields<Type extends QuestionType>(type: Type, question: QuestionDraftOf<Type>): FieldDraft[] {
  return writers[type](question);
}
