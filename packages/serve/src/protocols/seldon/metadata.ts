import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import type { TensorSpec, TensorSpecs } from "../../core/tensor/tensor.ts";

/** The answer of `GET /metadata`: the arrays that a model takes and gives, a row each; -1 is an open size. */
export function metadataBody({ model, inputs, outputs }: ModelRuntime): unknown {
  const { name, version, platform } = model;
  return { name, versions: [version], platform, inputs: arraysOf(inputs), outputs: arraysOf(outputs), custom: {} };
}

function arraysOf(specs: TensorSpecs): unknown[] {
  const entries = Object.entries(specs);
  const [[, only] = [undefined, undefined], ...others] = entries;
  if (only === undefined) return [];
  if (others.length === 0) {
    const [, ...rest] = only.shape;
    const shape = rest.map((size) => (typeof size === "number" ? size : -1));
    return [{ messagetype: typeOf([only]), schema: { names: only.labels ?? [], shape } }];
  }
  const names = entries.map(([name]) => name);
  const messagetype = typeOf(entries.map(([, spec]) => spec));
  return [{ messagetype, schema: { names, shape: [names.length] } }];
}

/** Numbers can be a tensor; what has texts or flags is lists. */
function typeOf(specs: readonly TensorSpec[]): "tensor" | "ndarray" {
  return specs.every(({ datatype }) => datatype !== "BYTES" && datatype !== "BOOL") ? "tensor" : "ndarray";
}
