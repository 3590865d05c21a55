import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { PredictContext } from "@mlops/serve";
import { irisFolder, irisModel } from "../src/models/iris.ts";
import { modelCardSchema } from "../src/models/model-card.ts";
import { irisExamples, irisSource } from "../src/training/iris-data.ts";
import { trainIris } from "../src/training/iris.ts";
import { fitSoftmaxRegression, probabilities } from "../src/training/softmax-regression.ts";
import { stratifiedSplit } from "../src/training/split.ts";

const context: PredictContext = {
  signal: new AbortController().signal,
  log: { info: () => {}, warn: () => {}, error: () => {} },
  requestIds: [],
};
const storedCard = async (): Promise<unknown> =>
  JSON.parse(await readFile(new URL("model-card.json", irisFolder), "utf8"));

describe("training the iris classifier", () => {
  it("gives the very file and card that are stored, every time", async () => {
    const stored = await readFile(new URL("model.onnx", irisFolder));
    for (const trained of [trainIris(irisExamples(), irisSource()), trainIris(irisExamples(), irisSource())]) {
      expect(Buffer.from(trained.file).equals(stored)).toBe(true);
      expect(trained.card).toEqual(await storedCard());
    }
  });

  it("holds the rows out that it is judged on: 10 of each species, none of them learnt from", () => {
    const { train, heldOut } = stratifiedSplit(irisExamples(), 0.2, 1);
    expect([train.length, heldOut.length]).toEqual([120, 30]);
    for (const label of [0, 1, 2]) expect(heldOut.filter((example) => example.label === label)).toHaveLength(10);
    expect(heldOut.some((example) => train.includes(example))).toBe(false);
    expect(stratifiedSplit(irisExamples(), 0.2, 1)).toEqual({ train, heldOut });
    expect(stratifiedSplit(irisExamples(), 0.2, 2)).not.toEqual({ train, heldOut });
  });
});

describe("fitSoftmaxRegression", () => {
  const options = { labelCount: 2, iterations: 500, learningRate: 0.5, l2: 0.001 };

  it("separates what a line separates, with weights that are 32-bit floats", () => {
    const examples = [-3, -2, -1, 1, 2, 3].map((x) => ({ features: [x, 7], label: x > 0 ? 1 : 0 }));
    const model = fitSoftmaxRegression(examples, options);
    for (const { features, label } of examples) expect(probabilities(model, features)[label]).toBeGreaterThan(0.8);
    for (const value of [...model.weights.flat(), ...model.biases]) expect(value).toBe(Math.fround(value));
  });

  it("gives the shares of the labels when the features say nothing", () => {
    const examples = [0, 0, 0, 1].map((label) => ({ features: [5], label }));
    const given = probabilities(fitSoftmaxRegression(examples, { ...options, l2: 0 }), [5]);
    expect(given[0]).toBeCloseTo(0.75, 3);
  });

  it("gives probabilities that add up to 1 where exponentials would overflow", () => {
    const given = probabilities({ weights: [[1000], [-1000]], biases: [0, 0] }, [10]);
    expect(given).toEqual([1, 0]);
  });
});

describe("the served model", () => {
  it("is as accurate on the held-out rows as its card says, run from its file", async () => {
    const card = modelCardSchema.parse(await storedCard());
    const { heldOut } = stratifiedSplit(irisExamples(), 0.2, card.data.seed);
    const model = await irisModel().load();
    const outputs = await model.predict(
      heldOut.map(({ features }) => ({ features })),
      context,
    );
    const right = heldOut.filter(({ label }, index) => {
      const output = outputs[index];
      return typeof output === "object" && output !== null && Reflect.get(output, "prediction") === card.labels[label];
    });
    expect(right.length / heldOut.length).toBeCloseTo(card.heldOut.accuracy, 4);
    expect(card.heldOut.accuracy).toBeGreaterThanOrEqual(0.93);
    await model.close?.();
  });

  it("is the one of its card's digest, and no other file", async () => {
    const card = modelCardSchema.parse(await storedCard());
    const bytes = await readFile(new URL("model.onnx", irisFolder));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(card.file.sha256);

    const folder = await mkdtemp(join(tmpdir(), "iris-"));
    try {
      await cp(irisFolder, folder, { recursive: true });
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(200) ^ 1, 200);
      await writeFile(join(folder, "model.onnx"), changed);
      const model = irisModel(new URL(`${pathToFileURL(folder).href}/`));
      await expect(model.load()).rejects.toMatchObject({ code: "onnx-digest-mismatch" });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
