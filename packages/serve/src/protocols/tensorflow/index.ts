/**
 * The REST API of TensorFlow Serving, or the first protocol of KServe on the same paths.
 *
 * @module
 */
export { tensorflow } from "./tensorflow.ts";
export type { TensorflowOptions } from "./tensorflow.ts";
