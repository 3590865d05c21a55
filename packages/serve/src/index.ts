/**
 * Turns any Express app, or a bare `node:http` server, into a model server.
 *
 * @module
 */
export type { Clock } from "./core/clock.ts";
export type { ServeErrorCode } from "./core/errors/codes.ts";
export type { Problem } from "./core/errors/problem.ts";
export type { InputFault } from "./core/errors/serve-error.ts";
export type { Exposition } from "./core/exposition.ts";
export type { HttpHandler } from "./core/http/handler.ts";
export type { Limits } from "./core/limits.ts";
export type { Logger } from "./core/logger.ts";
export { defineModel, fail, RowFailure } from "./core/model.ts";
export type {
  LoadedModel,
  Model,
  ModelDefinition,
  ModelOptions,
  ModelSource,
  PredictContext,
  PredictFunction,
  PredictOneFunction,
} from "./core/model.ts";
export type { PredictionEvent, PredictionObserver, PredictionOutcome } from "./core/observer.ts";
export type { MetricsExposure } from "./metrics/routes.ts";
export { createServer, ListenError } from "./server/server.ts";
export type { ListenOptions, Server, ServerOptions } from "./server/server.ts";
export { serve } from "./serve.ts";
export type { CloseOptions, ServeHandler, ServeOptions } from "./serve.ts";
