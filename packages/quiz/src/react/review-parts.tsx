import type {
  AcceptedNumber,
  GapKey,
  PublicQuestion,
  PublicText,
  Question,
  QuestionReview,
  QuestionType,
} from "@mlops/schema";
import type { ReactNode } from "react";
import type { Grade, PartStatus } from "../grading/grade-result.ts";
import { entriesOf, fieldOf, listOf, wordsOf } from "./kinds/fields.ts";
import type { Settings } from "./kinds/fields.ts";
import { wellFormed } from "./rich-text.tsx";

/** A question with as much of its hidden side as is there. */
export type ReviewQuestion = {
  [Type in QuestionType]: Extract<PublicQuestion, { type: Type }> &
    QuestionReview & { readonly key?: Extract<Question, { type: Type }>["key"] | undefined };
}[QuestionType];

/** One part of an answer as a review shows it. */
export interface ReviewPart {
  readonly id: string;
  /** What it is about: an option, an item, a left, a gap. */
  readonly label?: ReactNode;
  /** How it came out; absent where nothing may be said about that. */
  readonly status?: PartStatus | undefined;
  /** What was answered. */
  readonly given?: ReactNode;
  /** What is right. */
  readonly right?: ReactNode;
  /** What the author says about it. */
  readonly reason?: PublicText | undefined;
}

/** The parts of an answer, and what is right where the question has its key. */
export function reviewParts(
  question: ReviewQuestion,
  response: unknown,
  grade: Grade,
  { strings, renderText }: Settings,
): ReviewPart[] {
  const show = (text: PublicText | undefined): ReactNode => text && renderText(text, { inline: true });
  const words = (value: string | undefined): string => wellFormed(value ?? "") || strings.noAnswer;
  const partOf = (id: string): ReviewPart => ({
    id,
    status: question.key && grade.parts.find((part) => part.id === id)?.status,
    reason: grade.feedback.find(({ part }) => part === id)?.content,
  });
  const whole = (given: ReactNode, right?: ReactNode): ReviewPart[] => [{ ...partOf("answer"), given, right }];
  switch (question.type) {
    case "choice":
    case "multi":
    case "trueFalse": {
      const options =
        question.type === "trueFalse"
          ? [
              { id: "true", words: strings.true },
              { id: "false", words: strings.false },
            ]
          : question.options.map(({ id, content }) => ({ id, words: show(content) }));
      const chosen = [response].flat().map(String);
      const { key } = question;
      if (key === undefined) {
        return options
          .filter(({ id }) => chosen.includes(id))
          .map((option) => ({ ...partOf(option.id), given: option.words }));
      }
      const right = [key.correct].flat().map(String);
      const reasons = new Map(Object.entries(key.feedback ?? {}));
      return options.map(({ id, words: label }) => {
        const isChosen = chosen.includes(id);
        const status = right.includes(id) ? (isChosen ? "correct" : "missed") : isChosen ? "incorrect" : "avoided";
        return { ...partOf(id), status: partOf(id).status ?? status, label, reason: reasons.get(id) };
      });
    }
    case "order": {
      const given = listOf(response);
      const order = question.key?.order ?? given.map(String);
      return order.map((id, place) => ({
        ...partOf(id),
        label: show(question.items.find((item) => item.id === id)?.content),
        given: given.indexOf(id) + 1 || strings.noAnswer,
        right: question.key && place + 1,
      }));
    }
    case "match": {
      const given = entriesOf(response);
      const pairs = question.key && new Map(question.key.pairs);
      const right = (id: string | undefined): ReactNode => show(question.rights.find((one) => one.id === id)?.content);
      return question.lefts.map(({ id, content }) => ({
        ...partOf(id),
        label: show(content),
        given: right(given.get(id)) ?? strings.noAnswer,
        right: pairs && right(pairs.get(id)),
      }));
    }
    case "cloze": {
      const given = entriesOf(response);
      return question.gaps.map(({ id }, place) => ({
        ...partOf(id),
        label: strings.gap(place + 1, question.gaps.length),
        given: words(given.get(id)),
        right: acceptedInGap(question.key?.gaps.find((gap) => gap.id === id)),
      }));
    }
    case "numeric": {
      const right = question.key?.answers.find(isFull);
      const unit = question.units?.[0]?.name ?? "";
      return whole(
        words(`${fieldOf(response, "value")} ${fieldOf(response, "unit")}`.trim()),
        right && `${acceptedNumber(right)} ${unit}`,
      );
    }
    case "text":
      return whole(words(wordsOf(response)), acceptedWords(question.key?.answers.find(isFull)?.pattern));
    case "tracing": {
      const outcome = (value: unknown): ReactNode =>
        fieldOf(value, "outcome") === "fails" ? strings.fails : <pre>{words(fieldOf(value, "output"))}</pre>;
      return whole(outcome(response), question.key && outcome(question.key));
    }
    case "essay":
      return whole(<pre>{words(wordsOf(response))}</pre>);
  }
}

const isFull = ({ weight = 1 }: { readonly weight?: number | undefined }): boolean => weight >= 1;

function acceptedNumber(accepted: AcceptedNumber): string {
  if ("min" in accepted) return `${accepted.min} … ${accepted.max}`;
  const { value, tolerance } = accepted;
  return tolerance ? `${value} ± ${tolerance.amount}${tolerance.kind === "percent" ? " %" : ""}` : value;
}

/** A pattern in words: "…" for what may be anything. */
function acceptedWords(pattern: string | undefined): string | undefined {
  return pattern?.replace(/\\\*|\*/g, (star) => (star === "*" ? "…" : "*"));
}

function acceptedInGap(gap: GapKey | undefined): string | undefined {
  if (gap === undefined || "choice" in gap) return gap?.choice;
  return "number" in gap ? acceptedNumber(gap.number) : acceptedWords(gap.patterns[0]);
}
