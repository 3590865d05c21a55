import type { HttpExchange, Reply } from "../../core/http/exchange.ts";
import { readBody, readJson } from "../../core/http/read-body.ts";
import type { BodyRules } from "../../core/http/read-body.ts";
import { parseJsonBody } from "../../core/json/parse-json.ts";
import { jsonRules } from "../../core/limits.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import type { ModelReference } from "../../core/runtime/model-set.ts";
import { headerLengthOf, splitBody } from "./binary-data.ts";
import { parseInferRequest } from "./infer-request.ts";
import type { InferRequest } from "./infer-request.ts";
import { planOutputs, writeResponse } from "./infer-response.ts";
import { readInputs, readRawInput } from "./read-inputs.ts";

/** Answers a request for an inference with the model that it means. */
export async function infer(
  { predictor, limits }: ProtocolParts,
  exchange: HttpExchange,
  reference: ModelReference,
): Promise<Reply> {
  let reply: Reply | undefined;
  const read = async (runtime: ModelRuntime): Promise<TensorInput> => {
    const { request, binary } = await readRequest(exchange, limits);
    const micros = request?.timeoutMicros ?? 0;
    // 0 stands for no timeout of the request's own.
    if (micros > 0) exchange.limitTime(micros / 1000);
    const { priority = 0 } = request ?? {};
    if (priority > 0) exchange.askPriority(priority === 1 ? "high" : "low");
    const planned = planOutputs(runtime, request?.outputs, request?.isBinaryOutput ?? true);
    const input =
      request === undefined
        ? readRawInput(runtime, binary, limits)
        : readInputs(runtime, request.inputs, binary, limits);
    return {
      ...input,
      wanted: planned.map(({ name }) => name),
      accept(result) {
        reply = writeResponse(runtime, request?.id, planned, result);
      },
    };
  };
  await predictor.tensors(exchange, reference, read);
  if (reply === undefined) throw new TypeError("A prediction that counts has a reply");
  return reply;
}

/** The JSON of a request and the bytes after it; no JSON where the header says that the body has none. */
async function readRequest(
  exchange: HttpExchange,
  limits: Limits,
): Promise<{ request: InferRequest | undefined; binary: Uint8Array }> {
  const json = { ...jsonRules(limits), elements: limits.tensorElements };
  const rules: BodyRules = {
    bodyBytes: limits.tensorBytes,
    inflatedBytes: limits.inflatedBytes,
    json,
    mediaType: "any",
  };
  const jsonLength = headerLengthOf(exchange.request.headers["inference-header-content-length"]);
  if (jsonLength === undefined) {
    return { request: parseInferRequest(await readJson(exchange, rules), limits.jsonKeys), binary: new Uint8Array() };
  }
  const body = await readBody(exchange, rules);
  if (jsonLength === 0) return { request: undefined, binary: body };
  const parts = splitBody(body, jsonLength);
  return { request: parseInferRequest(parseJsonBody(parts.json, json), limits.jsonKeys), binary: parts.binary };
}
