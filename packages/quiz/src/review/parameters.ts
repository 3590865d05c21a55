import { checkWhole, isWhole } from "./checks.ts";
import { ReviewError } from "./review-error.ts";

/** What the scheduler can be told. What is absent has its default; `defaultReviewParameters` lists them. */
export interface ReviewParameterOptions {
  /**
   * The 21 weights of FSRS-6, each within its range of `weightRanges`. With three or more relearning steps, the
   * scheduler lowers weights 17 and 18 where they would let a card gain by being forgotten; see `clipParameters` of
   * ts-fsrs.
   */
  readonly weights?: readonly number[] | undefined;
  /** The share of cards that should be remembered when they are due: more than 0, less than 1. Default 0.9. */
  readonly desiredRetention?: number | undefined;
  /**
   * How long a new card waits between its first reviews, in whole minutes from 1 to 1439. Again goes to the first step,
   * good to the next one; hard waits between the first two, or half again as long as a lone one, and where that is a day
   * or more, the card comes back on the next day. Empty: the first review already gives days. Default 1 and 10.
   */
  readonly learningStepsMinutes?: readonly number[] | undefined;
  /** How long a forgotten card waits, likewise. Default 10. */
  readonly relearningStepsMinutes?: readonly number[] | undefined;
  /** The longest interval, in days from 1 to 36500. Default 36500. */
  readonly maximumIntervalDays?: number | undefined;
  /**
   * Whether intervals of 3 days and more are spread a little, so that cards that were learnt together do not stay
   * together. How much is decided by the card's id and by which review of it this is, from 1: the seed of the library is
   * their JSON, `["card",3]`. Default false.
   */
  readonly fuzz?: boolean | undefined;
}

/** Parameters with all that was absent filled in. Plain JSON. */
export interface ReviewParameters {
  readonly weights: readonly number[];
  readonly desiredRetention: number;
  readonly learningStepsMinutes: readonly number[];
  readonly relearningStepsMinutes: readonly number[];
  readonly maximumIntervalDays: number;
  readonly fuzz: boolean;
}

/**
 * The defaults. The weights are those of FSRS-6 as ts-fsrs 5.4.2 has them (`default_w`), written down here so that
 * another version of the library does not move anybody's cards.
 */
export const defaultReviewParameters: ReviewParameters = {
  weights: [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ],
  desiredRetention: 0.9,
  learningStepsMinutes: [1, 10],
  relearningStepsMinutes: [10],
  maximumIntervalDays: 36500,
  fuzz: false,
};

/** The least and the greatest that each weight can be, both included (`CLAMP_PARAMETERS` of ts-fsrs 5.4.2). */
export const weightRanges: readonly (readonly [least: number, greatest: number])[] = [
  [0.001, 100],
  [0.001, 100],
  [0.001, 100],
  [0.001, 100],
  [1, 10],
  [0.001, 4],
  [0.001, 4],
  [0.001, 0.75],
  [0, 4.5],
  [0, 0.8],
  [0.001, 3.5],
  [0.001, 5],
  [0.001, 0.25],
  [0.001, 0.9],
  [0, 4],
  [0, 1],
  [1, 6],
  [0, 2],
  [0, 2],
  [0.01, 0.8],
  [0.1, 0.8],
];

/**
 * Fills in and checks parameters. Nothing is corrected in silence.
 *
 * @throws {ReviewError} `parameters-invalid`, with the place.
 */
export function resolveReviewParameters(options: ReviewParameterOptions = {}): ReviewParameters {
  const defaults = defaultReviewParameters;
  const weights = options.weights ?? defaults.weights;
  const desiredRetention = options.desiredRetention ?? defaults.desiredRetention;
  const maximumIntervalDays = options.maximumIntervalDays ?? defaults.maximumIntervalDays;
  const fuzz = options.fuzz ?? defaults.fuzz;
  checkWeights(weights);
  if (!(Number.isFinite(desiredRetention) && desiredRetention > 0 && desiredRetention < 1)) {
    throw invalid("desiredRetention", "has to be more than 0 and less than 1");
  }
  checkWhole(maximumIntervalDays, 1, 36500, "maximumIntervalDays", "parameters-invalid");
  if (typeof fuzz !== "boolean") throw invalid("fuzz", "has to be true or false");
  return {
    weights: [...weights],
    desiredRetention,
    learningStepsMinutes: checkedSteps(options.learningStepsMinutes, "learningStepsMinutes"),
    relearningStepsMinutes: checkedSteps(options.relearningStepsMinutes, "relearningStepsMinutes"),
    maximumIntervalDays,
    fuzz,
  };
}

function checkWeights(weights: readonly number[]): void {
  if (!Array.isArray(weights) || weights.length !== weightRanges.length) {
    throw invalid("weights", `has to be a list of ${weightRanges.length} numbers`);
  }
  weightRanges.forEach(([least, greatest], index) => {
    const weight = weights[index];
    if (!(Number.isFinite(weight) && weight !== undefined && weight >= least && weight <= greatest)) {
      throw invalid(`weights[${index}]`, `has to be a number from ${least} to ${greatest}`);
    }
  });
}

function checkedSteps(
  steps: readonly number[] | undefined,
  name: "learningStepsMinutes" | "relearningStepsMinutes",
): readonly number[] {
  const minutes: unknown = steps ?? defaultReviewParameters[name];
  if (!Array.isArray(minutes)) throw invalid(name, "has to be a list of minutes");
  return minutes.map((step: unknown, index) => {
    if (isWhole(step, 1, 1439)) return step;
    throw invalid(`${name}[${index}]`, "has to be whole minutes, from 1 to 1439");
  });
}

function invalid(place: string, message: string): ReviewError {
  return new ReviewError("parameters-invalid", place, message);
}
