/**
 * ONNX models for `@mlops/serve`. Needs the peer `onnxruntime-node`.
 *
 * @module
 */
export { OnnxError } from "./errors.ts";
export type { OnnxErrorCode } from "./errors.ts";
export { onnx } from "./onnx.ts";
export type { OnnxOptions, Tensors } from "./onnx.ts";
export { tensor } from "./tensor.ts";
export type { Datatype, TensorSpec, TensorValues } from "./tensor.ts";
