import type { PublicQuestion, QuestionResponse, Responses } from "@mlops/schema";
import { wordsOf } from "./kinds/fields.ts";

/** What a form has sent: `FormData` and `URLSearchParams` fit. */
export interface SentForm {
  get(name: string): unknown;
  getAll(name: string): unknown[];
}

/**
 * Reads the answer to one question out of a form, as the fields of this package name it:
 *
 * | kind | name | value |
 * | --- | --- | --- |
 * | choice, multi | `question` | the `id` of an option; for multi, of each, and `""` where an empty choice is an answer |
 * | trueFalse | `question` | `true` or `false` |
 * | text, essay | `question` | what was typed |
 * | numeric | `question`, `question:unit` | what was typed, and the name of the unit |
 * | order | `question:item` | its place, from 1 |
 * | match | `question:left` | the `id` of the right |
 * | cloze | `question:gap` | what was filled in |
 * | tracing | `question`, `question:outcome` | what it prints, and `prints` or `fails` |
 *
 * `question`, `item`, `left` and `gap` stand for their `id`s. Never throws: what is not in the form is not answered, and
 * whether the rest can be graded is for `grade` to say.
 *
 * @param name - What stands in the place of `question`. Default: the `id` of the question.
 *
 * @example
 * responseFromForm(question, new URLSearchParams("q-shadow=7cd212")); // "7cd212"
 */
export function responseFromForm<Shown extends PublicQuestion>(
  question: Shown,
  form: SentForm,
  name?: string,
): Responses[Shown["type"]];
export function responseFromForm(
  question: PublicQuestion,
  form: SentForm,
  name: string = question.id,
): QuestionResponse {
  const own = wordsOf(form.get(name));
  const part = (id: string): string => wordsOf(form.get(`${name}:${id}`));
  switch (question.type) {
    case "choice":
    case "text":
    case "essay":
      return own || null;
    case "multi": {
      const sent = form.getAll(name).map(wordsOf);
      const chosen = sent.filter(Boolean);
      return chosen.length > 0 || (question.allowEmpty === true && sent.length > 0) ? chosen : null;
    }
    case "trueFalse":
      return own === "true" || (own === "false" ? false : null);
    case "numeric": {
      const unit = part("unit");
      return own || unit ? { value: own, ...(question.units && { unit }) } : null;
    }
    case "order": {
      const ids = question.items.map(({ id }) => id);
      const order = ids.flatMap((_, place) => {
        const here = ids.filter((id) => part(id) === `${place + 1}`);
        // Two items cannot be in one place: then neither is.
        return here.length === 1 ? here : [];
      });
      return order.length > 0 ? order : null;
    }
    case "match":
      return filled(question.lefts, part, (left, right): [string, string] => [left, right]);
    case "cloze":
      return filled(question.gaps, part, (id, value) => ({ id, value }));
    case "tracing": {
      const outcome = part("outcome");
      if (outcome === "fails") return { outcome };
      return outcome === "prints" || own ? { outcome: "prints", output: own } : null;
    }
  }
}

/** What was filled in, or `null` for nothing. */
function filled<Entry>(
  parts: readonly { readonly id: string }[],
  valueOf: (id: string) => string,
  entryOf: (id: string, value: string) => Entry,
): Entry[] | null {
  const entries = parts.flatMap(({ id }) => (valueOf(id) ? [entryOf(id, valueOf(id))] : []));
  return entries.length > 0 ? entries : null;
}
