import { refTo } from "./json.ts";
import type { Json } from "./json.ts";

const count: Json = { type: "integer", minimum: 0 };

function closed(properties: Readonly<Record<string, Json>>, optional: readonly string[] = []): Json {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

function listOf(schema: string): Json {
  return { type: "array", items: refTo("schemas", schema) };
}

const strings: Json = { type: "array", items: { type: "string" } };

const version: Readonly<Record<string, Json>> = {
  version: { type: "string" },
  release: { type: "string" },
  state: { enum: ["loading", "ready", "failed", "closed"] },
  labels: { ...strings, description: "The names that stand for the version." },
  platform: { type: "string" },
  inputs: listOf("ModelTensor"),
  outputs: listOf("ModelTensor"),
  quality: refTo("schemas", "DataQuality"),
};
const optional = ["release", "quality"];

/** The schemas of what is said of a model. */
export const modelInfoSchemas: Readonly<Record<string, Json>> = {
  ModelDescription: closed({
    name: { type: "string" },
    isDefault: { type: "boolean", description: "Whether paths that name no model mean this one." },
    versions: { ...listOf("ModelVersion"), description: "The greatest first." },
  }),
  ModelVersion: closed(version, optional),
  NamedModelVersion: closed({ name: { type: "string" }, ...version }, optional),
  ModelTensor: closed(
    {
      name: { type: "string" },
      datatype: { type: "string" },
      shape: {
        type: "array",
        items: { type: "integer", minimum: -1 },
        description: "-1 for every size that a request decides, the rows first.",
      },
      optional: { const: true },
      labels: strings,
    },
    ["optional", "labels"],
  ),
  DataQuality: closed({
    rows: { ...count, description: "Rows of the last time that were looked at." },
    skipped: { ...count, description: "Rows that were not looked at." },
    refused: {
      type: "object",
      additionalProperties: count,
      description: "Rows that were refused, by the code of the fault.",
    },
    minimumRows: { ...count, description: "How many rows an index takes." },
    features: listOf("FeatureQuality"),
    predictions: listOf("FeatureQuality"),
    unwatched: { ...strings, description: "Tensors that are not counted, or not every column of them." },
  }),
  FeatureQuality: closed(
    {
      name: { type: "string" },
      rows: count,
      missing: { ...count, description: "Absent or null." },
      nonFinite: { ...count, description: "NaN or infinite." },
      outOfRange: { ...count, description: "Against the rule of the contract, also where it was clipped." },
      unseen: { ...count, description: "None of the known categories." },
      mistyped: { ...count, description: "Of another type than the contract asks for." },
      psi: {
        type: "number",
        minimum: 0,
        description: "The population stability index against the reference; absent without one, or with too few rows.",
      },
    },
    ["psi"],
  ),
};
