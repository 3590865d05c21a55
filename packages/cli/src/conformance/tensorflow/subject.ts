import { isObject, ownValue, parseJson } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { tensorflowDialect } from "../../predict/dialects/tensorflow.ts";
import { datatypes } from "../../tensor/datatypes.ts";
import { MetadataError, tensorflowInfo } from "../../tensor/metadata.ts";
import type { ModelInfo } from "../../tensor/metadata.ts";
import { withBody } from "../call.ts";
import type { Call } from "../call.ts";
import type { Subject } from "../check.ts";
import { ask, calibrated, CannotTest } from "../describe.ts";
import type { Described, Undescribed } from "../describe.ts";
import { dialectParts } from "../dialect-parts.ts";
import { likeGiven, rowsOfTensors } from "../examples.ts";
import { get } from "../judge.ts";
import { withValue } from "../openinference/subject.ts";

/** A model behind TensorFlow Serving. */
export interface TensorflowSubject extends Subject {
  readonly name: string;
  readonly info: ModelInfo;
  /** The version that requests without one get. */
  readonly version: string;
  /** A predict request with these members. */
  readonly predict: (members: JsonObject) => Call;
}

/** @throws CannotTest */
export async function tensorflowSubject(described: Described): Promise<TensorflowSubject> {
  const { model } = described;
  if (model === undefined) throw new CannotTest("the protocol tensorflow needs --model");
  const path = `/v1/models/${encodeURIComponent(model)}`;
  const metadata = await ask(described, get(`${path}/metadata`), "the model");
  const info = infoOf(metadata);
  const version = ownValue(ownValue(metadata, "model_spec"), "version");
  const inJson = info.inputs.filter(({ datatype }) => datatypes[datatype].hasJson);
  const candidates = described.examples === undefined ? rowsOfTensors(inJson, true) : likeGiven(described.examples);
  const named = (name: string): Call => ({ ...base.call(candidates.slice(0, 1)), path: `/v1/models/${name}:predict` });
  const [bigInput, bigOutput] = [info.inputs, info.outputs].map((side) =>
    side.find(({ datatype }) => datatype === "INT64"),
  );
  const base = {
    protocol: "tensorflow",
    model,
    hasBatches: true,
    ...dialectParts(tensorflowDialect(model, undefined, undefined)),
    errorFault: ({ body }) => errorFault(body),
    readiness: get(path),
    traits: {
      nonFinite: true,
      contentTypes: {
        taken: [undefined, "text/plain", "application/x-www-form-urlencoded"],
        refused: [],
      },
      takesObjects: true,
    },
    named,
    versioned: (one: string) => ({ ...named(model), path: `${path}/versions/${one}:predict` }),
  } satisfies Undescribed;
  const found = await calibrated(described, candidates, base);
  const [first = null] = found.rows;
  const call = base.call([first]);
  return {
    ...base,
    ...found,
    ...(bigInput !== undefined &&
      bigOutput !== undefined && { bigRow: (value) => withValue(first, bigInput.name, value) }),
    name: model,
    info,
    version: typeof version === "string" ? version : "1",
    predict: (members) => withBody(call, writeJson(members)),
  };
}

function infoOf(metadata: Json): ModelInfo {
  try {
    return tensorflowInfo(metadata);
  } catch (error) {
    throw error instanceof MetadataError ? new CannotTest(error.message) : error;
  }
}

function errorFault(body: Buffer): string | undefined {
  const expected = '{"error": "…"} with a text and nothing else';
  try {
    const value = parseJson(body.toString("utf8"));
    const isOnly = isObject(value) && Object.keys(value).join() === "error" && typeof value["error"] === "string";
    return isOnly ? undefined : expected;
  } catch {
    return expected;
  }
}

/** The first example as an object by the names of the inputs. */
export function firstRow({ rows, info }: TensorflowSubject): JsonObject {
  const [row = null] = rows;
  return isObject(row) ? row : { [info.inputs[0]?.name ?? ""]: row };
}
