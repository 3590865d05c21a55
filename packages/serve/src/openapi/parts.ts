import type { Json } from "./json.ts";

const string = (description: string): Json => ({ description, schema: { type: "string" } });

/** The headers of answers. */
export const headers: Readonly<Record<string, Json>> = {
  "x-request-id": {
    description: "The id of the request: the caller's where it sent one of this form, else a fresh one.",
    schema: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$" },
  },
  "x-clipped": string("The places of values that were taken at the bound of their range, separated by commas."),
  "x-cache": {
    description: "Whether the answer had been kept; of a batch, the worst of its rows. `off`: it was not looked for.",
    schema: { enum: ["hit", "stale", "miss", "off"] },
  },
  "retry-after": {
    description: "When to ask again, in seconds.",
    schema: { type: "integer", minimum: 0 },
  },
  "ratelimit-policy": string("What the caller's budget is (draft-ietf-httpapi-ratelimit-headers)."),
  ratelimit: string("What is left of it."),
  "www-authenticate": string("What credentials are asked for."),
};

/** The headers of requests. */
export const parameters: Readonly<Record<string, Json>> = {
  "x-request-id": {
    name: "x-request-id",
    in: "header",
    description:
      "An id for the request, which the answer and the log carry: 1 to 128 letters, digits, dots, dashes and " +
      "underscores. One of another form is replaced.",
    schema: { type: "string" },
  },
  "x-request-timeout-ms": {
    name: "x-request-timeout-ms",
    in: "header",
    description: "How long the caller waits for the answer, in milliseconds. After that it is 504.",
    schema: { type: "integer", minimum: 1, maximum: 999_999_999 },
  },
  "x-priority": {
    name: "x-priority",
    in: "header",
    description:
      "Which requests go first where some have to wait. Only callers with the scope `priority` get `high`; for others it " +
      "is `normal`.",
    schema: { enum: ["high", "normal", "low"], default: "normal" },
  },
};

/** The schemas of answers that no model decides. */
export const schemas: Readonly<Record<string, Json>> = {
  Health: {
    type: "object",
    properties: {
      status: { type: "string", enum: ["healthy", "starting", "draining", "unhealthy"] },
      model_loaded: { type: "boolean", description: "Whether every model is loaded." },
      version: {
        type: ["string", "null"],
        description: "The default model's release, or its version; null without a default model.",
      },
    },
    required: ["status", "model_loaded", "version"],
    additionalProperties: false,
  },
  RowError: {
    type: "object",
    description: "Why a row of a batch has no prediction.",
    properties: {
      index: { type: "integer", minimum: 0 },
      code: { $ref: "#/components/schemas/ErrorCode" },
      detail: { type: "string" },
      errors: { type: "array", items: { $ref: "#/components/schemas/Fault" } },
    },
    required: ["index", "code", "detail"],
    additionalProperties: false,
  },
};
