import type { Example } from "./split.ts";

/** A linear model: one row of weights per label and one bias per label. */
export interface LinearModel {
  weights: number[][];
  biases: number[];
}

/** How a model is fitted. */
export interface FitOptions {
  labelCount: number;
  iterations: number;
  learningRate: number;
  /** The strength of the L2 penalty on the weights. */
  l2: number;
}

/**
 * Fits a multinomial logistic regression by gradient descent on all rows at once, from zero weights: nothing in it is
 * left to chance. Features are standardised for the descent; the model that comes back takes them as they are, with
 * every number rounded to a 32-bit float.
 */
export function fitSoftmaxRegression(examples: readonly Example[], options: FitOptions): LinearModel {
  const { means, deviations } = moments(examples);
  const rows = examples.map(({ features, label }) => ({
    label,
    features: features.map((value, index) => (value - at(means, index)) / at(deviations, index)),
  }));
  const model: LinearModel = {
    weights: Array.from({ length: options.labelCount }, () => means.map(() => 0)),
    biases: Array.from({ length: options.labelCount }, () => 0),
  };
  for (let iteration = 0; iteration < options.iterations; iteration += 1) descend(model, rows, options);

  const weights = model.weights.map((row) => row.map((weight, index) => Math.fround(weight / at(deviations, index))));
  const biases = model.biases.map((bias, label) => {
    const shift = at(model.weights, label).reduce(
      (sum, weight, index) => sum + (weight * at(means, index)) / at(deviations, index),
      0,
    );
    return Math.fround(bias - shift);
  });
  return { weights, biases };
}

/** The probability of each label. */
export function probabilities({ weights, biases }: LinearModel, features: readonly number[]): number[] {
  const scores = weights.map((row, label) =>
    row.reduce((sum, weight, index) => sum + weight * at(features, index), at(biases, label)),
  );
  const highest = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

function descend(model: LinearModel, rows: readonly Example[], { learningRate, l2 }: FitOptions): void {
  const gradients = model.weights.map((row) => row.map(() => 0));
  const biasGradients = model.biases.map(() => 0);
  for (const { features, label } of rows) {
    for (const [index, probability] of probabilities(model, features).entries()) {
      const error = probability - (index === label ? 1 : 0);
      biasGradients[index] = at(biasGradients, index) + error;
      const gradient = at(gradients, index);
      for (const [feature, value] of features.entries()) gradient[feature] = at(gradient, feature) + error * value;
    }
  }
  for (const [label, row] of model.weights.entries()) {
    for (const [feature, weight] of row.entries()) {
      const gradient = at(at(gradients, label), feature) / rows.length + l2 * weight;
      row[feature] = weight - learningRate * gradient;
    }
    model.biases[label] = at(model.biases, label) - (learningRate * at(biasGradients, label)) / rows.length;
  }
}

/** Mean and standard deviation of each feature; a constant feature counts as deviating by 1. */
function moments(examples: readonly Example[]): { means: number[]; deviations: number[] } {
  const width = examples[0]?.features.length ?? 0;
  const columns = Array.from({ length: width }, (_, index) => examples.map(({ features }) => at(features, index)));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = columns.map(mean);
  const deviations = columns.map((values, index) => {
    const deviation = Math.sqrt(mean(values.map((value) => (value - at(means, index)) ** 2)));
    return deviation === 0 ? 1 : deviation;
  });
  return { means, deviations };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no item ${index} among ${items.length}`);
  return item;
}
