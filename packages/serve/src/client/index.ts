/**
 * A typed client for browsers and servers, without code generation: the types come from `typeof api`.
 *
 * @module
 */
export { createClient } from "./client.ts";
export type {
  BatchAnswer,
  CallOptions,
  Client,
  ClientOptions,
  NamedCallOptions,
  RowError,
  ServerHealth,
} from "./client.ts";
export { ServeClientError } from "./error.ts";
export type { ServeClientErrorCode, ServeClientErrorDetails } from "./error.ts";
export type {
  InputOf,
  ModelInput,
  ModelName,
  ModelOutput,
  OutputOf,
  Served,
  TensorInputRow,
  TensorOutputRow,
} from "./rows.ts";
