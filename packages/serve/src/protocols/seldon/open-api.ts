import type { DialectOpenApi } from "../../core/http/dialect.ts";

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/seldon.${name}` });
const json = (schema: Json): Json => ({ "application/json": { schema } });

const payloads = ["data", "strData", "binData", "jsonData"] as const;
const list = { type: "array" };

const schemas = {
  "seldon.Data": {
    type: "object",
    properties: {
      names: { type: ["array", "null"], items: { type: "string" } },
      ndarray: list,
      tensor: {
        type: "object",
        properties: { shape: { type: "array", items: { type: "integer", minimum: 0 }, minItems: 1 }, values: list },
        required: ["shape", "values"],
        additionalProperties: false,
      },
    },
    oneOf: [{ required: ["ndarray"] }, { required: ["tensor"] }],
    additionalProperties: false,
  },
  "seldon.Message": {
    type: "object",
    properties: {
      meta: { type: ["object", "null"], properties: { puid: { type: ["string", "null"] } } },
      status: { type: ["object", "null"] },
      data: ref("Data"),
      strData: { type: "string" },
      binData: { type: "string", contentEncoding: "base64" },
      jsonData: { description: "A row as the contract has it, or a list of rows." },
    },
    oneOf: payloads.map((payload) => ({ required: [payload] })),
    additionalProperties: false,
  },
  "seldon.Feedback": {
    type: "object",
    properties: {
      request: { type: ["object", "null"] },
      response: { type: ["object", "null"] },
      reward: { type: ["number", "null"] },
      truth: { type: ["object", "null"] },
    },
    additionalProperties: false,
  },
  "seldon.Status": {
    type: "object",
    properties: {
      status: {
        type: "object",
        properties: {
          status: { enum: ["SUCCESS", "FAILURE"] },
          code: { type: "integer" },
          info: { type: "string" },
          reason: { type: "string" },
        },
        required: ["status", "code"],
        additionalProperties: false,
      },
    },
    required: ["status"],
    additionalProperties: false,
  },
  "seldon.Metadata": {
    type: "object",
    properties: {
      name: { type: "string" },
      versions: { type: "array", items: { type: "string" } },
      platform: { type: "string" },
      inputs: list,
      outputs: list,
      custom: { type: "object" },
    },
    required: ["name", "versions", "platform", "inputs", "outputs"],
  },
};

/** What the OpenAPI document says of these routes. */
export function seldonOpenApi(prefixes: readonly string[]): DialectOpenApi {
  const operation = (id: string, summary: string, content: Json): Json => ({
    operationId: `seldon-${id}`,
    summary,
    tags: ["seldon"],
    responses: {
      200: { description: "The answer.", content },
      default: { description: "Why there is none.", content: json(ref("Status")) },
    },
  });
  const post = (id: string, summary: string, request: Json, answer: Json): Json => ({
    post: { ...operation(id, summary, json(answer)), requestBody: { required: true, content: json(request) } },
  });
  const open = { security: [] };
  const posts = prefixes.flatMap((prefix): [string, Json][] => {
    const version = prefix.slice(prefix.lastIndexOf("/") + 1);
    return [
      [`${prefix}/predictions`, post(`predictions-${version}`, "Predict", ref("Message"), ref("Message"))],
      [`${prefix}/feedback`, post(`feedback-${version}`, "Say how good it was", ref("Feedback"), { type: "object" })],
    ];
  });
  const text = { "text/plain": { schema: { type: "string" } } };
  return {
    paths: {
      ...Object.fromEntries(posts),
      "/health/ping": { get: { ...operation("ping", "Whether the process answers", text), ...open } },
      "/health/status": {
        get: { ...operation("status", "Whether the model can predict", json(ref("Status"))), ...open },
      },
      "/metadata": { get: operation("metadata", "The arrays of the model", json(ref("Metadata"))) },
    },
    schemas,
  };
}
