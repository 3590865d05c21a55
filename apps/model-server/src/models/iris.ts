import { readFileSync } from "node:fs";
import { defineModel } from "@mlops/serve";
import type { Model } from "@mlops/serve";
import { onnx, tensor } from "@mlops/serve-onnx";
import { irisInput, irisOutput, species } from "./iris-contract.ts";
import { modelCardSchema } from "./model-card.ts";

/** The folder with the trained model and its card. */
export const irisFolder: URL = new URL("../../models/iris/1/", import.meta.url);

/** The iris classifier, as its card describes it; a file with another digest than the card's is not loaded. */
export function irisModel(folder: URL = irisFolder): Model<"iris", typeof irisInput, typeof irisOutput> {
  const card = modelCardSchema.parse(JSON.parse(readFileSync(new URL("model-card.json", folder), "utf8")));
  return defineModel("iris", {
    version: card.version,
    release: card.release,
    input: irisInput,
    output: irisOutput,
  }).predict(
    onnx(new URL(card.file.name, folder), {
      sha256: card.file.sha256,
      inputs: { features: tensor("FP32", "batch", 4) },
      outputs: { probabilities: tensor("FP32", "batch", 3) },
      encode: (rows) => ({ features: Float32Array.from(rows.flatMap((row) => row.features)) }),
      decode: ({ probabilities }, count) =>
        Array.from({ length: count }, (_, row) =>
          mostProbable(probabilities.subarray(row * species.length, (row + 1) * species.length)),
        ),
    }),
  );
}

function mostProbable(probabilities: Float32Array): { prediction: (typeof species)[number]; confidence: number } {
  const confidence = Math.max(...probabilities);
  const prediction = species[probabilities.indexOf(confidence)];
  if (prediction === undefined) throw new Error("The model's probabilities have no maximum");
  return { prediction, confidence };
}
