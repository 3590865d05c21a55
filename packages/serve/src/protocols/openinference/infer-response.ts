import { ServeError } from "../../core/errors/serve-error.ts";
import { clippedHeader } from "../../core/http/clipped-header.ts";
import type { Reply } from "../../core/http/exchange.ts";
import type { TensorResult } from "../../core/runtime/engine.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { encodeTensor } from "../../core/tensor/binary-tensor.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { valueTexts } from "../../core/tensor/write-tensor.ts";
import { classify, isClassifiable } from "./classification.ts";
import { misfit } from "./errors.ts";
import type { RequestOutput } from "./infer-request.ts";

/** An output that is sent, and in which form. */
export interface PlannedOutput {
  readonly name: string;
  readonly spec: TensorSpec;
  readonly isBinary: boolean;
  readonly classes: number | undefined;
}

/**
 * The outputs to send, in the order in which they are asked for: refused before the model runs where they cannot be.
 *
 * @param outputs - `undefined` for all.
 * @throws ServeError `invalid-input` for an output that the model does not have, that is there twice or that has no
 * classes; `binary-only` for one without a form in JSON.
 */
export function planOutputs(
  runtime: ModelRuntime,
  outputs: readonly RequestOutput[] | undefined,
  isBinaryOutput: boolean,
): PlannedOutput[] {
  const specs = new Map(Object.entries(runtime.outputs));
  const all = [...specs.keys()].map((name): RequestOutput => {
    return { name, isBinary: undefined, classes: undefined, pointer: "" };
  });
  const seen = new Set<string>();
  return (outputs ?? all).map(({ name, isBinary = isBinaryOutput, classes, pointer }) => {
    const spec = specs.get(name);
    if (spec === undefined) {
      const expected = [...specs.keys()].join(", ");
      const fault = { pointer: `${pointer}/name`, detail: "Unknown output", expected, received: "another name" };
      throw misfit("The model has no such output.", fault);
    }
    if (seen.has(name)) {
      const [expected, received] = ["each output once", "twice"];
      throw misfit(`The output ${name} is there twice.`, {
        pointer: `${pointer}/name`,
        detail: "Output twice",
        expected,
        received,
      });
    }
    seen.add(name);
    const { datatype } = spec;
    if (classes !== undefined && !isClassifiable(datatype)) {
      throw misfit(`The output ${name} cannot be given as classes.`, {
        pointer: `${pointer}/parameters/classification`,
        detail: "No numbers",
        expected: "an output of numbers",
        received: datatype,
      });
    }
    if (!isBinary && (datatype === "FP16" || datatype === "BF16")) {
      throw new ServeError("binary-only", {
        detail: `The output ${name} is of ${datatype}, which has no form in JSON.`,
        hint: "Ask for it with the parameter binary_data, or for all outputs with binary_data_output.",
      });
    }
    return { name, spec, isBinary, classes };
  });
}

/**
 * The inference response object of the Open Inference Protocol (inference_rest.md), with the bytes of binary outputs
 * after it. Values in JSON are flat, row-major.
 *
 * @throws ServeError `binary-only` for bytes that are no UTF-8, `bad-output` for numbers that JSON has no form for.
 */
export function writeResponse(
  { model }: ModelRuntime,
  id: string | undefined,
  planned: readonly PlannedOutput[],
  { outputs, clipped }: TensorResult,
): Reply {
  const binary: Uint8Array[] = [];
  const texts = planned.map(({ name, spec, isBinary, classes }) => {
    const one = outputToSend(outputs, { name, spec, classes });
    if (!isBinary) return outputText(name, one, `"data":[${valueTexts(one).join(",")}]`);
    const bytes = encodeTensor(one);
    binary.push(bytes);
    return outputText(name, one, `"parameters":{"binary_data_size":${bytes.length}}`);
  });
  const head = { model_name: model.name, model_version: model.version, ...(id !== undefined && { id }) };
  const text = `${JSON.stringify(head).slice(0, -1)},"outputs":[${texts.join(",")}]}`;
  const headers = clippedHeader(clipped);
  if (binary.length === 0) return { status: 200, body: { text, contentType: "application/json" }, headers };
  const json = Buffer.from(text);
  return {
    status: 200,
    body: { bytes: Buffer.concat([json, ...binary]), contentType: "application/octet-stream" },
    headers: { ...headers, "inference-header-content-length": String(json.length) },
  };
}

/** The values of an output, or its classes where these are asked for. @throws ServeError `bad-output`. */
export function outputToSend(
  outputs: TensorResult["outputs"],
  { name, spec, classes }: Pick<PlannedOutput, "name" | "spec" | "classes">,
): Tensor {
  const given = outputs.get(name);
  if (given === undefined) throw new TypeError("An output that was asked for is not there");
  return classes === undefined ? given : classify(given, classes, spec.labels);
}

function outputText(name: string, { shape, datatype }: Tensor, values: string): string {
  return `{"name":${JSON.stringify(name)},"shape":[${shape.join(",")}],"datatype":"${datatype}",${values}}`;
}
