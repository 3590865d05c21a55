import type { LoadedTensorModel, TensorModelSource } from "@mlops/serve";
import { runTensors } from "./run-tensors.ts";
import { loadFile } from "./session.ts";
import type { FileOptions } from "./session.ts";

/**
 * A model in an ONNX file, for `.predict(…)` of `defineTensorModel`: the contract's tensors are the file's.
 *
 * When it loads, the file's tensor names, datatypes and shapes are compared with the contract. A run blocks the thread
 * that it is on.
 *
 * @param file - A path or a `file:` URL.
 *
 * @example
 * defineTensorModel("iris", {
 *   inputs: { features: tensor("FP32", "batch", 4) },
 *   outputs: { probabilities: tensor("FP32", "batch", 3) },
 * }).predict(onnxTensors("iris.onnx"));
 */
export function onnxTensors(file: string | URL, options: FileOptions = {}): TensorModelSource {
  return {
    async load(contract): Promise<LoadedTensorModel> {
      const loaded = await loadFile(file, contract, options);
      return {
        async predict(inputs, { wanted }) {
          const given = Object.entries(inputs).flatMap(([name, one]) =>
            one === undefined ? [] : [[name, one] as const],
          );
          return Object.fromEntries(await runTensors(loaded, contract, new Map(given), wanted));
        },
        async close() {
          await loaded.session.release();
        },
      };
    },
  };
}
