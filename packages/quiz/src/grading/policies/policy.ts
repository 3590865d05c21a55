import type { ScoringPolicy } from "@mlops/schema";
import type { Certainty } from "../grade-result.ts";

/** The names of the ways in which the parts of an answer add up. */
export type PolicyName = ScoringPolicy | "mapResponse";

/** All or nothing. */
export interface ExactPolicy {
  readonly type: "exact";
}

/**
 * The weights of what was chosen or given are added, as Moodle does. Where the author wrote none, the right parts share
 * the points evenly, and a wrong option of a multi question loses as much as a right one earns.
 */
export interface FractionsPolicy {
  readonly type: "fractions";
}

/** Every decision counts: right options chosen and wrong ones not, out of all, to 2 decimals as Open edX does. */
export interface EdcPolicy {
  readonly type: "edc";
}

/** Each error halves: one leaves a half with three parts or more, two a quarter with five or more (Open edX). */
export interface HalvesPolicy {
  readonly type: "halves";
}

/** The share of the right ones that were chosen, times the share of the chosen ones that are right (PrairieLearn). */
export interface CoveragePolicy {
  readonly type: "coverage";
}

/** Right ones share the points evenly, each wrong one loses `penalty` times as much; not less than nothing. */
export interface PerOptionPenaltyPolicy {
  readonly type: "perOptionPenalty";
  /** At least 0. Default 1. */
  readonly penalty?: number | undefined;
}

/**
 * Each distinct value of the answer earns what it is mapped to, added up and held within the bounds: `map_response` of
 * QTI. The share of the points is that, out of the upper bound or, without one, of what the key is mapped to.
 */
export interface MapResponsePolicy {
  readonly type: "mapResponse";
  /**
   * By the `id` of an option; `"left right"` for a match; `"true"` and `"false"`; for words and numbers, what was
   * typed, a number without zeros that say nothing.
   */
  readonly mapping: Readonly<Record<string, number>>;
  /** For values without an entry. Default 0. */
  readonly defaultValue?: number | undefined;
  readonly lowerBound?: number | undefined;
  readonly upperBound?: number | undefined;
}

/**
 * Certainty-based marking: who is sure earns up to three times the points, and loses more when wrong. Certainty 1, 2, 3
 * multiplies what the base policy gives by 1, 2, 3; a wrong answer makes 0, -2, -6 (Moodle, after Gardner-Medwin).
 */
export interface CbmPolicy {
  readonly type: "cbm";
  /** How sure the learner is. Default 1. */
  readonly certainty?: Certainty | undefined;
  /** How right the answer is; without one, the kind decides. */
  readonly base?: Exclude<Policy, CbmPolicy | "cbm"> | undefined;
}

/** How the parts of an answer add up, as data: a name, or an object with the policy's own numbers. */
export type Policy =
  | ScoringPolicy
  | ExactPolicy
  | FractionsPolicy
  | EdcPolicy
  | HalvesPolicy
  | CoveragePolicy
  | PerOptionPenaltyPolicy
  | MapResponsePolicy
  | CbmPolicy;
