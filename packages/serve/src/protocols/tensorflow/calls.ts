import { kindOf } from "../../core/errors/kind-of.ts";
import { clippedHeader } from "../../core/http/clipped-header.ts";
import type { HttpExchange, Reply } from "../../core/http/exchange.ts";
import { readJson } from "../../core/http/read-body.ts";
import type { BodyRules } from "../../core/http/read-body.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import type { ModelReference } from "../../core/runtime/model-set.ts";
import type { Tensors } from "../../core/tensor/tensor.ts";
import { malformed } from "./errors.ts";
import { isObject, ownValue } from "./fill-input.ts";
import { listOf, readPredict, readRows } from "./read-predict.ts";
import { readExamples } from "./read-examples.ts";
import { findSignature } from "./signatures.ts";
import { classifyText, predictText, regressText } from "./write-results.ts";

type Body = Readonly<Record<string, unknown>>;

/** A request read: its tensors, and how their answer is written. */
interface Call {
  readonly input: TensorInput;
  readonly write: (outputs: Tensors) => string;
}

/** Reads a body for a model. */
export type ReadCall = (body: Body, runtime: ModelRuntime, limits: Limits) => Call;

/** `instances` or `inputs` of a signature. */
export const readPredictCall: ReadCall = (body, runtime, limits) => {
  const signature = findSignature(runtime, ownValue(body, "signature_name"), "predict");
  const { form, input } = readPredict(body, signature, limits);
  return { input, write: (outputs) => predictText(outputs, form, input.rowCount) };
};

/** `examples` of a signature that classifies. */
export const readClassifyCall: ReadCall = (body, runtime, limits) => {
  const signature = findSignature(runtime, ownValue(body, "signature_name"), "classify");
  return { input: readExamples(body, signature, limits), write: (outputs) => classifyText(outputs, signature) };
};

/** `examples` of a signature that regresses. */
export const readRegressCall: ReadCall = (body, runtime, limits) => {
  const signature = findSignature(runtime, ownValue(body, "signature_name"), "regress");
  return { input: readExamples(body, signature, limits), write: (outputs) => regressText(outputs, signature) };
};

/** KServe's one form: `instances`, perhaps empty, of everything that the model takes. */
export const readKserveCall: ReadCall = (body, runtime, limits) => {
  const signature = findSignature(runtime, undefined, "predict");
  const input = {
    ...readRows(listOf(ownValue(body, "instances"), "instances"), signature.inputs, limits),
    wanted: [...signature.outputs.keys()],
  };
  return { input, write: (outputs) => predictText(outputs, "row", input.rowCount) };
};

/**
 * Answers a call.
 *
 * @throws ServeError for whatever is wrong with the body, and what `Predictor.tensors` throws.
 */
export async function answerCall(
  { predictor, limits }: ProtocolParts,
  exchange: HttpExchange,
  reference: ModelReference,
  read: ReadCall,
): Promise<Reply> {
  let text = "";
  const { result } = await predictor.tensors(exchange, reference, async (runtime) => {
    const body: unknown = await readJson(exchange, bodyRules(limits));
    if (!isObject(body)) throw malformed(`The body must be a JSON object, not ${kindOf(body)}.`);
    const { input, write } = read(body, runtime, limits);
    return {
      ...input,
      accept({ outputs }) {
        text = write(outputs);
      },
    };
  });
  return {
    status: 200,
    body: { text, contentType: "application/json" },
    headers: clippedHeader(result.clipped),
  };
}

/** What a body of tensors may have. Texts are measured where they are read: one of base64 is as long as its bytes ask. */
function bodyRules({ tensorBytes, inflatedBytes, tensorElements, jsonDepth, jsonKeys }: Limits): BodyRules {
  return {
    bodyBytes: tensorBytes,
    inflatedBytes,
    json: {
      depth: jsonDepth,
      keys: jsonKeys,
      elements: tensorElements,
      stringLength: tensorBytes,
      nonFinite: true,
    },
    mediaType: "any",
  };
}
