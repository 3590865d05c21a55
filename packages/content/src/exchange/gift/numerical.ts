import type { Range } from "../../parse/source.ts";
import { isNumber } from "../../quiz/number.ts";
import type { GiftBlock } from "./block.ts";
import { markRange, readReply, splitAt } from "./pieces.ts";
import type { GiftFormat, GiftNumber, GiftNumerical, GiftQuestionBase, GiftText } from "./syntax.ts";

/** Reads what stands between braces that start with `#`. */
export function readNumerical(
  block: GiftBlock,
  whole: Range,
  format: GiftFormat,
): Omit<GiftNumerical, keyof GiftQuestionBase> | undefined {
  const wrong = block.find("~", whole);
  const answers: GiftNumber[] = [];
  for (const { range } of splitAt(/=/g, block, { start: whole.start, end: wrong })) {
    const { text, ...reply } = readReply(block, range, format);
    const number = toNumber(text.value);
    if (number === undefined) {
      block.fault("gift-number-invalid", range.end > range.start ? range : markRange(range), {
        message: "This is not a number that an answer can be compared with.",
        expected: "`3.14`, `3.14:0.01` or `3..4`",
        received: text.value === "" ? "nothing" : text.value,
      });
    } else {
      answers.push({ number, ...reply });
    }
  }
  if (answers.length === 0 && block.reason === undefined) {
    block.fault("gift-number-invalid", markRange({ start: whole.start, end: wrong }), {
      message: "The question accepts no number.",
      expected: "a number after `#`, or several, each after `=`",
      received: "nothing",
    });
  }
  const otherwise = wrong < whole.end ? readOtherwise(block, { start: wrong + 1, end: whole.end }, format) : undefined;
  return {
    type: "numerical",
    answers,
    ...(otherwise !== undefined && otherwise.value !== "" && { otherwise }),
  };
}

/** `~#feedback`: said when no number fits. */
function readOtherwise(block: GiftBlock, range: Range, format: GiftFormat): GiftText | undefined {
  const hash = block.find("#", range);
  const before = block.trimmed({ start: range.start, end: hash });
  if (before.start === before.end) return block.read({ start: Math.min(hash + 1, range.end), end: range.end }, format);
  return block.fault("gift-number-invalid", before, {
    message: "A wrong number cannot be foreseen; after `~` there is only feedback for every other answer.",
    expected: "`~#feedback`, or `=%0%number#feedback`",
    received: block.text.slice(before.start, before.end),
  });
}

/** `3.14`, `3.14:0.01` or `3..4`; `undefined` for anything else, a range with its ends swapped included. */
function toNumber(text: string): GiftNumber["number"] | undefined {
  const split = (mark: string): [string, string] | undefined => {
    const place = text.indexOf(mark);
    return place <= 0 ? undefined : [text.slice(0, place).trim(), text.slice(place + mark.length).trim()];
  };
  const [min, max] = split("..") ?? [];
  if (min !== undefined && max !== undefined) {
    return isNumber(min) && isNumber(max) && Number(min) <= Number(max) ? { min, max } : undefined;
  }
  const [value = text, tolerance] = split(":") ?? [];
  if (!isNumber(value)) return undefined;
  if (tolerance === undefined) return { value };
  return isNumber(tolerance) && !tolerance.startsWith("-") ? { value, tolerance } : undefined;
}
