import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel } from "@mlops/serve-onnx/writer";
import type { OnnxModel } from "@mlops/serve-onnx/writer";

/** scores = features · weights + bias, with two features and three scores. */
export const linear: OnnxModel = {
  producer: "test",
  opset: 13,
  graphName: "linear",
  inputs: [{ name: "features", shape: ["batch", 2] }],
  outputs: [{ name: "scores", shape: ["batch", 3] }],
  initializers: [
    { name: "weights", shape: [2, 3], values: [1, 10, 100, 2, 20, 200] },
    { name: "bias", shape: [3], values: [0.5, 0, -1] },
  ],
  nodes: [{ operator: "Gemm", name: "scores", inputs: ["features", "weights", "bias"], outputs: ["scores"] }],
};

/** A file in a folder of its own, removed at the end of the block. */
export interface TestFile extends AsyncDisposable {
  readonly path: string;
}

export async function fileWith(bytes: Uint8Array): Promise<TestFile> {
  const folder = await mkdtemp(join(tmpdir(), "serve-onnx-"));
  const path = join(folder, "model.onnx");
  await writeFile(path, bytes);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

export function modelFile(changes: Partial<OnnxModel> = {}): Promise<TestFile> {
  return fileWith(encodeModel({ ...linear, ...changes }));
}
