import type { Datatype } from "../../core/tensor/datatype.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { openShape } from "../../core/tensor/tensor.ts";
import type { TensorSpec } from "../../core/tensor/tensor.ts";
import { signaturesOf } from "./signatures.ts";

/** The names of datatypes in TensorFlow (tensorflow/core/framework/types.proto). */
const datatypeNames: Readonly<Record<Datatype, string>> = {
  BOOL: "DT_BOOL",
  UINT8: "DT_UINT8",
  UINT16: "DT_UINT16",
  UINT32: "DT_UINT32",
  UINT64: "DT_UINT64",
  INT8: "DT_INT8",
  INT16: "DT_INT16",
  INT32: "DT_INT32",
  INT64: "DT_INT64",
  FP16: "DT_HALF",
  BF16: "DT_BFLOAT16",
  FP32: "DT_FLOAT",
  FP64: "DT_DOUBLE",
  BYTES: "DT_STRING",
};

/** The answer to a request for status: each version with its state. */
export function statusBody(runtimes: readonly ModelRuntime[], isDraining: boolean): unknown {
  return {
    model_version_status: runtimes.map((runtime) => ({
      version: runtime.model.version,
      ...stateOf(runtime, isDraining),
    })),
  };
}

interface VersionState {
  readonly state: "START" | "LOADING" | "AVAILABLE" | "UNLOADING" | "END";
  readonly status: { readonly error_code: string; readonly error_message: string };
}

const ok = { error_code: "OK", error_message: "" };

function stateOf({ state }: ModelRuntime, isDraining: boolean): VersionState {
  switch (state) {
    case "loading":
      return { state: "LOADING", status: ok };
    case "ready":
      return { state: isDraining ? "UNLOADING" : "AVAILABLE", status: ok };
    case "failed":
      return { state: "END", status: { error_code: "INTERNAL", error_message: "The model could not be loaded." } };
    case "closed":
      return { state: "END", status: ok };
  }
}

/** The answer to a request for metadata: every signature with its tensors. */
export function metadataBody(runtime: ModelRuntime): unknown {
  const { name, version } = runtime.model;
  const signatures = [...signaturesOf(runtime)].map(([key, { signature, inputs, outputs }]) => [
    key,
    {
      inputs: tensorInfos(inputs),
      outputs: tensorInfos(outputs),
      method_name: `tensorflow/serving/${signature.method}`,
      defaults: {},
    },
  ]);
  return {
    model_spec: { name, signature_name: "", version },
    // Once for the kind of metadata, once for the field of the message that holds it.
    metadata: { signature_def: { signature_def: Object.fromEntries(signatures) } },
  };
}

function tensorInfos(specs: ReadonlyMap<string, TensorSpec>): Record<string, unknown> {
  return Object.fromEntries(
    [...specs].map(([name, spec]) => [
      name,
      {
        dtype: datatypeNames[spec.datatype],
        tensor_shape: {
          // 64-bit integers are strings in the JSON of protocol buffers.
          dim: openShape(spec).map((size) => ({ size: String(size), name: "" })),
          unknown_rank: false,
        },
        name: `${name}:0`,
      },
    ]),
  );
}
