import type { Range } from "../../parse/source.ts";
import type { GiftBlock } from "./block.ts";
import { readNumerical } from "./numerical.ts";
import { markRange, readReply, splitAt } from "./pieces.ts";
import type {
  GiftAccepted,
  GiftChoice,
  GiftEssay,
  GiftFormat,
  GiftMatching,
  GiftMultipleChoice,
  GiftNumerical,
  GiftPair,
  GiftQuestionBase,
  GiftShortAnswer,
  GiftText,
  GiftTrueFalse,
} from "./syntax.ts";

type Own<Question> = Omit<Question, Exclude<keyof GiftQuestionBase, "generalFeedback">>;

/** What the braces of a question hold. */
export type GiftAnswers =
  | Own<GiftEssay>
  | Own<GiftTrueFalse>
  | Own<GiftMultipleChoice>
  | Own<GiftShortAnswer>
  | Own<GiftNumerical>
  | Own<GiftMatching>;

const minAnswers = 2;
const generalMark = "####";

/**
 * Reads what stands between the braces; what is there says what kind of question it is.
 *
 * @param inherited - The format of the question's text.
 * @returns `undefined` once a fault was reported.
 */
export function readAnswers(block: GiftBlock, braces: Range, inherited: GiftFormat): GiftAnswers | undefined {
  const { general, rest } = readGeneralFeedback(block, block.trimmed(braces), inherited);
  const answers = readKind(block, rest, inherited);
  if (answers === undefined || general === undefined || general.value === "") return answers;
  return { ...answers, generalFeedback: general };
}

function readKind(block: GiftBlock, range: Range, format: GiftFormat): GiftAnswers | undefined {
  const mask = block.mask.slice(range.start, range.end);
  if (mask === "") return { type: "essay" };
  if (mask.startsWith("#")) return readNumerical(block, { start: range.start + 1, end: range.end }, format);
  if (mask.includes("~")) return readMultipleChoice(block, range, format);
  if (mask.includes("=") && mask.includes("->")) return readMatching(block, range, format);
  return readTrueFalse(block, range, format) ?? readShortAnswer(block, range, format);
}

/** The last `####` and what follows it; an earlier one is left out, as it would be part of an answer. */
function readGeneralFeedback(
  block: GiftBlock,
  range: Range,
  format: GiftFormat,
): { general: GiftText | undefined; rest: Range } {
  const mask = block.mask.slice(range.start, range.end);
  const last = mask.lastIndexOf(generalMark);
  if (last < 0) return { general: undefined, rest: range };
  const general = block.read({ start: range.start + last + generalMark.length, end: range.end }, format);
  const first = mask.slice(0, last).indexOf(generalMark);
  const end = range.start + (first < 0 ? last : first);
  if (first >= 0) {
    block.warn(
      "gift-general-feedback-repeated",
      { start: end, end: range.start + last },
      {
        message: "The question has general feedback twice; the last one counts.",
        expected: `one \`${generalMark}\`, after the last answer`,
      },
    );
  }
  return { general, rest: block.trimmed({ start: range.start, end }) };
}

function reportEmpty(block: GiftBlock, range: Range): undefined {
  return block.fault("gift-answer-empty", range, {
    message: "The answer has no text.",
    expected: "text after `=` or `~`",
  });
}

function reportTooFew(block: GiftBlock, range: Range, what: string, count: number): undefined {
  return block.fault("gift-answers-too-few", range, {
    message: `A question of this kind needs at least two ${what}.`,
    expected: "two or more",
    received: String(count),
  });
}

function readMultipleChoice(block: GiftBlock, whole: Range, format: GiftFormat): GiftAnswers | undefined {
  const choices: GiftChoice[] = [];
  for (const { mark, range } of splitAt(/[=~]/g, block, whole)) {
    if (mark === undefined) {
      return block.fault("gift-text-before-answer", range, {
        message: "This text stands before the first answer.",
        expected: "`=` or `~` before every answer",
        received: block.text.slice(range.start, range.end),
      });
    }
    const reply = readReply(block, range, format);
    if (reply.text.value === "") reportEmpty(block, markRange(range));
    choices.push({ isRight: mark === "=", ...reply });
  }
  if (choices.length < minAnswers) return reportTooFew(block, whole, "answers", choices.length);
  return { type: "multipleChoice", choices };
}

function readMatching(block: GiftBlock, whole: Range, format: GiftFormat): GiftAnswers | undefined {
  const pairs: GiftPair[] = [];
  const arrow = "->";
  for (const { range } of splitAt(/=/g, block, whole)) {
    const place = block.find(arrow, range);
    const right = block.readPlain({ start: Math.min(place + arrow.length, range.end), end: range.end });
    if (place === range.end || right.value === "") {
      return block.fault("gift-pair-invalid", markRange(range), {
        message: "This does not say what belongs together.",
        expected: "`=left -> right`, or `= -> right` for one that belongs to nothing",
        received: block.text.slice(range.start, range.end),
      });
    }
    const left = block.read({ start: range.start, end: place }, format);
    pairs.push({ ...(left.value !== "" && { left }), right, position: block.position(range) });
  }
  if (pairs.length < minAnswers) return reportTooFew(block, whole, "pairs", pairs.length);
  return { type: "matching", pairs };
}

const truthValues: ReadonlyMap<string, boolean> = new Map([
  ["T", true],
  ["TRUE", true],
  ["F", false],
  ["FALSE", false],
]);

function readTrueFalse(block: GiftBlock, range: Range, format: GiftFormat): GiftAnswers | undefined {
  const first = block.find("#", range);
  const word = block.text.slice(range.start, first).trim();
  const isTrue = truthValues.get(word);
  if (isTrue === undefined) {
    if (truthValues.has(word.toUpperCase())) {
      block.warn("gift-truth-value-case", block.trimmed({ start: range.start, end: first }), {
        message: "In these letters it is a word to type and no truth value.",
        expected: "T, TRUE, F or FALSE for a statement that is true or false",
        received: word,
      });
    }
    return undefined;
  }
  const second = first === range.end ? range.end : block.find("#", { start: first + 1, end: range.end });
  const between = (start: number, end: number): GiftText | undefined => {
    const text = start < end ? block.read({ start, end }, format) : undefined;
    return text?.value === "" ? undefined : text;
  };
  const wrongFeedback = between(first + 1, second);
  const rightFeedback = between(second + 1, range.end);
  return {
    type: "trueFalse",
    isTrue,
    ...(wrongFeedback !== undefined && { wrongFeedback }),
    ...(rightFeedback !== undefined && { rightFeedback }),
  };
}

function readShortAnswer(block: GiftBlock, whole: Range, format: GiftFormat): GiftAnswers {
  const answers: GiftAccepted[] = splitAt(/=/g, block, whole).map(({ range }) => {
    const reply = readReply(block, range, format);
    if (reply.text.value === "") reportEmpty(block, markRange(range));
    return reply;
  });
  return { type: "shortAnswer", answers };
}
