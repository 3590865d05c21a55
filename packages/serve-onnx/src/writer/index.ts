/**
 * Writes small ONNX files: what a training script needs to hand over its model. Has no dependencies.
 *
 * @module
 */
export { encodeModel } from "./encode-model.ts";
export type { Attribute, GraphNode, Initializer, OnnxModel, ValueInfo } from "./encode-model.ts";
