import type { DialectOpenApi } from "../../core/http/dialect.ts";
import type { ModelSet } from "../../core/runtime/model-set.ts";
import { datatypes } from "../../core/tensor/datatype.ts";

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/openinference.${name}` });
const content = (schema: Json): Json => ({ content: { "application/json": { schema } } });
const object = (properties: Json, required: readonly string[] = Object.keys(properties)): Json => ({
  type: "object",
  properties,
  required,
});
const list = (items: Json): Json => ({ type: "array", items });
const text = { type: "string" };
const parameters = { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } };
const datatype = { enum: Object.keys(datatypes) };
const size = { type: "integer", minimum: 0 };

const schemas = {
  "openinference.InferRequest": object(
    {
      id: { type: ["string", "null"] },
      parameters,
      inputs: list(
        object({ name: text, shape: list(size), datatype, parameters, data: { type: "array" } }, [
          "name",
          "shape",
          "datatype",
        ]),
      ),
      outputs: list(object({ name: text, parameters }, ["name"])),
    },
    ["inputs"],
  ),
  "openinference.InferAnswer": object(
    {
      model_name: text,
      model_version: text,
      id: text,
      parameters,
      outputs: list(
        object({ name: text, shape: list(size), datatype, parameters, data: { type: "array" } }, [
          "name",
          "shape",
          "datatype",
        ]),
      ),
    },
    ["model_name", "outputs"],
  ),
  "openinference.Server": object({ name: text, version: text, extensions: list(text) }),
  "openinference.Live": object({ live: { const: true } }),
  "openinference.Ready": object({ ready: { const: true } }),
  "openinference.ModelReady": object({ name: text, ready: { const: true } }),
  "openinference.Model": object(
    {
      name: text,
      versions: list(text),
      platform: text,
      inputs: list(ref("Tensor")),
      outputs: list(ref("Tensor")),
    },
    ["name", "platform", "inputs", "outputs"],
  ),
  "openinference.Tensor": object({ name: text, datatype, shape: list({ type: "integer", minimum: -1 }) }),
  "openinference.Statistics": object({ model_stats: list({ type: "object" }) }),
  "openinference.Error": object({ error: text }),
};

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly answer: Json;
  readonly parameters?: readonly Json[] | undefined;
  /** Whether it is free for all. */
  readonly isProbe?: boolean | undefined;
}

function get({ id, summary, answer, parameters: named = [], isProbe = false }: Operation): Json {
  return {
    operationId: `openinference-${id}`,
    summary,
    tags: ["openinference"],
    parameters: named,
    responses: {
      200: { description: "The answer.", ...content(answer) },
      default: { description: "Why there is none.", ...content(ref("Error")) },
    },
    ...(isProbe && { security: [] }),
  };
}

/** What the OpenAPI document says of these routes. */
export function openInferenceOpenApi(models: ModelSet): DialectOpenApi {
  const inPath = (name: string, schema: Json): Json => ({ name, in: "path", required: true, schema });
  const name = inPath("model", { type: "string", enum: [...models.names] });
  const stats = (id: string, named: readonly Json[]): Json => ({
    get: get({ id, summary: "Counts and times", answer: ref("Statistics"), parameters: named }),
  });
  const ofModel = (path: string, kind: string, named: readonly Json[]): (readonly [string, Json])[] => [
    [path, { get: get({ id: `model-${kind}`, summary: "The tensors", answer: ref("Model"), parameters: named }) }],
    [
      `${path}/ready`,
      {
        get: get({
          id: `model-ready-${kind}`,
          summary: "Whether the model can predict",
          answer: ref("ModelReady"),
          parameters: named,
          isProbe: true,
        }),
      },
    ],
    [
      `${path}/infer`,
      {
        post: {
          ...get({ id: `infer-${kind}`, summary: "Predict", answer: ref("InferAnswer"), parameters: named }),
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: ref("InferRequest") },
              // The JSON of the request, then the bytes of its binary tensors.
              "application/octet-stream": {},
            },
          },
        },
      },
    ],
    [
      `${path}/config`,
      {
        get: get({
          id: `config-${kind}`,
          summary: "As Triton configures it",
          answer: { type: "object" },
          parameters: named,
        }),
      },
    ],
    [`${path}/stats`, stats(`stats-${kind}`, named)],
  ];
  const version = inPath("version", { type: "string" });
  return {
    paths: {
      "/v2": { get: get({ id: "server", summary: "The server", answer: ref("Server") }) },
      "/v2/health/live": { get: get({ id: "live", summary: "Alive", answer: ref("Live"), isProbe: true }) },
      "/v2/health/ready": { get: get({ id: "ready", summary: "Ready", answer: ref("Ready"), isProbe: true }) },
      "/v2/models/stats": stats("stats", []),
      ...Object.fromEntries(ofModel("/v2/models/{model}", "newest", [name])),
      ...Object.fromEntries(ofModel("/v2/models/{model}/versions/{version}", "version", [name, version])),
    },
    schemas,
  };
}
