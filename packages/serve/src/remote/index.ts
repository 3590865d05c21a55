/**
 * Models that run on other servers, behind everything that the kit puts before a model.
 *
 * @module
 */
export type { RemoteCallEvent, RemoteCircuit, RemoteObserver } from "../core/remote-observer.ts";
export type { CircuitOptions } from "../core/resilience/circuit-breaker.ts";
export type { RemoteCallOptions } from "./options.ts";
export type { JsonBatch, JsonTarget } from "./protocols/json.ts";
export type { MlflowForm, MlflowTarget } from "./protocols/mlflow.ts";
export type { OpenInferenceTarget } from "./protocols/openinference.ts";
export type { TensorFlowTarget } from "./protocols/tensorflow.ts";
export { remoteContract } from "./remote-contract.ts";
export { RemoteError } from "./remote-error.ts";
export type { RemoteErrorCode } from "./remote-error.ts";
export { remoteModel } from "./remote-model.ts";
export type { RemoteOptions, RemoteSource } from "./remote-model.ts";
