/**
 * The Open Inference Protocol, version 2, over REST.
 *
 * @module
 */
export { openInference } from "./open-inference.ts";
export type { OpenInferenceOptions } from "./open-inference.ts";
