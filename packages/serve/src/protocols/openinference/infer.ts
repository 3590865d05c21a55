import { ServeError } from "../../core/errors/serve-error.ts";
import type { Exchange, Reply } from "../../core/http/exchange.ts";
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
  { predictor, limits, clock }: ProtocolParts,
  exchange: Exchange,
  reference: ModelReference,
): Promise<Reply> {
  const abort = new AbortController();
  const signal = AbortSignal.any([exchange.signal, abort.signal]);
  let stopTimer = (): void => {};
  /** The protocol's own deadline: from the arrival on, and never later than the server's. */
  const limitTo = (micros: number): void => {
    const left = micros / 1000 - (clock.now() - exchange.arrivedAt);
    const giveUp = (): void => {
      abort.abort(new ServeError("deadline-exceeded", { detail: "The answer was not ready in time." }));
    };
    if (left <= 0) giveUp();
    else if (left < limits.timeoutMs) stopTimer = clock.after(left, giveUp);
  };
  let reply: Reply | undefined;
  const read = async (runtime: ModelRuntime): Promise<TensorInput> => {
    const { request, binary } = await readRequest(exchange, limits);
    const micros = request?.timeoutMicros ?? 0;
    // 0 stands for no timeout of the request's own.
    if (micros > 0) limitTo(micros);
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
  try {
    await predictor.tensors({ ...exchange, signal }, reference, read);
  } finally {
    stopTimer();
  }
  if (reply === undefined) throw new TypeError("A prediction that counts has a reply");
  return reply;
}

/** The JSON of a request and the bytes after it; no JSON where the header says that the body has none. */
async function readRequest(
  { request }: Exchange,
  limits: Limits,
): Promise<{ request: InferRequest | undefined; binary: Uint8Array }> {
  const json = { ...jsonRules(limits), elements: limits.tensorElements };
  const rules: BodyRules = {
    bodyBytes: limits.tensorBytes,
    inflatedBytes: limits.inflatedBytes,
    json,
    mediaType: "any",
  };
  const jsonLength = headerLengthOf(request.headers["inference-header-content-length"]);
  if (jsonLength === undefined) {
    return { request: parseInferRequest(await readJson(request, rules), limits.jsonKeys), binary: new Uint8Array() };
  }
  const body = await readBody(request, rules);
  if (jsonLength === 0) return { request: undefined, binary: body };
  const parts = splitBody(body, jsonLength);
  return { request: parseInferRequest(parseJsonBody(parts.json, json), limits.jsonKeys), binary: parts.binary };
}
