import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { openShape } from "../../core/tensor/tensor.ts";
import type { TensorSpecs } from "../../core/tensor/tensor.ts";

/** The extensions of Triton that are spoken here, by the names that it gives them. */
export const extensions: readonly string[] = [
  "binary_tensor_data",
  "classification",
  "model_configuration",
  "statistics",
];

/** A tensor in a model's metadata; -1 stands for a size that a request decides. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** The model metadata response object of the Open Inference Protocol (inference_rest.md). */
export interface ModelMetadata {
  readonly name: string;
  /** All versions that a path can name, the smallest first. */
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** What clients may know of a model. */
export function modelMetadata({ model, inputs, outputs }: ModelRuntime, versions: readonly string[]): ModelMetadata {
  const tensors = (specs: TensorSpecs): TensorMetadata[] =>
    Object.entries(specs).map(([name, spec]) => ({ name, datatype: spec.datatype, shape: openShape(spec) }));
  return {
    name: model.name,
    versions,
    platform: model.platform,
    inputs: tensors(inputs),
    outputs: tensors(outputs),
  };
}

/** A tensor in a model's configuration; its dimensions are those of one row. */
export interface TensorConfig {
  readonly name: string;
  readonly data_type: string;
  readonly dims: readonly number[];
  /** Only of inputs that may be left out. */
  readonly optional?: true;
}

/** What there is of Triton's model configuration (model_config.proto) without a repository of files. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  /** All versions are served. */
  readonly version_policy: { readonly all: Readonly<Record<string, never>> };
  /** The rows of one request. */
  readonly max_batch_size: number;
  readonly input: readonly TensorConfig[];
  readonly output: readonly TensorConfig[];
}

/** How a model is run. */
export function modelConfig({ model, inputs, outputs }: ModelRuntime, maxRows: number): ModelConfig {
  const tensors = (specs: TensorSpecs): TensorConfig[] =>
    Object.entries(specs).map(([name, spec]) => ({
      name,
      data_type: spec.datatype === "BYTES" ? "TYPE_STRING" : `TYPE_${spec.datatype}`,
      dims: openShape(spec).slice(1),
      ...(spec.optional === true && { optional: true }),
    }));
  return {
    name: model.name,
    platform: model.platform,
    version_policy: { all: {} },
    max_batch_size: maxRows,
    input: tensors(inputs),
    output: tensors(outputs),
  };
}
