import type { AcceptedNumber } from "@mlops/schema";
import type { QuestionDraft, QuestionDraftOf } from "../../write/draft.ts";
import type { Lose } from "./import-text.ts";
import { convert, richOf } from "./import-text.ts";
import { shareOf } from "./syntax.ts";
import type {
  GiftDescription,
  GiftFormat,
  GiftMatching,
  GiftMultipleChoice,
  GiftNumber,
  GiftNumerical,
  GiftQuestion,
  GiftReply,
  GiftShortAnswer,
  GiftTrueFalse,
} from "./syntax.ts";

/** A GIFT question that asks something. */
export type GiftAsked = Exclude<GiftQuestion, GiftDescription>;

type Body<Draft> = Draft extends { prompt: unknown; points: unknown } ? Omit<Draft, "id" | "prompt" | "points"> : never;

/**
 * The question of a lesson for one of GIFT.
 *
 * @returns In `refused`, why there is none.
 */
export function toQuestionDraft(
  question: GiftAsked,
  id: string | undefined,
  lose: Lose,
): QuestionDraft | { refused: string } {
  const format = question.stem.format ?? "moodle";
  const body = bodyOf(question, format, lose);
  if ("refused" in body) return body;
  const tags = tagsOf(question.tags, lose);
  const explanation =
    question.generalFeedback === undefined ? undefined : richOf(question.generalFeedback, format, "explanation", lose);
  return {
    ...(id !== undefined && { id }),
    prompt: { markdown: promptOf(question, format, lose) },
    points: 1,
    ...(tags.length > 0 && { tags }),
    ...(explanation !== undefined && explanation.markdown !== "" && { explanation }),
    ...body,
  };
}

const blank = "_____";

/** The text of the question, with a blank where a word is missing. */
function promptOf({ stem, tail }: GiftAsked, format: GiftFormat, lose: Lose): string {
  if (tail === undefined) return convert(stem.value, format, "prompt", stem.position, lose);
  const line = `${stem.value.slice(stem.value.lastIndexOf("\n") + 1)}${tail.split("\n", 1)[0] ?? ""}`;
  // Alone on a line of Markdown it would be a rule; next to a word it might be emphasis.
  const isPlain = line.trim() !== "" && /(?:^|\s)$/.test(stem.value) && /^[\s.,;:!?)]/.test(tail);
  const shown = format === "markdown" && !isPlain ? blank.replaceAll("_", String.raw`\_`) : blank;
  return convert(stem.value + shown + tail, format, "prompt", stem.position, lose);
}

const maxTagLength = 50;
const maxTags = 100;

function tagsOf(tags: readonly string[], lose: Lose): string[] {
  const kept = new Set<string>();
  if (tags.length > maxTags) lose("tag-dropped", "tags", `Of ${tags.length} tags, the first ${maxTags} were kept.`);
  for (const tag of tags.slice(0, maxTags)) {
    const words = tag.replaceAll(/[\s,]+/g, " ").trim();
    if (words !== tag) lose("tag-changed", "tags", `The tag \`${tag}\` was written without commas, as \`${words}\`.`);
    if (words.length > maxTagLength)
      lose("tag-dropped", "tags", `The tag \`${tag}\` is longer than ${maxTagLength} characters.`);
    else if (words !== "") kept.add(words);
  }
  return [...kept];
}

function bodyOf(question: GiftAsked, format: GiftFormat, lose: Lose): Body<QuestionDraft> | { refused: string } {
  switch (question.type) {
    case "multipleChoice":
      return choiceBody(question, format, lose);
    case "trueFalse":
      return trueFalseBody(question, format, lose);
    case "shortAnswer":
      return textBody(question, format, lose);
    case "numerical":
      return numericBody(question, format, lose);
    case "matching":
      return matchBody(question, format, lose);
    case "essay":
      return { type: "essay", key: {} };
  }
}

/** The share of the points for an answer, and what is said about it. */
function replyOf(
  { weight, feedback, position }: GiftReply,
  format: GiftFormat,
  field: string,
  lose: Lose,
): { share: number | undefined; feedback: { markdown: string } | undefined } {
  const found = weight === undefined ? undefined : shareOf(weight);
  if (found?.isRounded === true) {
    lose("weight-rounded", field, `The weight ${weight}% was rounded to a share with seven decimals.`, position);
  }
  const rich = feedback === undefined ? undefined : richOf(feedback, format, "key.feedback", lose);
  return { share: found?.share, feedback: rich?.markdown === "" ? undefined : rich };
}

function choiceBody(
  { choices }: GiftMultipleChoice,
  format: GiftFormat,
  lose: Lose,
): Body<QuestionDraftOf<"choice"> | QuestionDraftOf<"multi">> | { refused: string } {
  const read = choices.map((choice, index) => ({
    ...replyOf(choice, format, "key.weights", lose),
    id: String(index),
    isRight: choice.isRight,
    content: richOf(choice.text, format, "options", lose),
  }));
  const options = read.map(({ id, content }) => ({ id, content }));
  const said = read.flatMap(({ id, feedback }) => (feedback === undefined ? [] : [[id, feedback] as const]));
  const feedback = said.length > 0 && { feedback: Object.fromEntries(said) };
  const right = read.find(({ isRight }) => isRight);
  const usual = (isRight: boolean): number => (isRight ? 1 : 0);
  const weighted = read.flatMap(({ id, share, isRight }) => {
    const earned = share ?? usual(isRight);
    return earned === usual(id === right?.id) ? [] : [[id, earned] as const];
  });
  const weights = weighted.length > 0 && { weights: Object.fromEntries(weighted) };
  if (right !== undefined) {
    if (read.some(({ id, isRight }) => isRight && id !== right.id)) {
      const message =
        "Several answers are right; the first one was marked, the others earn all points by their weight.";
      lose("right-answers", "key.correct", message);
    }
    return { type: "choice", options, key: { correct: right.id, ...feedback, ...weights } };
  }
  const correct = read.filter(({ share = 0 }) => share > 0).map(({ id }) => id);
  if (correct.length === 0) return { refused: "No answer earns anything." };
  return { type: "multi", scoring: "fractions", options, key: { correct, ...feedback, ...weights } };
}

function trueFalseBody(
  { isTrue, wrongFeedback, rightFeedback }: GiftTrueFalse,
  format: GiftFormat,
  lose: Lose,
): Body<QuestionDraftOf<"trueFalse">> {
  const said = (text: typeof wrongFeedback): { markdown: string } | undefined => {
    const rich = text === undefined ? undefined : richOf(text, format, "key.feedback", lose);
    return rich?.markdown === "" ? undefined : rich;
  };
  const [whenTrue, whenFalse] = isTrue ? [rightFeedback, wrongFeedback] : [wrongFeedback, rightFeedback];
  const [forTrue, forFalse] = [said(whenTrue), said(whenFalse)];
  const feedback = {
    ...(forTrue !== undefined && { true: forTrue }),
    ...(forFalse !== undefined && { false: forFalse }),
  };
  return { type: "trueFalse", key: { correct: isTrue, ...(Object.keys(feedback).length > 0 && { feedback }) } };
}

/** The weight of an answer that was foreseen: never below 0 in a lesson, and 1 goes without saying. */
function foreseen(
  reply: GiftReply,
  format: GiftFormat,
  lose: Lose,
): { weight?: number; feedback?: { markdown: string } } {
  const { share = 1, feedback } = replyOf(reply, format, "key.answers", lose);
  if (share < 0) {
    lose(
      "weight-negative",
      "key.answers",
      `An answer that is typed cannot cost points; ${reply.weight}% became 0.`,
      reply.position,
    );
  }
  return { ...(share !== 1 && { weight: Math.max(0, share) }), ...(feedback !== undefined && { feedback }) };
}

const anything = "*";

function textBody(
  { answers }: GiftShortAnswer,
  format: GiftFormat,
  lose: Lose,
): Body<QuestionDraftOf<"text">> | { refused: string } {
  const read = answers.map(({ text, ...reply }) => {
    if (text.value.includes("\n")) {
      lose("line-break", "key.answers", "An answer has one line; its line breaks became spaces.", text.position);
    }
    return { pattern: text.value.replaceAll(/\s*\n\s*/g, " "), ...foreseen(reply, format, lose) };
  });
  // What earns nothing and fits everything is what is said when no other answer fits.
  const last = read.at(-1);
  const isOtherwise = last?.pattern === anything && last.weight === 0;
  const accepted = isOtherwise ? read.slice(0, -1) : read;
  if (accepted.length === 0) return { refused: "No answer earns anything." };
  const otherwise = isOtherwise ? last.feedback : undefined;
  return { type: "text", key: { answers: accepted, ...(otherwise !== undefined && { otherwise }) } };
}

function numericBody(
  { answers, otherwise }: GiftNumerical,
  format: GiftFormat,
  lose: Lose,
): Body<QuestionDraftOf<"numeric">> {
  const said = otherwise === undefined ? undefined : richOf(otherwise, format, "key.otherwise", lose);
  return {
    type: "numeric",
    key: {
      answers: answers.map((answer) => ({ ...acceptedOf(answer), ...foreseen(answer, format, lose) })),
      ...(said !== undefined && said.markdown !== "" && { otherwise: said }),
    },
  };
}

function acceptedOf({ number }: GiftNumber): AcceptedNumber {
  if ("min" in number) return { min: number.min, max: number.max };
  const { value, tolerance } = number;
  return { value, ...(tolerance !== undefined && { tolerance: { kind: "absolute", amount: tolerance } }) };
}

const minLefts = 2;

function matchBody(
  { pairs }: GiftMatching,
  format: GiftFormat,
  lose: Lose,
): Body<QuestionDraftOf<"match">> | { refused: string } {
  const oneLine = (markdown: string, field: string, pair: GiftMatching["pairs"][number]): { markdown: string } => {
    if (markdown.includes("\n")) {
      lose("line-break", field, "What is connected has one line; its line breaks became spaces.", pair.position);
    }
    return { markdown: markdown.replaceAll(/\\?\n\s*/g, " ") };
  };
  const lefts: QuestionDraftOf<"match">["lefts"] = [];
  const rights: QuestionDraftOf<"match">["rights"] = [];
  const connected: QuestionDraftOf<"match">["key"]["pairs"] = [];
  for (const pair of pairs) {
    const content = oneLine(richOf(pair.right, "plain", "rights", lose).markdown, "rights", pair);
    let right = rights.find((other) => other.content.markdown === content.markdown);
    if (right === undefined) {
      right = { id: String(rights.length), content };
      rights.push(right);
    }
    if (pair.left === undefined) continue;
    const id = String(lefts.length);
    lefts.push({ id, content: oneLine(richOf(pair.left, format, "lefts", lose).markdown, "lefts", pair) });
    connected.push([id, right.id]);
  }
  if (lefts.length < minLefts) return { refused: "A question with pairs needs at least two of them." };
  return { type: "match", lefts, rights, key: { pairs: connected } };
}
