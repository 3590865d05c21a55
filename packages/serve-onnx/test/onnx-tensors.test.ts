import { describe, expect, it } from "vitest";
import { createServer, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { TensorModelSource } from "@mlops/serve";
import { onnxContract, onnxTensors, OnnxError } from "@mlops/serve-onnx";
import { modelFile } from "./support.ts";

const contract = {
  inputs: { features: tensor("FP32", "batch", 2) },
  outputs: { scores: tensor("FP32", "batch", 3) },
};

function load(source: TensorModelSource, changes: Partial<typeof contract> = {}): Promise<unknown> {
  return source.load({ ...contract, ...changes });
}

describe("a tensor model from an ONNX file", () => {
  it("answers rows over HTTP by the names of the file's tensors", async () => {
    await using file = await modelFile();
    const api = serve([defineTensorModel("linear", contract).predict(onnxTensors(file.path))]);
    await api.ready();
    const server = createServer(api);
    const url = await server.listen({ port: 0 });
    const response = await fetch(`${url}/predict/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '[{"features":[1,1]},{"features":[0,2]}]',
    });
    expect(await response.json()).toEqual({
      predictions: [{ scores: [3.5, 30, 299] }, { scores: [4.5, 40, 399] }],
      count: 2,
    });
    await api.close();
    await server.close();
  });

  it("loads the file with the digest that was given and no other", async () => {
    await using file = await modelFile();
    await expect(load(onnxTensors(file.path, { sha256: "0".repeat(64) }))).rejects.toMatchObject({
      code: "onnx-digest-mismatch",
    });
  });

  it.each<[string, object, string]>([
    ["another datatype", { inputs: { features: tensor("FP64", "batch", 2) } }, "expected FP64 [batch, 2]"],
    ["another size", { inputs: { features: tensor("FP32", "batch", 3) } }, "expected FP32 [batch, 3]"],
    [
      "a size that the contract leaves open and the file does not",
      { inputs: { features: tensor("FP32", "batch", "n") } },
      "expected FP32 [batch, n]",
    ],
    ["an input that the file lacks", { inputs: { x: tensor("FP32", "batch", 2) } }, 'input "x"'],
    ["a datatype that the runtime lacks", { outputs: { scores: tensor("BF16", "batch", 3) } }, "expected BF16"],
    [
      "an optional input",
      { inputs: { features: { ...tensor("FP32", "batch", 2), optional: true } } },
      'input "features" is optional',
    ],
  ])("compares the contract with the file: %s", async (_what, changes, message) => {
    await using file = await modelFile();
    const loading = load(onnxTensors(file.path), changes);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(OnnxError);
  });
});

describe("onnxContract", () => {
  it("gives the tensors of a file as a contract that loads it", async () => {
    await using file = await modelFile();
    const found = await onnxContract(file.path);
    expect(found).toEqual(contract);
    await expect(onnxTensors(file.path).load(found)).resolves.toBeDefined();
  });

  it("refuses a file whose batch has a fixed size", async () => {
    await using file = await modelFile({
      inputs: [{ name: "features", shape: [1, 2] }],
      outputs: [{ name: "scores", shape: [1, 3] }],
    });
    await expect(onnxContract(file.path)).rejects.toMatchObject({
      code: "onnx-contract-mismatch",
      message: 'model.onnx: the input "features" has the shape [1, 2], whose first size is not open',
    });
  });
});
