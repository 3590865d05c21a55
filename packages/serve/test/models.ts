import * as z from "zod";
import { defineModel, defineTensorModel, fail, tensor } from "@mlops/serve";
import type { AnyModel } from "@mlops/serve";

/** A model of rows with known answers: nearest to three points on a line. */
export const flowers = defineModel("flowers", {
  version: "2",
  release: "2.0.1",
  input: z.object({ petal: z.number(), count: z.int().default(1), note: z.string().optional() }),
  output: z.object({ species: z.enum(["setosa", "virginica"]), score: z.number() }),
  rules: { petal: { name: "petal length", min: 0, max: 10, outside: "clip" } },
  signatures: {
    classify: { method: "classify", classes: "species", scores: "score" },
    regress: { method: "regress", value: "score" },
  },
}).predictOne(({ petal, count, note }) => {
  if (note === "refuse") return fail("There is nothing to name.");
  return { species: petal < 2.5 ? "setosa" : "virginica", score: (petal / 10) * count };
});

/** A tensor model with one input: each row doubled. */
export const doubler = defineTensorModel("doubler", {
  version: "1",
  inputs: { x: tensor("FP32", "batch", 2) },
  outputs: { y: tensor("FP32", "batch", 2) },
}).predict(({ x }) => ({ y: x.data.map((value) => 2 * value) }));

/** A tensor model that gives back what it gets, one input of every datatype, all but `i` optional. */
export const echo = defineTensorModel("echo", {
  version: "1",
  inputs: {
    i: tensor("INT64", "batch"),
    bool: { ...tensor("BOOL", "batch"), optional: true },
    u8: { ...tensor("UINT8", "batch", 2), optional: true },
    u64: { ...tensor("UINT64", "batch"), optional: true },
    f16: { ...tensor("FP16", "batch"), optional: true },
    f64: { ...tensor("FP64", "batch", "size"), optional: true },
    text: { ...tensor("BYTES", "batch"), optional: true },
  },
  outputs: {
    i: tensor("INT64", "batch"),
    bool: tensor("BOOL", "batch"),
    u8: tensor("UINT8", "batch", 2),
    u64: tensor("UINT64", "batch"),
    f64: tensor("FP64", "batch", "size"),
    text: tensor("BYTES", "batch"),
    text_bytes: tensor("BYTES", "batch"),
  },
}).predict(({ i, bool, u8, u64, f64, text }, { rowCount }) => {
  const texts = text?.data ?? Array.from({ length: rowCount }, () => new Uint8Array());
  return {
    i: i.data,
    bool: bool?.data ?? new Uint8Array(rowCount),
    u8: u8?.data ?? new Uint8Array(2 * rowCount),
    u64: u64?.data ?? new BigUint64Array(rowCount),
    f64: f64 ?? { datatype: "FP64", shape: [rowCount, 1], data: new Float64Array(rowCount) },
    text: texts,
    text_bytes: texts,
  };
});

/** A tensor model with scores for three labels: its input as it comes. */
const scorer = defineTensorModel("scorer", {
  version: "3",
  inputs: { scores: tensor("FP32", "batch", 3) },
  outputs: { scores: { ...tensor("FP32", "batch", 3), labels: ["low", "middle", "high"] } },
  signatures: { classify: { method: "classify", scores: "scores" } },
}).predict(({ scores }) => ({ scores: scores.data }));

/** A model that fails in a way that its input asks for. */
export const moody = defineTensorModel("moody", {
  inputs: { mood: tensor("INT32", "batch") },
  outputs: { value: tensor("FP64", "batch") },
}).predict(({ mood }, { rowCount, signal }) => {
  const [first] = mood.data;
  if (first === 1) throw new Error("postgres://admin:hunter2@db");
  if (first === 2) return { value: new Float64Array(rowCount + 1) };
  if (first === 3) return { value: new Float64Array(rowCount).fill(Number.NaN) };
  if (first === 4) {
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(new Error("given up"));
      });
    });
  }
  return { value: Float64Array.from(mood.data) };
});

/** The same name in two versions, with labels for them. */
export const versions: readonly AnyModel[] = ["1", "2"].map((version) =>
  defineTensorModel("versioned", {
    version,
    inputs: { x: tensor("INT32", "batch") },
    outputs: { version: tensor("INT32", "batch") },
  }).predict(({ x }) => ({ version: x.data.map(() => Number(version)) })),
);

/** All of them; `versioned` has the labels `stable` (1) and `canary` (2). */
export const allModels: readonly AnyModel[] = [flowers, doubler, echo, scorer, moody, ...versions];
export const allLabels = { versioned: { stable: "1", canary: "2" } };
