import type { Range } from "../../parse/source.ts";
import type { GiftBlock } from "./block.ts";
import type { GiftFormat, GiftReply, GiftText } from "./syntax.ts";

const maxAnswers = 1000;

/** An answer between two marks. */
interface Piece {
  /** `=` or `~`; `undefined` for what stands before the first one. */
  mark: string | undefined;
  range: Range;
}

export function splitAt(marks: RegExp, block: GiftBlock, { start, end }: Range): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece = { mark: undefined, range: { start, end } };
  const close = (place: number): void => {
    const range = block.trimmed({ start: piece.range.start, end: place });
    if (piece.mark !== undefined || range.end > range.start) pieces.push({ mark: piece.mark, range });
  };
  for (const { 0: mark, index } of block.mask.slice(start, end).matchAll(marks)) {
    close(start + index);
    piece = { mark, range: { start: start + index + 1, end } };
  }
  close(end);
  if (pieces.length > maxAnswers) {
    block.fault("gift-answers-too-many", pieces[maxAnswers]?.range ?? { start, end }, {
      message: "The question has more answers than are read.",
      expected: `at most ${maxAnswers} answers`,
      received: String(pieces.length),
    });
  }
  return pieces;
}

const weightPattern = /^%(-?[0-9]{1,3}(?:\.[0-9]{0,20})?)%/;
const maxPercent = 100;

/** An answer with its weight before it and its feedback after it. */
export function readReply(block: GiftBlock, range: Range, format: GiftFormat): GiftReply & { text: GiftText } {
  const found = weightPattern.exec(block.mask.slice(range.start, range.end));
  const weight = found?.[1];
  const start = range.start + (found?.[0].length ?? 0);
  if (weight !== undefined && Math.abs(Number(weight)) > maxPercent) {
    block.fault(
      "gift-weight-invalid",
      { start: range.start, end: start },
      {
        message: "The weight of an answer is percent of the points.",
        expected: `a number from -${maxPercent} to ${maxPercent}`,
        received: weight,
      },
    );
  }
  const hash = block.find("#", { start, end: range.end });
  const feedback = hash < range.end ? block.read({ start: hash + 1, end: range.end }, format) : undefined;
  return {
    text: block.read({ start, end: hash }, format),
    ...(weight !== undefined && { weight }),
    ...(feedback !== undefined && feedback.value !== "" && { feedback }),
    position: block.position(range),
  };
}

/** From the mark before an answer. */
export function markRange({ start, end }: Range): Range {
  return { start: Math.max(start - 1, 0), end };
}
