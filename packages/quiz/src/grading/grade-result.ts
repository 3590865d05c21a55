import type { RichText } from "@mlops/schema";
import type { PolicyName } from "./policies/policy.ts";

/** Why an answer could not be graded. */
export type InvalidReason =
  /** There is no answer yet. */
  | "unanswered"
  /** The answer is not of the form that this kind of question takes. */
  | "malformed"
  /** The answer names an option, item, gap or choice that the question does not have. */
  | "unknown-option"
  /** The answer has more parts than the question. */
  | "too-many"
  /** The answer names something twice that can be named once. */
  | "duplicate"
  /** The answer leaves out items that have to be placed. */
  | "incomplete"
  /** The answer is longer than any that is read; see `responseLimits`. */
  | "too-long"
  /** What was typed is not a number. */
  | "not-a-number"
  /** The unit is none of the question's. */
  | "unknown-unit";

/** How one part of an answer came out. */
export type PartStatus =
  /** It was chosen or given, and is right. */
  | "correct"
  /** It is foreseen, for a part of the points. */
  | "partial"
  /** It was chosen or given, and is wrong. */
  | "incorrect"
  /** It should have been chosen or given, and was not. */
  | "missed"
  /** It was rightly not chosen. */
  | "avoided";

/** One part of an answer: an option, an item, what belongs to a left, a gap, or all of it. */
export interface Part {
  /** The `id` of the option, item, left or gap; `"true"` or `"false"`; `"answer"` where an answer has no parts. */
  readonly id: string;
  readonly status: PartStatus;
}

/** What the author has to say about a part of the answer. */
export interface Feedback {
  /** The `id` of the part that it is about. */
  readonly part: string;
  readonly content: RichText;
}

/** How sure a learner is: 1 not very, 2 fairly, 3 quite. */
export type Certainty = 1 | 2 | 3;

/** One step on the way from an answer to its points: a union discriminated by `step`. */
export type TraceStep =
  /** The answer could not be graded. */
  | { readonly step: "invalid"; readonly reason: InvalidReason }
  /** A person has to grade it. */
  | { readonly step: "manual" }
  /** The parts were counted. */
  | {
      readonly step: "parts";
      /** Right ones, those rightly not chosen included. */
      readonly right: number;
      readonly wrong: number;
      readonly missed: number;
      readonly count: number;
    }
  /** A policy made a share of the points out of the parts, before bounds. */
  | { readonly step: "policy"; readonly policy: PolicyName; readonly fraction: number }
  /** The share went beyond what can be earned or lost. */
  | { readonly step: "bounds"; readonly from: number; readonly to: number }
  /** The share was weighed with how sure the learner was. */
  | { readonly step: "certainty"; readonly certainty: Certainty; readonly fraction: number }
  /** The share was reduced for earlier tries. */
  | { readonly step: "penalty"; readonly tries: number; readonly penalty: number; readonly fraction: number }
  /** An earlier try earned more, and counts. */
  | { readonly step: "best"; readonly fraction: number };

/**
 * What grading an answer gives. Plain JSON, and never changed once it is given: several answers may share one.
 */
export interface Grade {
  /**
   * How right the answer is, whatever it earns: `invalid` is no answer or an impossible one and not the same as
   * `incorrect`; `ungraded` has to be graded by a person.
   */
  readonly status: "correct" | "partial" | "incorrect" | "invalid" | "ungraded";
  /** Why, only with `invalid`. */
  readonly reason?: InvalidReason | undefined;
  /** The share of the question's points that is earned, to 7 decimals: from 0 to 1 but where weights or the policy go beyond. */
  readonly fraction: number;
  /** The points that are earned, to 7 decimals: from `min` to `max`. */
  readonly points: number;
  /** The least that an answer can earn: 0, or less where wrong answers lose points. */
  readonly min: number;
  /** The most that an answer can earn: the question's points, three times as many with certainty. */
  readonly max: number;
  readonly parts: readonly Part[];
  readonly feedback: readonly Feedback[];
  readonly trace: readonly TraceStep[];
}
