/**
 * ONNX models for `@mlops/serve`. Needs the peer `onnxruntime-node`.
 *
 * @module
 */
export { OnnxError } from "./errors.ts";
export type { OnnxErrorCode } from "./errors.ts";
export { onnx } from "./onnx.ts";
export type { OnnxOptions, TensorValues } from "./onnx.ts";
export { onnxContract } from "./onnx-contract.ts";
export { onnxTensors } from "./onnx-tensors.ts";
export type { FileOptions } from "./session.ts";
export { tensor } from "@mlops/serve";
