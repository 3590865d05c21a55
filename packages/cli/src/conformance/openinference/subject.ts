import { isList, isObject, ownValue, parseJson } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { modelPath, openInferenceDialect, requestTensors } from "../../predict/dialects/openinference.ts";
import type { RequestTensor } from "../../predict/dialects/openinference.ts";
import { datatypes } from "../../tensor/datatypes.ts";
import { MetadataError, openInferenceInfo } from "../../tensor/metadata.ts";
import type { ModelInfo } from "../../tensor/metadata.ts";
import { textOf, withBody } from "../call.ts";
import type { Call } from "../call.ts";
import type { Subject } from "../check.ts";
import { ask, asInput, calibrated, CannotTest } from "../describe.ts";
import type { Described, Undescribed } from "../describe.ts";
import { dialectParts } from "../dialect-parts.ts";
import { likeGiven, rowsOfTensors } from "../examples.ts";
import { get } from "../judge.ts";

/** A model behind the Open Inference Protocol. */
export interface OpenInferenceSubject extends Subject {
  readonly name: string;
  readonly info: ModelInfo;
  readonly versions: readonly string[];
  /** What the server says that it can beside the protocol. */
  readonly extensions: readonly string[];
  /** The inputs of a good request in JSON; `undefined` where one has no such form. */
  readonly inputs: readonly JsonObject[] | undefined;
  /** The tensors of a good request. */
  readonly tensors: readonly RequestTensor[];
  /** A request with these members. */
  readonly infer: (members: JsonObject) => Call;
}

/** @throws CannotTest */
export async function openInferenceSubject(described: Described): Promise<OpenInferenceSubject> {
  const { model } = described;
  if (model === undefined) throw new CannotTest("the protocol openinference needs --model");
  const path = modelPath(model, undefined);
  const metadata = await ask(described, get(path), "the model");
  const server = await ask(described, get("/v2"), "the server").catch((): Json => null);
  const info = infoOf(metadata);
  const hasBatches = info.inputs.every(({ shape }) => shape[0] === -1);
  const dialect = openInferenceDialect(path, info);
  const named = (name: string): Call => ({ ...base.call(candidates.slice(0, 1)), path: `/v2/models/${name}/infer` });
  const candidates =
    described.examples === undefined ? rowsOfTensors(info.inputs, hasBatches) : likeGiven(described.examples);
  const big = [info.inputs, info.outputs].map((side) => side.find(({ datatype }) => datatype === "INT64"));
  const [bigInput, bigOutput] = big;
  const base = {
    protocol: "openinference",
    model,
    hasBatches,
    ...dialectParts(dialect),
    errorFault: ({ body }) => errorFault(body),
    readiness: get(`${path}/ready`),
    traits: {
      nonFinite: false,
      contentTypes: {
        taken: [undefined, "application/octet-stream", "application/x-www-form-urlencoded"],
        refused: [],
      },
      takesObjects: true,
    },
    named,
    versioned: (version: string) => ({ ...named(model), path: `${path}/versions/${version}/infer` }),
  } satisfies Undescribed;
  const found = await calibrated(described, candidates, base);
  const [first = null] = found.rows;
  const call = base.call([first]);
  const isJson = info.inputs.every(({ datatype }) => datatypes[datatype].hasJson);
  const sent = isJson ? ownValue(parseJson(textOf(call)), "inputs") : undefined;
  return {
    ...base,
    ...found,
    ...(bigInput !== undefined &&
      bigOutput !== undefined && { bigRow: (value) => withValue(first, bigInput.name, value) }),
    name: model,
    info,
    versions: textsAt(metadata, "versions"),
    extensions: textsAt(server, "extensions"),
    tensors: requestTensors([asInput(first, 0)], info.inputs),
    inputs: isList(sent) ? sent.filter(isObject) : undefined,
    infer: (members) => withBody({ ...call, headers: [["content-type", "application/json"]] }, writeJson(members)),
  };
}

/** A row with a number in all places of one input. */
export function withValue(row: Json, name: string, value: bigint): Json {
  const filled = (one: Json): Json => (isList(one) ? one.map(filled) : value);
  return isObject(row) ? { ...row, [name]: filled(row[name] ?? null) } : filled(row);
}

function infoOf(metadata: Json): ModelInfo {
  try {
    return openInferenceInfo(metadata);
  } catch (error) {
    throw error instanceof MetadataError ? new CannotTest(error.message) : error;
  }
}

function textsAt(value: Json, name: string): string[] {
  const list = ownValue(value, name);
  return isList(list) ? list.filter((one) => typeof one === "string") : [];
}

function errorFault(body: Buffer): string | undefined {
  const expected = '{"error": "…"} with a text';
  try {
    const error = ownValue(parseJson(body.toString("utf8")), "error");
    return typeof error === "string" && error !== "" ? undefined : expected;
  } catch {
    return expected;
  }
}
