import type { AnyModel } from "../core/contract/model.ts";
import { examplesOf } from "./examples.ts";
import { refTo } from "./json.ts";
import type { Json } from "./json.ts";
import { faultsOf, rateLimitHeaders } from "./problems.ts";
import type { Components } from "./relocate.ts";
import { rowSchema } from "./row-schema.ts";
import { tensorRowSchema } from "./tensor-schema.ts";

/** What the paths of a model are made with. */
export interface ModelPathOptions {
  /** The rows of one batch. */
  readonly rows: number;
  /** The statuses of guards: 401, 403, 429. */
  readonly guarded: readonly number[];
  /** Whether answers may have been kept. */
  readonly cache: boolean;
  readonly security: (access: string) => Json;
}

/** The paths of a model, and the schemas that they refer to. */
export interface ModelPaths {
  readonly schemas: Readonly<Record<string, Json>>;
  /** The path items under a prefix: `""`, `/models/iris`, `/models/iris/versions/1`. */
  under(prefix: string): Record<string, Json>;
}

/** Describes `predict` and `predict/batch` of one version of a model. */
export async function modelPaths(model: AnyModel, options: ModelPathOptions): Promise<ModelPaths> {
  const { name, version } = model;
  const [inputName, outputName, batchName] = ["input", "output", "batch"].map((part) => `${name}.v${version}.${part}`);
  if (inputName === undefined || outputName === undefined || batchName === undefined) throw new TypeError("No names");
  const input = sideSchema(model, "input", inputName);
  const output = sideSchema(model, "output", outputName);
  const examples = {
    input: exampleMap(await examplesOf(model, "input", input.schema)),
    output: exampleMap(await examplesOf(model, "output", output.schema)),
  };
  const kept = options.cache && { "x-cache": refTo("headers", "x-cache") };
  const headers = { ...headersOf(model), ...kept, ...(options.guarded.includes(429) && rateLimitHeaders) };
  const row = { schema: refTo("schemas", inputName), ...examples.input };
  const rows = { schema: { type: "array", items: refTo("schemas", inputName), maxItems: options.rows } };

  const operation = (id: string, summary: string, body: Json, answer: Json): Json => ({
    post: {
      operationId: id,
      summary,
      tags: [name],
      parameters: ["x-request-id", "x-request-timeout-ms", "x-priority"].map((header) => refTo("parameters", header)),
      requestBody: { required: true, content: { "application/json": body } },
      responses: {
        200: { description: "The model's answer.", headers, content: { "application/json": answer } },
        ...faultsOf([400, ...options.guarded, 413, 415, 422, 500, 503, 504]),
      },
      ...options.security("predict"),
    },
  });
  return {
    schemas: {
      [inputName]: input.schema,
      ...input.definitions,
      [outputName]: output.schema,
      ...output.definitions,
      [batchName]: batchSchema(refTo("schemas", outputName)),
    },
    under: (prefix) => ({
      [`${prefix}/predict`]: operation(`predict${prefix}`, `One row for ${name}`, row, {
        schema: refTo("schemas", outputName),
        ...examples.output,
      }),
      [`${prefix}/predict/batch`]: operation(`predictBatch${prefix}`, `Many rows for ${name}`, rows, {
        schema: refTo("schemas", batchName),
      }),
    }),
  };
}

function sideSchema(model: AnyModel, side: "input" | "output", component: string): Components {
  if (model.kind === "rows") return rowSchema(model[side], side, model.rules, component);
  const schema = side === "input" ? tensorRowSchema(model.inputs, model.rules) : tensorRowSchema(model.outputs, {});
  return { schema, definitions: {} };
}

function batchSchema(output: Json): Json {
  return {
    type: "object",
    properties: {
      predictions: {
        type: "array",
        items: { anyOf: [output, { type: "null" }] },
        description: "The answers in the order of the rows; null in the place of one that failed.",
      },
      count: { type: "integer", minimum: 0 },
      errors: { type: "array", items: refTo("schemas", "RowError"), description: "Left out where no row failed." },
    },
    required: ["predictions", "count"],
    additionalProperties: false,
  };
}

function headersOf({ name, version, release, rules }: AnyModel): Json {
  const text = (description: string, value: string): Json => ({
    description,
    schema: { type: "string", const: value },
  });
  const clips = Object.values(rules)
    .flat()
    .some(({ outside }) => outside === "clip");
  return {
    "x-request-id": refTo("headers", "x-request-id"),
    "x-model-name": text("The model that answered.", name),
    "x-model-version": text("Its version.", version),
    ...(release !== undefined && { "x-model-release": text("What people call the version.", release) }),
    ...(clips && { "x-clipped": refTo("headers", "x-clipped") }),
  };
}

function exampleMap(examples: readonly unknown[]): Json {
  if (examples.length === 0) return {};
  return { examples: Object.fromEntries(examples.map((value, index) => [`example${index + 1}`, { value }])) };
}
