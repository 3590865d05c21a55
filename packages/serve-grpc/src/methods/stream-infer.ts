import type { Call } from "@mlops/serve";
import { errorText } from "@mlops/serve/protocols/openinference/parts";
import type { Fields } from "../call/answer.ts";
import { follow } from "../call/follow.ts";
import { faultTrailers } from "../call/status.ts";
import { messageLimits, readInferRequest } from "../wire/infer-request.ts";
import type { InferRequest } from "../wire/infer-request.ts";
import { writeInferResponse, writeStreamResponse } from "../wire/infer-response.ts";
import { infer } from "./infer.ts";
import { dialect, toFault } from "./method.ts";
import type { Method, MethodParts } from "./method.ts";

/**
 * `ModelStreamInfer`: each message is a call of its own to guards, limits and metrics, and is answered before the next one
 * is read. A fault of one is told in its answer and the stream goes on; one of the credentials, or of the framing of
 * messages, ends it. To open the stream is a call as well, so that credentials are looked at before anything is read.
 */
export function streamInfer({ backend, closing }: MethodParts): Method {
  const { clock, limits } = backend;
  return async ({ request, requestId, messages, answer, signal, timeoutMs }) => {
    const arrivedAt = clock.now();
    const waiting = follow([signal, closing], clock, timeoutMs);
    const asCall = (): Call => ({
      dialect,
      access: "predict",
      request,
      signal,
      timeoutMs: timeoutMs === undefined ? undefined : timeoutMs - (clock.now() - arrivedAt),
    });
    let headers: Fields = { "x-request-id": requestId };
    try {
      await backend.call(asCall(), async ({ replyHeaders }) => {
        headers = { ...headers, ...replyHeaders };
      });
      for (;;) {
        const message = await messages.next(limits.tensorBytes, waiting.signal);
        if (message === undefined) break;
        await answer.send(await answerOne(message), headers);
      }
      answer.end();
    } catch (error) {
      answer.end({ ...headers, ...faultTrailers(toFault(error)) });
    } finally {
      waiting.stop();
    }

    async function answerOne(message: Uint8Array): Promise<Uint8Array> {
      let read: InferRequest | undefined;
      try {
        const response = await backend.call(asCall(), async (exchange) => {
          read = readInferRequest(message, messageLimits(limits));
          return infer(backend, exchange, read);
        });
        return writeStreamResponse("", response);
      } catch (thrown) {
        const fault = toFault(thrown);
        if (signal.aborted || endsStream.has(fault.status)) throw fault;
        const { modelName = "", id = "" } = read ?? {};
        const echo = writeInferResponse({ modelName, modelVersion: "", id, outputs: [] }, false);
        return writeStreamResponse(errorText(fault), echo);
      }
    }
  };
}

/** Whoever may not ask once may not ask again. */
const endsStream = new Set([401, 403]);
