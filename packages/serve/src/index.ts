/**
 * Turns any Express app, or a bare `node:http` server, into a model server.
 *
 * @module
 */
export type { Backend, Call } from "./core/backend.ts";
export type { Clock } from "./core/clock.ts";
export { defineModel, fail, RowFailure } from "./core/contract/model.ts";
export type {
  AnyModel,
  LoadedModel,
  Model,
  ModelDefinition,
  ModelOptions,
  ModelSource,
  PredictContext,
  PredictFunction,
  PredictOneFunction,
  RowContract,
} from "./core/contract/model.ts";
export type { FieldKind, RowField } from "./core/contract/row-fields.ts";
export type { FeatureRule, FeatureRules, InputRules } from "./core/contract/rules.ts";
export type { Signature, Signatures } from "./core/contract/signatures.ts";
export { defineTensorModel } from "./core/contract/tensor-model.ts";
export type {
  InputTensors,
  LoadedTensorModel,
  OutputTensors,
  TensorContract,
  TensorModel,
  TensorModelDefinition,
  TensorModelOptions,
  TensorModelSource,
  TensorPredictContext,
  TensorPredictFunction,
} from "./core/contract/tensor-model.ts";
export type { ServeErrorCode } from "./core/errors/codes.ts";
export type { Problem } from "./core/errors/problem.ts";
export { ServeError } from "./core/errors/serve-error.ts";
export type { InputFault, ServeErrorDetails } from "./core/errors/serve-error.ts";
export type { Exposition } from "./core/exposition.ts";
export type { CorsOptions } from "./core/http/cors.ts";
export type { Exchange, HttpExchange, Principal, Reply, ReplyBody, RequestHead } from "./core/http/exchange.ts";
export type { Access, Authentication, RateLimiting } from "./core/http/guard.ts";
export type { HttpHandler } from "./core/http/handler.ts";
export type { LimitOptions, Limits } from "./core/limits.ts";
export type { Logger } from "./core/logger.ts";
export type {
  AnsweredEvent,
  PredictionEvent,
  PredictionObserver,
  PredictionOutcome,
  RequestObserver,
  RunEvent,
  ServeState,
} from "./core/observer.ts";
export type { Protocol } from "./core/protocol.ts";
export type { VersionLabels } from "./core/runtime/model-set.ts";
export type { Datatype, NumericDatatype, TensorData } from "./core/tensor/datatype.ts";
export { tensor } from "./core/tensor/tensor.ts";
export type { Dimension, Tensor, TensorSpec, TensorSpecs } from "./core/tensor/tensor.ts";
export type { DocsExposure, DocsOptions } from "./docs/options.ts";
export type { MetricsExposure } from "./metrics/routes.ts";
export { requestLog } from "./request-log/request-log.ts";
export type { RequestLogOptions } from "./request-log/request-log.ts";
export type { OpenApiInfo } from "./openapi/document.ts";
export { ListenError, listenOn, reachableAt } from "./server/listen.ts";
export type { ListeningAt, ListenOptions } from "./server/listen.ts";
export { createServer } from "./server/server.ts";
export type { Server, ServerOptions } from "./server/server.ts";
export { shutDown, stopOnSignals } from "./server/shut-down.ts";
export type { Closable, Listener, ShutDownOptions, StoppableProcess, StopOptions } from "./server/shut-down.ts";
export { serve } from "./serve.ts";
export type { CloseOptions, ServeHandler } from "./serve.ts";
export type { ServeOptions } from "./serve-options.ts";
