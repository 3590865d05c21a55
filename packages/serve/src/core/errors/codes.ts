/** Every fault that a native route answers with. One heading per code in docs/errors.md. */
export type ServeErrorCode =
  | "body-empty"
  | "body-not-json"
  | "body-not-utf8"
  | "body-too-deep"
  | "body-too-large"
  | "unsupported-media-type"
  | "unsupported-content-encoding"
  | "invalid-input"
  | "row-failed"
  | "model-required"
  | "model-not-found"
  | "not-found"
  | "method-not-allowed"
  | "model-not-ready"
  | "draining"
  | "bad-output"
  | "prediction-failed"
  | "internal";

/** The one table from code to status; the title is the same for every occurrence of a code. */
export const errorTable: Readonly<Record<ServeErrorCode, { readonly status: number; readonly title: string }>> = {
  "body-empty": { status: 400, title: "The request has no body" },
  "body-not-json": { status: 400, title: "The body is not valid JSON" },
  "body-not-utf8": { status: 400, title: "The body is not valid UTF-8" },
  "body-too-deep": { status: 400, title: "The body is nested too deeply" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not declared as JSON" },
  "unsupported-content-encoding": { status: 415, title: "The body is compressed" },
  "invalid-input": { status: 422, title: "The input does not fit the model's contract" },
  "row-failed": { status: 422, title: "The model refused this input" },
  "model-required": { status: 404, title: "The path does not say which model" },
  "model-not-found": { status: 404, title: "No such model" },
  "not-found": { status: 404, title: "No such route" },
  "method-not-allowed": { status: 405, title: "The route does not take this method" },
  "model-not-ready": { status: 503, title: "The model is not ready" },
  draining: { status: 503, title: "The server is shutting down" },
  "bad-output": { status: 500, title: "The model gave an answer outside its contract" },
  "prediction-failed": { status: 500, title: "The prediction failed" },
  internal: { status: 500, title: "Something went wrong here" },
};
