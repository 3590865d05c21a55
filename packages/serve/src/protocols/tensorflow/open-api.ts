import type { DialectOpenApi } from "../../core/http/dialect.ts";
import type { ModelSet } from "../../core/runtime/model-set.ts";

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/tensorflow.${name}` });
const content = (schema: Json): Json => ({ content: { "application/json": { schema } } });

/** A number, a text, or an object with base64; lists of them as the tensor's shape says. */
const value = {
  description: 'A value, or lists of values as the shape of the tensor says; byte strings as `{"b64": …}`.',
  type: ["number", "boolean", "string", "array", "object"],
};
const row = { description: "The value of the one input, or an object with a value for each input.", ...ref("Value") };
const answer = { description: "What the signature gives: bare for one output, else by their names." };

const schemas = {
  "tensorflow.Value": value,
  "tensorflow.PredictRequest": {
    type: "object",
    properties: {
      signature_name: { type: "string", default: "serving_default" },
      instances: { type: "array", minItems: 1, items: row },
      inputs: { description: "The same in columns: the values of the one input, or of each by its name." },
    },
    oneOf: [{ required: ["instances"] }, { required: ["inputs"] }],
  },
  "tensorflow.PredictAnswer": {
    type: "object",
    properties: { predictions: answer, outputs: answer },
    oneOf: [{ required: ["predictions"] }, { required: ["outputs"] }],
  },
  "tensorflow.ExamplesRequest": {
    type: "object",
    properties: {
      signature_name: { type: "string" },
      context: { type: "object" },
      examples: { type: "array", minItems: 1, items: { type: "object" } },
    },
    required: ["examples"],
  },
  "tensorflow.ClassifyAnswer": {
    type: "object",
    properties: {
      results: {
        description: "For each example the pairs of a label and its score.",
        type: "array",
        items: { type: "array", items: { type: "array", minItems: 2, maxItems: 2 } },
      },
    },
    required: ["results"],
  },
  "tensorflow.RegressAnswer": {
    type: "object",
    properties: { results: { type: "array" } },
    required: ["results"],
  },
  "tensorflow.Status": {
    type: "object",
    properties: {
      model_version_status: {
        type: "array",
        items: {
          type: "object",
          properties: {
            version: { type: "string" },
            state: { enum: ["START", "LOADING", "AVAILABLE", "UNLOADING", "END"] },
            status: { type: "object" },
          },
          required: ["version", "state", "status"],
        },
      },
    },
    required: ["model_version_status"],
  },
  "tensorflow.Metadata": {
    type: "object",
    properties: { model_spec: { type: "object" }, metadata: { type: "object" } },
    required: ["model_spec", "metadata"],
  },
  "tensorflow.Error": { type: "object", properties: { error: { type: "string" } }, required: ["error"] },
} as const;

/** What the OpenAPI document says of these routes. */
export function tensorflowOpenApi(models: ModelSet): DialectOpenApi {
  const prefixes: readonly (readonly [path: string, parameters: readonly Json[]])[] = [
    ["/v1/models/{model}", []],
    ["/v1/models/{model}/versions/{version}", [inPath("version", { type: "string", pattern: "^[0-9]+$" })]],
    ["/v1/models/{model}/labels/{label}", [inPath("label", { type: "string" })]],
  ];
  const name = inPath("model", { type: "string", enum: [...models.names] });
  const paths = prefixes.flatMap(([path, more], index): (readonly [string, Json])[] => {
    const operation = (id: string, summary: string, schema: Json): Json => ({
      operationId: `tensorflow-${id}-${["newest", "version", "label"][index] ?? ""}`,
      summary,
      tags: ["tensorflow"],
      parameters: [name, ...more],
      responses: {
        200: { description: "The answer.", ...content(schema) },
        default: { description: "Why there is none.", ...content(ref("Error")) },
      },
    });
    const post = (id: string, summary: string, request: Json, schema: Json): Json => ({
      post: { ...operation(id, summary, schema), requestBody: { required: true, ...content(request) } },
    });
    return [
      [`${path}:predict`, post("predict", "Predict by a signature", ref("PredictRequest"), ref("PredictAnswer"))],
      [`${path}:classify`, post("classify", "Labels with scores", ref("ExamplesRequest"), ref("ClassifyAnswer"))],
      [`${path}:regress`, post("regress", "A number for each example", ref("ExamplesRequest"), ref("RegressAnswer"))],
      [path, { get: operation("status", "The states of versions", ref("Status")) }],
      [`${path}/metadata`, { get: operation("metadata", "The signatures", ref("Metadata")) }],
    ];
  });
  return { paths: Object.fromEntries(paths), schemas };
}

function inPath(name: string, schema: Json): Json {
  return { name, in: "path", required: true, schema };
}
