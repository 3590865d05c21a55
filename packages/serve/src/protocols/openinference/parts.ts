/**
 * What the Open Inference Protocol is made of, for transports other than REST: `@mlops/serve-grpc` is built from it.
 *
 * @module
 */
export { clippedHeader } from "../../core/http/clipped-header.ts";
export { requestIdOf } from "../../core/http/request-id.ts";
export { datatypes, isDatatype } from "../../core/tensor/datatype.ts";
export { decodeTensor, encodeTensor } from "../../core/tensor/binary-tensor.ts";
export type { TensorResult } from "../../core/runtime/engine.ts";
export type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
export type { ModelReference } from "../../core/runtime/model-set.ts";
export { assertText, checkInputs } from "./check-inputs.ts";
export type { InputHead, InputLimits } from "./check-inputs.ts";
export { errorText, malformed, misfit } from "./errors.ts";
export type { RequestOutput } from "./infer-request.ts";
export { outputToSend, planOutputs } from "./infer-response.ts";
export type { PlannedOutput } from "./infer-response.ts";
export { modelMetadata } from "./metadata.ts";
export type { ModelMetadata, TensorMetadata } from "./metadata.ts";
