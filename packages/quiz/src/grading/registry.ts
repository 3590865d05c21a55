import type { QuestionType } from "@mlops/schema";
import type { Gradable } from "./gradable.ts";
import type { QuestionKind } from "./kind.ts";
import { choice } from "./kinds/choice/index.ts";
import { cloze } from "./kinds/cloze/index.ts";
import type { Filled } from "./kinds/cloze/validate.ts";
import { essay } from "./kinds/essay/index.ts";
import { match } from "./kinds/match/index.ts";
import type { Pairs } from "./kinds/match/validate.ts";
import { multi } from "./kinds/multi/index.ts";
import { numeric } from "./kinds/numeric/index.ts";
import { order } from "./kinds/order/index.ts";
import { text } from "./kinds/text/index.ts";
import { tracing } from "./kinds/tracing/index.ts";
import type { Traced } from "./kinds/tracing/validate.ts";
import { trueFalse } from "./kinds/true-false/index.ts";

/** What each kind of question makes of an answer that it can grade. */
interface Valid {
  choice: string;
  multi: readonly string[];
  trueFalse: boolean;
  numeric: string;
  text: string;
  order: readonly string[];
  match: Pairs;
  cloze: Filled;
  tracing: Traced;
  essay: string;
}

/** Every kind of question, one line each. */
export const kinds: {
  readonly [Type in QuestionType]: QuestionKind<Extract<Gradable, { type: Type }>, Valid[Type]>;
} = { choice, multi, trueFalse, numeric, text, order, match, cloze, tracing, essay };
