import type { Position } from "@mlops/schema";

/** How a text is to be read. Without a mark it is `moodle` for a question, and the question's format for its answers. */
export type GiftFormat = "html" | "markdown" | "moodle" | "plain";

/** The formats by the words that stand between brackets before a text. */
export const giftFormats: readonly GiftFormat[] = ["html", "markdown", "moodle", "plain"];

/** A text of a question. */
export interface GiftText {
  /** The characters that are meant: without escapes, and without runs of white space where the format does not keep them. */
  value: string;
  /** The format that is written before it. */
  format?: GiftFormat | undefined;
  position: Position;
}

/** What is earned and said for an answer. */
export interface GiftReply {
  /** Percent of the points as they are written, `33.33333`; absent where it goes without saying. */
  weight?: string | undefined;
  feedback?: GiftText | undefined;
  position: Position;
}

/** An answer to choose, after `=` or `~`. */
export interface GiftChoice extends GiftReply {
  /** Whether it stands after `=`. */
  isRight: boolean;
  text: GiftText;
}

/** An answer that is accepted, with `*` for any characters. */
export interface GiftAccepted extends GiftReply {
  text: GiftText;
}

/** A number that is accepted, in the author's literals: with a tolerance, or between two. */
export interface GiftNumber extends GiftReply {
  number: { value: string; tolerance?: string | undefined } | { min: string; max: string };
}

/** Two things that belong together. */
export interface GiftPair {
  /** Absent for a right side that belongs to nothing. */
  left?: GiftText | undefined;
  /** Characters that are shown as they are. */
  right: GiftText;
  position: Position;
}

/** A line `$CATEGORY:`; what follows belongs there. */
export interface GiftCategory {
  type: "category";
  /** As it is written: names separated by `/`, with `//` for a slash in a name. */
  path: string;
  position: Position;
}

/** A block of lines that could not be read. */
export interface GiftUnsupported {
  type: "unsupported";
  /** The lines, verbatim but for their ends, which are LF. */
  source: string;
  /** The code of the finding that says why. */
  reason: string;
  position: Position;
}

/** What every question has. */
export interface GiftQuestionBase {
  /** The name between `::`. */
  title?: string | undefined;
  /** From `[id:…]` in a comment. */
  id?: string | undefined;
  /** From `[tag:…]` in comments. */
  tags: string[];
  /** What stands before the braces. */
  stem: GiftText;
  /** What stands after them, in a question with a missing word. White space next to the braces is kept on both sides. */
  tail?: string | undefined;
  /** Said after every answer: what follows `####`. */
  generalFeedback?: GiftText | undefined;
  position: Position;
}

/** A question without braces: a text to read. */
export interface GiftDescription extends Omit<GiftQuestionBase, "tail" | "generalFeedback"> {
  type: "description";
}

/** Empty braces. */
export interface GiftEssay extends GiftQuestionBase {
  type: "essay";
}

/** `T`, `TRUE`, `F` or `FALSE`. */
export interface GiftTrueFalse extends GiftQuestionBase {
  type: "trueFalse";
  isTrue: boolean;
  /** Said to who answered wrong: it stands first. */
  wrongFeedback?: GiftText | undefined;
  /** Said to who answered right. */
  rightFeedback?: GiftText | undefined;
}

/** Answers to choose: one where an answer stands after `=`, else any number. */
export interface GiftMultipleChoice extends GiftQuestionBase {
  type: "multipleChoice";
  choices: GiftChoice[];
}

/** Words to type: only answers after `=`. */
export interface GiftShortAnswer extends GiftQuestionBase {
  type: "shortAnswer";
  answers: GiftAccepted[];
}

/** A number to type: braces that start with `#`. */
export interface GiftNumerical extends GiftQuestionBase {
  type: "numerical";
  answers: GiftNumber[];
  /** Said when no number fits. */
  otherwise?: GiftText | undefined;
}

/** Things to connect. */
export interface GiftMatching extends GiftQuestionBase {
  type: "matching";
  pairs: GiftPair[];
}

/** A question of any kind: a union discriminated by `type`. */
export type GiftQuestion =
  | GiftDescription
  | GiftEssay
  | GiftTrueFalse
  | GiftMultipleChoice
  | GiftShortAnswer
  | GiftNumerical
  | GiftMatching;

/** A part of a GIFT text. */
export type GiftItem = GiftCategory | GiftQuestion | GiftUnsupported;

/** The characters that a backslash takes their meaning from; `\n` is a line break. */
export const escapePattern: RegExp = /\\([\\:#={}~n])/g;

/** The text that is meant by characters with escapes. */
export function unescapeGift(text: string): string {
  return text.replaceAll(escapePattern, (_escape, character: string) => (character === "n" ? "\n" : character));
}

/** Characters in which nothing has a meaning of its own; no line break is left, so no line of it can be blank. */
export function escapeGift(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\\:#={}~]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** Percent as a share; Moodle knows these shares only and means the nearest one within 0.00001. */
const moodleShares: readonly number[] = [
  1, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2, 0.1666667, 0.1428571, 0.125,
  0.1111111, 0.1, 0.05, 0,
];

const nearest = 0.000_01;
const shareDecimals = 7;

/** The share for percent as they are written, and whether it is another one by more than Moodle tells apart. */
export function shareOf(percent: string): { share: number; isRounded: boolean } {
  const exact = Number(percent) / 100;
  const listed = moodleShares.find((share) => Math.abs(share - Math.abs(exact)) < nearest);
  const share = listed === undefined ? Number(exact.toFixed(shareDecimals)) : listed * Math.sign(exact);
  return { share: share + 0, isRounded: listed === undefined && Math.abs(share - exact) > Number.EPSILON };
}

/** A share as percent, and whether Moodle takes it. */
export function percentOf(share: number): { percent: string; isKnown: boolean } {
  const isKnown = moodleShares.some((listed) => Math.abs(listed - Math.abs(share)) < nearest);
  return { percent: String(Number((share * 100).toFixed(shareDecimals - 2))), isKnown };
}
