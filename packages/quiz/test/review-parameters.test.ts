import {
  createDeck,
  defaultReviewParameters,
  resolveReviewParameters,
  ReviewError,
  weightRanges,
} from "@mlops/quiz/review";
import type { ReviewParameterOptions } from "@mlops/quiz/review";
import {
  CLAMP_PARAMETERS,
  default_learning_steps,
  default_maximum_interval,
  default_relearning_steps,
  default_request_retention,
  default_w,
  W17_W18_Ceiling,
} from "ts-fsrs";
import { describe, expect, it } from "vitest";

const { weights } = defaultReviewParameters;
const withWeight = (index: number, weight: number): ReviewParameterOptions => ({
  weights: weights.with(index, weight),
});

describe("the defaults", () => {
  it("are those of the library, whose update cannot move them unnoticed", () => {
    expect(weights).toEqual(default_w);
    expect(defaultReviewParameters.desiredRetention).toBe(default_request_retention);
    expect(defaultReviewParameters.maximumIntervalDays).toBe(default_maximum_interval);
    expect(defaultReviewParameters.learningStepsMinutes.map((minutes) => `${minutes}m`)).toEqual(
      default_learning_steps,
    );
    expect(defaultReviewParameters.relearningStepsMinutes.map((minutes) => `${minutes}m`)).toEqual(
      default_relearning_steps,
    );
  });

  it("are 21 weights within ranges that are the library's", () => {
    expect(weights).toHaveLength(21);
    expect(weightRanges).toEqual(CLAMP_PARAMETERS(W17_W18_Ceiling));
  });

  it("stand for what is absent or undefined", () => {
    expect(resolveReviewParameters()).toEqual(defaultReviewParameters);
    expect(resolveReviewParameters({ weights: undefined, fuzz: undefined, learningStepsMinutes: undefined })).toEqual(
      defaultReviewParameters,
    );
    expect(createDeck({ questions: [] }).parameters).toEqual(defaultReviewParameters);
  });
});

describe("parameters", () => {
  it.each<[string, ReviewParameterOptions]>([
    ["weights[20]", withWeight(20, 0.0999)],
    ["weights[20]", withWeight(20, 0.8001)],
    ["weights[4]", withWeight(4, Number.NaN)],
    ["weights[19]", withWeight(19, 0)],
    ["weights", { weights: weights.slice(0, 19) }],
    ["weights", { weights: weights.slice(0, 17) }],
    ["weights", { weights: [...weights, 0.5] }],
    ["desiredRetention", { desiredRetention: 0 }],
    ["desiredRetention", { desiredRetention: 1 }],
    ["desiredRetention", { desiredRetention: Number.NaN }],
    ["maximumIntervalDays", { maximumIntervalDays: 0 }],
    ["maximumIntervalDays", { maximumIntervalDays: 36501 }],
    ["maximumIntervalDays", { maximumIntervalDays: 10.5 }],
    ["learningStepsMinutes[1]", { learningStepsMinutes: [1, 0] }],
    ["learningStepsMinutes[0]", { learningStepsMinutes: [1440] }],
    ["relearningStepsMinutes[0]", { relearningStepsMinutes: [1.5] }],
  ])("are refused at %s: %o", (place, parameters) => {
    const refusal = expect.objectContaining({ name: "ReviewError", code: "parameters-invalid", place });
    expect(() => resolveReviewParameters(parameters)).toThrow(refusal);
    expect(() => createDeck({ questions: [], parameters })).toThrow(refusal);
  });

  it.each<[string, unknown]>([
    ["weights", "many"],
    ["learningStepsMinutes", 10],
    ["fuzz", "yes"],
  ])("of another type are refused: %s", (name, value) => {
    const parameters: ReviewParameterOptions = Object.fromEntries([[name, value]]);
    expect(() => resolveReviewParameters(parameters)).toThrow(ReviewError);
    expect(() => resolveReviewParameters(parameters)).toThrow(expect.objectContaining({ place: name }));
  });

  it("may be at the ends of their ranges", () => {
    const least = weightRanges.map(([from]) => from);
    const greatest = weightRanges.map(([, to]) => to);
    expect(resolveReviewParameters({ weights: least }).weights).toEqual(least);
    expect(resolveReviewParameters({ weights: greatest }).weights).toEqual(greatest);
    expect(
      resolveReviewParameters({
        desiredRetention: 0.0001,
        maximumIntervalDays: 1,
        learningStepsMinutes: [],
        relearningStepsMinutes: [1, 1439],
        fuzz: true,
      }),
    ).toMatchObject({ desiredRetention: 0.0001, maximumIntervalDays: 1, learningStepsMinutes: [], fuzz: true });
    expect(resolveReviewParameters({ maximumIntervalDays: 36500 }).maximumIntervalDays).toBe(36500);
  });
});
