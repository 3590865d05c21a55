/** Every fault that the kit answers with. One heading per code in docs/errors.md. */
export type ServeErrorCode =
  | "body-empty"
  | "body-not-json"
  | "body-not-utf8"
  | "body-too-deep"
  | "duplicate-key"
  | "malformed-request"
  | "binary-only"
  | "request-timeout"
  | "body-too-large"
  | "too-many-chunks"
  | "too-many-keys"
  | "too-many-elements"
  | "string-too-long"
  | "too-many-rows"
  | "unsupported-media-type"
  | "unsupported-content-encoding"
  | "uri-too-long"
  | "headers-too-large"
  | "invalid-input"
  | "not-finite"
  | "row-failed"
  | "unauthenticated"
  | "forbidden"
  | "model-required"
  | "model-not-found"
  | "version-not-found"
  | "label-not-found"
  | "not-found"
  | "method-not-allowed"
  | "rate-limited"
  | "model-not-ready"
  | "overloaded"
  | "queue-full"
  | "queue-timeout"
  | "draining"
  | "auth-unavailable"
  | "rate-limit-unavailable"
  | "dependency-unavailable"
  | "deadline-exceeded"
  | "not-implemented"
  | "bad-output"
  | "prediction-failed"
  | "internal";

/** The one table from code to status; the title is the same for every occurrence of a code. */
export const errorTable: Readonly<Record<ServeErrorCode, { readonly status: number; readonly title: string }>> = {
  "body-empty": { status: 400, title: "The request has no body" },
  "body-not-json": { status: 400, title: "The body is not valid JSON" },
  "body-not-utf8": { status: 400, title: "The body is not valid UTF-8" },
  "body-too-deep": { status: 400, title: "The body is nested too deeply" },
  "duplicate-key": { status: 400, title: "An object in the body has a name twice" },
  "malformed-request": { status: 400, title: "The request is not of the protocol's form" },
  "binary-only": { status: 400, title: "A tensor has no form in JSON" },
  "request-timeout": { status: 408, title: "The request took too long to arrive" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "too-many-chunks": { status: 413, title: "The body comes in too many pieces" },
  "too-many-keys": { status: 413, title: "An object in the body has too many names" },
  "too-many-elements": { status: 413, title: "The body has too many values" },
  "string-too-long": { status: 413, title: "A text in the body is too long" },
  "too-many-rows": { status: 413, title: "The batch has too many rows" },
  "unsupported-media-type": { status: 415, title: "The body is not declared as JSON" },
  "unsupported-content-encoding": { status: 415, title: "The body is compressed" },
  "uri-too-long": { status: 414, title: "The target of the request is too long" },
  "headers-too-large": { status: 431, title: "The headers of the request are too large" },
  "invalid-input": { status: 422, title: "The input does not fit the model's contract" },
  "not-finite": { status: 422, title: "A number is too large" },
  "row-failed": { status: 422, title: "The model refused this input" },
  unauthenticated: { status: 401, title: "The request has no valid credentials" },
  forbidden: { status: 403, title: "The credentials do not allow this" },
  "model-required": { status: 404, title: "The path does not say which model" },
  "model-not-found": { status: 404, title: "No such model" },
  "version-not-found": { status: 404, title: "No such version of the model" },
  "label-not-found": { status: 404, title: "No such label of the model" },
  "not-found": { status: 404, title: "No such route" },
  "method-not-allowed": { status: 405, title: "The route does not take this method" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "model-not-ready": { status: 503, title: "The model is not ready" },
  overloaded: { status: 503, title: "The server has too many requests" },
  "queue-full": { status: 503, title: "The model has too many requests" },
  "queue-timeout": { status: 503, title: "The model did not come to the request in time" },
  draining: { status: 503, title: "The server is shutting down" },
  "auth-unavailable": { status: 503, title: "Credentials cannot be checked now" },
  "rate-limit-unavailable": { status: 503, title: "Limits cannot be checked now" },
  "dependency-unavailable": { status: 503, title: "The model cannot be reached" },
  "deadline-exceeded": { status: 504, title: "The answer took too long" },
  "not-implemented": { status: 501, title: "The model cannot do this" },
  "bad-output": { status: 500, title: "The model gave an answer outside its contract" },
  "prediction-failed": { status: 500, title: "The prediction failed" },
  internal: { status: 500, title: "Something went wrong here" },
};
