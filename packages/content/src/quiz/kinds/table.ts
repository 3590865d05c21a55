import type { QuestionType } from "@mlops/schema";
import type { Kind } from "../kind.ts";
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

/** Every kind of question, one line each. */
export const kinds: Readonly<Record<QuestionType, Kind>> = {
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

export function isQuestionType(word: string): word is QuestionType {
  return Object.hasOwn(kinds, word);
}
