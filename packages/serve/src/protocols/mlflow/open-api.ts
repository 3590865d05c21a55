import type { DialectOpenApi } from "../../core/http/dialect.ts";

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/mlflow.${name}` });
const json = (schema: Json): Json => ({ "application/json": { schema } });

const fields = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

const schemas = {
  "mlflow.Request": {
    description: "Rows for the default model, in one of four forms.",
    type: "object",
    properties: {
      dataframe_split: {
        type: "object",
        properties: {
          columns: { type: "array", items: { type: ["string", "integer"] } },
          index: { type: ["array", "null"] },
          data: { type: "array", items: { type: "array" } },
        },
        required: ["columns", "data"],
        additionalProperties: false,
      },
      dataframe_records: { type: "array", items: { type: "object" } },
      instances: { description: "Records, or values of the only input.", type: "array" },
      inputs: { description: "A list for each input by its name, or that of the only input." },
      params: { type: ["object", "null"], maxProperties: 0 },
    },
    oneOf: fields.map((field) => ({ required: [field] })),
  },
  "mlflow.Answer": {
    type: "object",
    properties: { predictions: { description: "A list; an object of lists for several output tensors." } },
    required: ["predictions"],
    additionalProperties: false,
  },
  "mlflow.Error": {
    type: "object",
    properties: { error_code: { type: "string" }, message: { type: "string" } },
    required: ["error_code", "message"],
    additionalProperties: false,
  },
};

/** What the OpenAPI document says of these routes. */
export function mlflowOpenApi(): DialectOpenApi {
  const operation = (id: string, summary: string, content: Json): Json => ({
    operationId: `mlflow-${id}`,
    summary,
    tags: ["mlflow"],
    responses: {
      200: { description: "The answer.", content },
      default: { description: "Why there is none.", content: json(ref("Error")) },
    },
  });
  const text = { "text/plain": { schema: { type: "string" } } };
  const csv = { "text/csv": { schema: { description: "Rows below a line of names.", type: "string" } } };
  return {
    paths: {
      "/invocations": {
        post: {
          ...operation("invocations", "Predict for rows", json(ref("Answer"))),
          requestBody: { required: true, content: { ...json(ref("Request")), ...csv } },
        },
      },
      "/ping": { get: { ...operation("ping", "Whether the model can predict", text), security: [] } },
      "/version": { get: operation("version", "The version of MLflow that is spoken", text) },
    },
    schemas,
  };
}
