import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { defineModel } from "@mlops/serve";
import type { LoadedModel, PredictContext } from "@mlops/serve";
import type { TensorSpec } from "@mlops/serve";
import { onnx, OnnxError, tensor } from "@mlops/serve-onnx";
import type { OnnxOptions } from "@mlops/serve-onnx";
import { encodeModel } from "@mlops/serve-onnx/writer";
import { fileWith, linear, modelFile } from "./support.ts";

type Specs = Readonly<Record<string, TensorSpec<"FP32">>>;

const contract: OnnxOptions<number[], number[], Specs, Specs> = {
  inputs: { features: tensor("FP32", "batch", 2) },
  outputs: { scores: tensor("FP32", "batch", 3) },
  encode: (rows) => ({ features: Float32Array.from(rows.flat()) }),
  decode: ({ scores }, count) => {
    if (scores === undefined) throw new Error("the runtime gave no scores");
    return Array.from({ length: count }, (_, row) => [...scores.slice(row * 3, row * 3 + 3)]);
  },
};

const context: PredictContext = {
  signal: new AbortController().signal,
  log: { info: () => {}, warn: () => {}, error: () => {} },
  requestIds: [],
};

async function predicted<Row>(model: LoadedModel<Row, number[]>, rows: Row[]): Promise<unknown> {
  try {
    return await model.predict(rows, context);
  } finally {
    await model.close?.();
  }
}

/** What a model of rows tells its source; an ONNX file goes by its own tensors. */
const fields = { inputFields: [], outputFields: [] };

/** The error that loading with changes to the contract ends in. */
async function loadError(changes: object, path?: string): Promise<OnnxError> {
  await using file = await modelFile();
  const error: unknown = await onnx(path ?? file.path, { ...contract, ...changes })
    .load(fields)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (!(error instanceof OnnxError)) throw new Error(`expected an OnnxError, received ${String(error)}`);
  return error;
}

describe("a model from an ONNX file", () => {
  it("predicts many rows in their order", async () => {
    await using file = await modelFile();
    const model = await onnx(file.path, contract).load(fields);
    const rows = [
      [1, 1],
      [0, 2],
      [3, 0],
    ];
    expect(await predicted(model, rows)).toEqual([
      [3.5, 30, 299],
      [4.5, 40, 399],
      [3.5, 30, 299],
    ]);
  });

  it("loads from a URL and with the digest that was given", async () => {
    await using file = await modelFile();
    const sha256 = createHash("sha256")
      .update(await readFile(file.path))
      .digest("hex");
    const model = await onnx(pathToFileURL(file.path), { ...contract, sha256 }).load(fields);
    expect(await predicted(model, [[0, 0]])).toEqual([[0.5, 0, -1]]);
  });

  it("keeps what the file says when a dimension is open there", async () => {
    await using file = await modelFile({ inputs: [{ name: "features", shape: ["batch", "width"] }] });
    const model = await onnx(file.path, contract).load(fields);
    expect(await predicted(model, [[1, 0]])).toEqual([[1.5, 10, 99]]);
  });

  it("takes its row and output types from the model that it is for", () => {
    const point = z.object({ x: z.number(), y: z.number() });
    const model = defineModel("plane", { input: point, output: z.object({ best: z.enum(["a", "b", "c"]) }) });
    model.predict(
      onnx("nowhere.onnx", {
        inputs: { features: tensor("FP32", "batch", 2), ids: tensor("INT64", "batch") },
        outputs: { scores: tensor("FP32", "batch", 3) },
        encode: (rows) => {
          expectTypeOf(rows).toEqualTypeOf<readonly { x: number; y: number }[]>();
          return {
            features: Float32Array.from(rows.flatMap(({ x, y }) => [x, y])),
            ids: new BigInt64Array(rows.length),
          };
        },
        decode: (tensors, count) => {
          expectTypeOf(tensors).toEqualTypeOf<{ readonly scores: Float32Array }>();
          return Array.from({ length: count }, () => ({ best: "a" }));
        },
      }),
    );
  });
});

describe("a file that does not fit its contract", () => {
  it.each([
    [
      "lacks an input",
      { inputs: { pixels: tensor("FP32", "batch", 2) } },
      'input "pixels": expected FP32 [batch, 2]; the file has "features"; ' +
        'input "features": the file wants it; the contract does not have it',
    ],
    [
      "has another width",
      { inputs: { features: tensor("FP32", "batch", 4) } },
      'input "features": expected FP32 [batch, 4], received FP32 [batch, 2]',
    ],
    [
      "has another datatype",
      { inputs: { features: tensor("FP64", "batch", 2) } },
      'input "features": expected FP64 [batch, 2], received FP32 [batch, 2]',
    ],
    [
      "has another number of dimensions",
      { outputs: { scores: tensor("FP32", "batch") } },
      'output "scores": expected FP32 [batch], received FP32 [batch, 3]',
    ],
    [
      "lacks an output",
      { outputs: { labels: tensor("INT64", "batch") } },
      'output "labels": expected INT64 [batch]; the file has "scores"',
    ],
  ])("because it %s does not load, and says why", async (_what, changes, reason) => {
    const error = await loadError(changes);
    expect(error.code).toBe("onnx-contract-mismatch");
    expect(error.message).toBe(`model.onnx does not fit its contract: ${reason}`);
  });

  it("because its batch is fixed does not load", async () => {
    await using file = await modelFile({ inputs: [{ name: "features", shape: [1, 2] }] });
    expect((await loadError({}, file.path)).message).toContain("expected FP32 [batch, 2], received FP32 [1, 2]");
  });
});

describe("a file that is no good", () => {
  it("is named when it is missing, and only by its name", async () => {
    const error = await loadError({}, "/nowhere/iris.onnx");
    expect([error.code, error.message]).toEqual(["onnx-unreadable", "iris.onnx cannot be read"]);
  });

  it("is refused when it is another one than expected", async () => {
    const error = await loadError({ sha256: "0".repeat(64) });
    expect(error.code).toBe("onnx-digest-mismatch");
    expect(error.message).toMatch(/^model\.onnx: expected SHA-256 0{64}, received [0-9a-f]{64}$/);
  });

  it.each([
    ["empty", new Uint8Array()],
    ["text", new TextEncoder().encode("not a model")],
    ["cut in half", encodeModel(linear).slice(0, 60)],
    [
      "of an operator that does not exist",
      encodeModel({ ...linear, nodes: [{ ...linear.nodes[0]!, operator: "Nope" }] }),
    ],
  ])("is refused when it is %s", async (_what, bytes) => {
    await using file = await fileWith(bytes);
    expect((await loadError({}, file.path)).code).toBe("onnx-invalid");
  });
});

describe("an encoder that gives the wrong tensors", () => {
  it.each([
    ["too few values", () => ({ features: new Float32Array(1) }), '"features" has 1 values; 1 rows need 2'],
    ["another datatype", () => ({ features: new Float64Array(2) }), '"features" is not of the datatype FP32'],
    ["a list", () => ({ features: [1, 2] }), '"features" is not of the datatype FP32'],
  ])("such as %s is told before the runtime sees them", async (_what, encode, message) => {
    await using file = await modelFile();
    const model = await onnx(file.path, Object.assign({ ...contract }, { encode })).load(fields);
    await expect(predicted(model, [[1, 2]])).rejects.toThrow(new TypeError(message));
  });
});
