import type { Outgoing, Reply } from "../../http/send.ts";
import { isList, isObject, ownValue, parseAnswer } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { decodeValues, encodeValues } from "../../tensor/binary.ts";
import { datatypes, isDatatype, valuesIn } from "../../tensor/datatypes.ts";
import type { TensorInfo } from "../../tensor/datatypes.ts";
import { flatten, listSizes, nested } from "../../tensor/nested.ts";
import type { ModelInfo } from "../../tensor/metadata.ts";
import { AnswerError } from "../dialect.ts";
import type { Dialect, Outcome, RowFault } from "../dialect.ts";
import type { InputRow } from "../input-row.ts";
import { jsonOf, outcomesOf } from "./rows.ts";

/** The path of a model in the Open Inference Protocol. */
export function modelPath(model: string, version: string | undefined): string {
  return `/v2/models/${encodeURIComponent(model)}${version === undefined ? "" : `/versions/${encodeURIComponent(version)}`}`;
}

interface RowInput {
  readonly info: TensorInfo;
  /** The sizes of this row alone. */
  readonly sizes: readonly number[];
  readonly values: readonly Json[];
}

/**
 * The Open Inference Protocol: rows become tensors by the server's own description of the model. A row is an object with a
 * value for each input, or the value of the only one. Datatypes without a form in JSON go as bytes.
 */
export function openInferenceDialect(path: string, { inputs, outputs }: ModelInfo): Dialect {
  const hasBatches = inputs.every(({ shape }) => shape[0] === -1);
  const needsBytes = outputs.some(({ datatype }) => !datatypes[datatype].hasJson);
  return {
    mostRows: hasBatches ? undefined : 1,
    kindOf(row) {
      const found = inputsOf(row.value, inputs, hasBatches);
      if ("detail" in found) return { fault: found };
      return { kind: found.map(({ info, sizes }) => `${info.name}:${sizes.join("x")}`).join() };
    },
    request: (rows) => inferRequest(`${path}/infer`, requestTensors(rows, inputs), needsBytes),
    outcomes: (reply, rows) => readOutcomes(reply, rows, hasBatches),
  };
}

/** The tensors of rows that are alike; rows that do not fit the description have none. */
export function requestTensors(rows: readonly InputRow[], inputs: readonly TensorInfo[]): RequestTensor[] {
  const hasBatches = inputs.every(({ shape }) => shape[0] === -1);
  const all = rows.flatMap(({ value }) => {
    const found = inputsOf(value, inputs, hasBatches);
    return "detail" in found ? [] : [found];
  });
  return (all[0] ?? []).map(({ info, sizes }, at) => ({
    info,
    shape: hasBatches ? [all.length, ...sizes] : sizes,
    values: all.flatMap((row) => row[at]?.values ?? []),
  }));
}

function inputsOf(value: Json, inputs: readonly TensorInfo[], hasBatches: boolean): readonly RowInput[] | RowFault {
  const [only, ...others] = inputs;
  const isNamed = isObject(value);
  if (!isNamed && (only === undefined || others.length > 0)) {
    return { detail: `a row is an object with ${inputs.map(({ name }) => name).join(", ")}` };
  }
  const named: [string, Json][] = isNamed ? Object.entries(value) : [[only?.name ?? "", value]];
  const unknown = named.find(([name]) => !inputs.some((one) => one.name === name));
  if (unknown !== undefined)
    return { detail: `the model has no input ${unknown[0]}; it has ${inputs.map(({ name }) => name).join(", ")}` };
  const parts: RowInput[] = [];
  for (const info of inputs) {
    const given = named.find(([name]) => name === info.name);
    // What may be left out, the description does not say.
    if (given === undefined) continue;
    const fixed = hasBatches ? info.shape.slice(1) : info.shape;
    const part = rowInput(info, fixed, given[1]);
    if ("detail" in part) return part;
    parts.push(part);
  }
  return parts;
}

function rowInput(info: TensorInfo, fixed: readonly number[], value: Json): RowInput | RowFault {
  const sizes = listSizes(value, fixed.length);
  const fits = sizes.length === fixed.length && fixed.every((size, axis) => size === -1 || size === sizes[axis]);
  const values = fits ? flatten(value, sizes) : undefined;
  if (values !== undefined) return { info, sizes, values };
  const expected = fixed.length === 0 ? "one value" : `lists of [${fixed.join(", ")}]`;
  return { detail: `the input ${info.name} takes ${expected}`, errors: [{ pointer: `/${info.name}`, expected }] };
}

/** A tensor of a request. */
export interface RequestTensor {
  readonly info: TensorInfo;
  readonly shape: readonly number[];
  readonly values: readonly Json[];
}

/** A request for an inference; the bytes of tensors without a form in JSON come after it. */
function inferRequest(path: string, tensors: readonly RequestTensor[], binaryOutput: boolean): Outgoing {
  const binary: Buffer[] = [];
  const inputs = tensors.map(({ info: { name, datatype }, shape, values }): Json => {
    if (datatypes[datatype].hasJson) return { name, datatype, shape, data: values };
    const bytes = encodeValues(datatype, values);
    binary.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  const json = Buffer.from(writeJson({ inputs, ...(binaryOutput && { parameters: { binary_data_output: true } }) }));
  const headers: [string, string][] =
    binary.length === 0
      ? [["content-type", "application/json"]]
      : [
          ["content-type", "application/octet-stream"],
          ["inference-header-content-length", String(json.length)],
        ];
  return { method: "POST", path, headers, body: Buffer.concat([json, ...binary]) };
}

/** An output of an answer. */
interface AnswerTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly Json[];
}

/** The outputs of an answer, in JSON or in bytes. @throws AnswerError */
function answerTensors(reply: Reply): readonly AnswerTensor[] {
  const length = reply.headers["inference-header-content-length"];
  const jsonLength = length === undefined ? reply.body.length : Number(length);
  const text = reply.body.subarray(0, jsonLength).toString("utf8");
  const outputs = ownValue(length === undefined ? jsonOf(reply) : parseAnswer(text), "outputs");
  if (!isList(outputs)) throw new AnswerError("the answer has no outputs");
  let offset = jsonLength;
  return outputs.map((one) => {
    const [name, datatype, shape, data] = ["name", "datatype", "shape", "data"].map((key) => ownValue(one, key));
    if (typeof name !== "string" || !isDatatype(datatype) || !isList(shape)) {
      throw new AnswerError("an output has no name, datatype or shape");
    }
    const size = ownValue(ownValue(one, "parameters"), "binary_data_size");
    let values = isList(data) ? flatten(data, listSizes(data, Infinity)) : undefined;
    if (typeof size === "number") {
      values = decodeValues(datatype, reply.body.subarray(offset, offset + size));
      offset += size;
    }
    const sizes = shape.map(Number);
    if (values === undefined || values.length !== valuesIn(sizes)) {
      throw new AnswerError(`the output ${name} does not have as many values as its shape`);
    }
    return { name, shape: sizes, values };
  });
}

function readOutcomes(reply: Reply, rows: readonly InputRow[], hasBatches: boolean): readonly Outcome[] {
  const tensors = answerTensors(reply);
  const odd = tensors.find(({ shape }) => hasBatches && shape[0] !== rows.length);
  if (odd !== undefined) throw new AnswerError(`the output ${odd.name} has not one row for each that was sent`);
  const objects = rows.map((_, row) =>
    Object.fromEntries(
      tensors.map(({ name, shape, values }): [string, Json] => {
        if (!hasBatches) return [name, nested(values, shape)];
        const sizes = shape.slice(1);
        const width = valuesIn(sizes);
        return [name, nested(values.slice(row * width, (row + 1) * width), sizes)];
      }),
    ),
  );
  return outcomesOf(objects, rows, "answers");
}
