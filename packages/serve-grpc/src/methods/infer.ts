import { ServeError } from "@mlops/serve";
import type { Backend, Exchange, Tensor } from "@mlops/serve";
import {
  assertText,
  checkInputs,
  clippedHeader,
  decodeTensor,
  outputToSend,
  planOutputs,
} from "@mlops/serve/protocols/openinference/parts";
import type { ModelReference, ModelRuntime } from "@mlops/serve/protocols/openinference/parts";
import { checkContents, readContents } from "../wire/contents.ts";
import type { InferRequest } from "../wire/infer-request.ts";
import { writeInferResponse } from "../wire/infer-response.ts";

/**
 * Answers a `ModelInferRequest` with a `ModelInferResponse`: with bytes where the request has bytes, else with contents.
 *
 * @throws ServeError for every fault.
 */
export async function infer(
  { models, predictor, limits }: Backend,
  exchange: Exchange,
  request: InferRequest,
): Promise<Uint8Array> {
  const { id, timeoutMicros = 0, inputs, raw } = request;
  // 0 stands for no timeout of the request's own.
  if (timeoutMicros > 0) exchange.limitTime(timeoutMicros / 1000);
  const isRaw = raw.length > 0;
  let response: Uint8Array | undefined;
  await predictor.tensors(exchange, referenceOf(models, request.modelName, request.modelVersion), async (runtime) => {
    const planned = planOutputs(runtime, request.outputs, true);
    const rowCount = checkInputs(runtime, inputs, limits, (input) => {
      if (!isRaw) checkContents(input);
    });
    const tensors = inputs.map((input, index): [string, Tensor] => {
      const { name, datatype, shape } = input;
      const bytes = raw[index];
      const one =
        bytes === undefined
          ? readContents(input)
          : decodeTensor(datatype, shape, bytes, `/raw_input_contents/${index}`);
      assertText(runtime, one, input.pointer);
      return [name, one];
    });
    return {
      tensors: new Map(tensors),
      rowCount,
      wanted: planned.map(({ name }) => name),
      accept({ outputs, clipped }) {
        const sent = planned.map((one) => ({ name: one.name, tensor: outputToSend(outputs, one) }));
        response = writeInferResponse({ ...nameOf(runtime), id, outputs: sent }, isRaw);
        Object.assign(exchange.replyHeaders, clippedHeader(clipped));
      },
    };
  });
  if (response === undefined) throw new TypeError("A prediction that counts has a response");
  return response;
}

function nameOf({ model }: ModelRuntime): { modelName: string; modelVersion: string } {
  return { modelName: model.name, modelVersion: model.version };
}

/** The model that a message means; proto3 has no text that is not there, so the empty one stands for that. */
export function referenceOf(models: Backend["models"], name: string, version: string): ModelReference {
  if (name === "" && models.defaultModel === undefined) {
    throw new ServeError("model-required", {
      detail: "Several models are served here; say which one.",
      errors: [{ pointer: "", detail: "No model", expected: models.names.join(", "), received: "none" }],
    });
  }
  return { name: name === "" ? undefined : name, version: version === "" ? undefined : version };
}
