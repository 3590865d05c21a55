import { createHash } from "node:crypto";
import { encodeModel } from "@mlops/serve-onnx/writer";
import { irisFeatures, species } from "../models/iris-contract.ts";
import type { ModelCard } from "../models/model-card.ts";
import { fitSoftmaxRegression, probabilities } from "./softmax-regression.ts";
import type { LinearModel } from "./softmax-regression.ts";
import { stratifiedSplit } from "./split.ts";
import type { Example } from "./split.ts";

/** A trained model as it is stored. */
export interface TrainedModel {
  file: Uint8Array;
  card: ModelCard;
}

const seed = 20_260_101;
const heldOutShare = 0.2;
const fit = { iterations: 2_000, learningRate: 0.5, l2: 0.001 };

/** Where the rows come from: a published data package. */
export interface DataSource {
  package: string;
  version: string;
  licence: string;
}

/** Trains the iris classifier and judges it on held-out rows. The same rows give the same bytes. */
export function trainIris(examples: readonly Example[], source: DataSource): TrainedModel {
  const { train, heldOut } = stratifiedSplit(examples, heldOutShare, seed);
  const model = fitSoftmaxRegression(train, { labelCount: species.length, ...fit });
  const file = toOnnx(model);
  return {
    file,
    card: {
      name: "iris",
      version: "1",
      release: "1.0.0",
      task: "Tell three species of iris apart by four measurements.",
      features: irisFeatures.map((feature) => `${feature} in cm`),
      labels: [...species],
      algorithm: { name: "multinomial logistic regression", ...fit },
      data: {
        ...source,
        seed,
        split: `stratified by species, ${heldOutShare * 100} % held out`,
        trainRows: train.length,
        heldOutRows: heldOut.length,
      },
      heldOut: judge(model, heldOut),
      file: { name: "model.onnx", bytes: file.length, sha256: createHash("sha256").update(file).digest("hex") },
      intendedUse: "Lessons and tests on model serving.",
      limits:
        "Learnt from 120 flowers of three species measured in the 1930s. It always names one of the three, also for " +
        "flowers of other species and for measurements that no flower has.",
    },
  };
}

/** The model as an ONNX graph: softmax(features · weights + biases). */
function toOnnx({ weights, biases }: LinearModel): Uint8Array {
  const [featureCount, labelCount] = [irisFeatures.length, biases.length];
  return encodeModel({
    producer: "mlops-course-kit",
    opset: 13,
    graphName: "iris",
    inputs: [{ name: "features", shape: ["batch", featureCount] }],
    outputs: [{ name: "probabilities", shape: ["batch", labelCount] }],
    initializers: [
      { name: "weights", shape: [labelCount, featureCount], values: weights.flat() },
      { name: "biases", shape: [labelCount], values: biases },
    ],
    nodes: [
      {
        operator: "Gemm",
        name: "score",
        inputs: ["features", "weights", "biases"],
        outputs: ["scores"],
        attributes: { transB: { integer: 1 } },
      },
      {
        operator: "Softmax",
        name: "normalise",
        inputs: ["scores"],
        outputs: ["probabilities"],
        attributes: { axis: { integer: 1 } },
      },
    ],
    metadata: { features: irisFeatures.join(", "), labels: species.join(", ") },
  });
}

function judge(model: LinearModel, examples: readonly Example[]): ModelCard["heldOut"] {
  const confusion = species.map(() => species.map(() => 0));
  let logLoss = 0;
  for (const { features, label } of examples) {
    const given = probabilities(model, features);
    logLoss -= Math.log(given[label] ?? 0) / examples.length;
    const row = confusion[label];
    const said = given.indexOf(Math.max(...given));
    if (row !== undefined) row[said] = (row[said] ?? 0) + 1;
  }
  const right = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
  return { accuracy: rounded(right / examples.length), logLoss: rounded(logLoss), confusion };
}
