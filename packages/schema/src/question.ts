import type { Position } from "./position.ts";
import type { PublicText, RichText } from "./rich-text.ts";

/** How the parts of an answer add up to a share of the points. Without one, the kind of question decides. */
export type ScoringPolicy = "exact" | "fractions" | "edc" | "halves" | "coverage" | "perOptionPenalty" | "cbm";

/**
 * The side of a question that a learner may see before answering.
 *
 * @typeParam Text - `PublicText` once it is split off; `RichText`, with places in the source, in a lesson.
 */
export interface QuestionFace<Text = PublicText> {
  /** Stable name, unique in its lesson: the author's `ID:`, else made from the words of the prompt; never from the place. */
  id: string;
  /**
   * Hash over this side alone: kind, prompt, options, points and what else is here.
   *
   * Saved answers belong to a version. Neither the key nor the explanation is part of it: mending an explanation keeps
   * the answers, and the hash cannot be used to guess the key.
   */
  version: string;
  prompt: Text;
  /** What a right answer earns. Default 1. */
  points: number;
  /** Absent where the author named none. */
  scoring?: ScoringPolicy | undefined;
  /** Words to find and count questions by; absent where there are none. */
  tags?: string[] | undefined;
}

/** One thing that can be chosen, placed or connected. */
export interface Option<Text = RichText> {
  /** Made from its words, so it does not change when others are added or moved. Unique in its question. */
  id: string;
  content: Text;
  /** Stays where the author put it when the others are shuffled. */
  pinned?: true | undefined;
}

/** {@link ChoiceQuestion} without its key side. */
export interface PublicChoiceQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "choice";
  /** In the author's order; at least two. */
  options: Option<Text>[];
}

/** {@link MultiQuestion} without its key side. */
export interface PublicMultiQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "multi";
  /** In the author's order; at least two. */
  options: Option<Text>[];
  /** Whether choosing nothing is an answer. Said by the author, never derived from the key. */
  allowEmpty?: true | undefined;
}

/** {@link TrueFalseQuestion} without its key side. */
export interface PublicTrueFalseQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "trueFalse";
}

/** A unit that an answer may be given in. */
export interface Unit {
  name: string;
  /** How much of the first unit one of these is, as a decimal literal: `0.001` for ms where the first is s. */
  factor: string;
}

/** {@link NumericQuestion} without its key side. */
export interface PublicNumericQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "numeric";
  /** The units to choose from, the first one with factor 1; absent for a bare number. */
  units?: Unit[] | undefined;
}

/** {@link TextQuestion} without its key side. */
export interface PublicTextQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "text";
  /** Whether upper and lower case differ. */
  caseSensitive?: true | undefined;
}

/** {@link OrderQuestion} without its key side. */
export interface PublicOrderQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "order";
  /** Sorted by `id`, so that their order says nothing; at least two. */
  items: Option<Text>[];
}

/** {@link MatchQuestion} without its key side. */
export interface PublicMatchQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "match";
  /** In the author's order; at least two. */
  lefts: Option<Text>[];
  /** Sorted by `id`; some may belong to no left. */
  rights: Option<Text>[];
}

/** A place to fill in, written `{{id}}` in the prompt. */
export interface Gap {
  /** Unique in its question. */
  id: string;
  /** What goes into it: words, a number, or one of `choices`. */
  kind: "text" | "number" | "choice";
  /** Only for `choice`: at least two, in the author's order. */
  choices?: string[] | undefined;
}

/** {@link ClozeQuestion} without its key side. */
export interface PublicClozeQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "cloze";
  /** In the order of the prompt; at least one. */
  gaps: Gap[];
  /** Whether upper and lower case differ in text gaps. */
  caseSensitive?: true | undefined;
}

/** {@link TracingQuestion} without its key side. */
export interface PublicTracingQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "tracing";
}

/** {@link EssayQuestion} without its key side. */
export interface PublicEssayQuestion<Text = PublicText> extends QuestionFace<Text> {
  type: "essay";
}

/** The public side of a question of any kind: a union discriminated by `type`. */
export type PublicQuestion =
  | PublicChoiceQuestion
  | PublicMultiQuestion
  | PublicTrueFalseQuestion
  | PublicNumericQuestion
  | PublicTextQuestion
  | PublicOrderQuestion
  | PublicMatchQuestion
  | PublicClozeQuestion
  | PublicTracingQuestion
  | PublicEssayQuestion;

/** What every key has. */
export interface KeyBase {
  /** Hash over the public version and this key: when it changes, saved answers want regrading. */
  version?: string | undefined;
}

/** What is said and earned for single options, by option `id`. Absent where no option has any. */
export interface PerOption {
  /** Shown to who chose that option. */
  feedback?: { [optionId: string]: RichText } | undefined;
  /** The share of the points for that option, from -1 to 1, where it is not all or nothing. */
  weights?: { [optionId: string]: number } | undefined;
}

/** The key of a {@link ChoiceQuestion}. */
export interface ChoiceKey extends KeyBase, PerOption {
  /** The `id` of the right option. */
  correct: string;
}

/** The key of a {@link MultiQuestion}. */
export interface MultiKey extends KeyBase, PerOption {
  /** The `id`s of the right options, in the order of the options; empty when choosing nothing is right. */
  correct: string[];
}

/** The key of a {@link TrueFalseQuestion}. */
export interface TrueFalseKey extends KeyBase {
  correct: boolean;
  /** Shown to who answered so. */
  feedback?: { true?: RichText | undefined; false?: RichText | undefined } | undefined;
}

/** How far from the value a number may be: an amount, or percent of the value. A decimal literal of at least 0. */
export interface Tolerance {
  kind: "absolute" | "percent";
  amount: string;
}

/** A number that is accepted, in the author's literals: a value, with or without a tolerance, or a range with its ends. */
export type AcceptedNumber = { value: string; tolerance?: Tolerance | undefined } | { min: string; max: string };

/** An answer that was foreseen. The first one that fits counts. */
export interface Foreseen {
  /** The share of the points, from 0 to 1. Default 1. */
  weight?: number | undefined;
  feedback?: RichText | undefined;
}

/** The key of a {@link NumericQuestion}. */
export interface NumericKey extends KeyBase {
  /** In the unit with factor 1; at least one. */
  answers: (AcceptedNumber & Foreseen)[];
  /** Shown when no answer fits. */
  otherwise?: RichText | undefined;
}

/** The key of a {@link TextQuestion}. */
export interface TextKey extends KeyBase {
  /** Patterns in Unicode form NFC, where `*` stands for any characters and `\*` for a star; at least one. */
  answers: ({ pattern: string } & Foreseen)[];
  /** Shown when no answer fits. */
  otherwise?: RichText | undefined;
}

/** The key of an {@link OrderQuestion}. */
export interface OrderKey extends KeyBase {
  /** The `id` of every item, in the right order. */
  order: string[];
}

/** The key of a {@link MatchQuestion}. */
export interface MatchKey extends KeyBase {
  /** For every left, in order: its `id` and that of its right. */
  pairs: [left: string, right: string][];
}

/** What is right in a gap, by its `id`. */
export type GapKey =
  | { id: string; patterns: string[] }
  | { id: string; number: AcceptedNumber }
  | { id: string; choice: string };

/** The key of a {@link ClozeQuestion}. */
export interface ClozeKey extends KeyBase {
  /** For every gap, in the order of the prompt. */
  gaps: GapKey[];
}

/** The key of a {@link TracingQuestion}. */
export interface TracingKey extends KeyBase {
  /** Whether the program runs, and then what it prints; or that it does not compile or ends with an error. */
  outcome: "prints" | "fails";
  /** With `prints`: all it prints. With `fails`: absent. */
  output?: string | undefined;
}

/** The key of an {@link EssayQuestion}: there is none, a person grades it. */
export type EssayKey = KeyBase;

/** What a learner may see only once they asked for it or have answered. */
export interface QuestionReview {
  /** Why the right answer is right. */
  explanation?: RichText | undefined;
  /** Given one by one on request; absent where there are none. */
  hints?: RichText[] | undefined;
  /** The `id`s of the pages that teach what is asked, as the author wrote them: `page`, or `lesson#page`. */
  teaches?: string[] | undefined;
}

/** What the questions of a lesson have beside their public side. */
interface Authored<Key> extends QuestionReview {
  /** The half that a learner must not see before answering. */
  key: Key;
  position: Position;
}

/** A question with exactly one right option. */
export interface ChoiceQuestion extends PublicChoiceQuestion<RichText>, Authored<ChoiceKey> {}
/** A question of whose options any number may be right. */
export interface MultiQuestion extends PublicMultiQuestion<RichText>, Authored<MultiKey> {}
/** A statement that is true or false. */
export interface TrueFalseQuestion extends PublicTrueFalseQuestion<RichText>, Authored<TrueFalseKey> {}
/** A question that is answered with a number. */
export interface NumericQuestion extends PublicNumericQuestion<RichText>, Authored<NumericKey> {}
/** A question that is answered with a few words. */
export interface TextQuestion extends PublicTextQuestion<RichText>, Authored<TextKey> {}
/** Items to put in order. */
export interface OrderQuestion extends PublicOrderQuestion<RichText>, Authored<OrderKey> {}
/** Things to connect. */
export interface MatchQuestion extends PublicMatchQuestion<RichText>, Authored<MatchKey> {}
/** A text with gaps to fill in. */
export interface ClozeQuestion extends PublicClozeQuestion<RichText>, Authored<ClozeKey> {}
/** "What does this program print?" The program is the code in the prompt. */
export interface TracingQuestion extends PublicTracingQuestion<RichText>, Authored<TracingKey> {}
/** A question that is answered freely and graded by a person, or not at all. */
export interface EssayQuestion extends PublicEssayQuestion<RichText>, Authored<EssayKey> {}

/** A question of any kind: a union discriminated by `type`. */
export type Question =
  | ChoiceQuestion
  | MultiQuestion
  | TrueFalseQuestion
  | NumericQuestion
  | TextQuestion
  | OrderQuestion
  | MatchQuestion
  | ClozeQuestion
  | TracingQuestion
  | EssayQuestion;

/** The kinds of question. */
export type QuestionType = Question["type"];
