import { ServeError } from "@mlops/serve";
import type { Backend, Exchange } from "@mlops/serve";
import type { Fields } from "../call/answer.ts";
import type { OpenCall } from "../call/open-call.ts";
import { faultTrailers } from "../call/status.ts";

/** The protocol that calls are told of as in logs and metrics. */
export const dialect = "grpc";

/** What a method works with. */
export interface MethodParts {
  readonly backend: Backend;
  /** Aborts when the server begins to close: streams that wait for nothing in particular end then. */
  readonly closing: AbortSignal;
}

/** Answers a call, also where it fails. Rejects only where the answer cannot be written. */
export type Method = (call: OpenCall) => Promise<void>;

/** A method with one message in and one message out. */
export interface UnaryOptions {
  readonly access: "probe" | "metadata" | "predict";
  /** How long the message may be. */
  readonly mostBytes: number;
  /** @throws ServeError for every fault of the caller's. */
  answer(message: Uint8Array, exchange: Exchange): Uint8Array | Promise<Uint8Array>;
}

/**
 * Makes a method with one message in and one message out. Nothing of the message is read before the guards have let the
 * call in, and the deadline covers the reading of it.
 */
export function unary({ backend }: Pick<MethodParts, "backend">, options: UnaryOptions): Method {
  const { access, mostBytes } = options;
  return async ({ request, requestId, messages, answer, signal, timeoutMs }) => {
    let replyHeaders: Fields = {};
    try {
      const reply = await backend.call({ dialect, access, request, signal, timeoutMs }, async (exchange) => {
        replyHeaders = exchange.replyHeaders;
        const message = await messages.single(mostBytes, exchange.signal);
        return options.answer(message, exchange);
      });
      await answer.send(reply, { "x-request-id": requestId, ...replyHeaders });
      answer.end();
    } catch (error) {
      answer.end({ "x-request-id": requestId, ...replyHeaders, ...faultTrailers(toFault(error)) });
    }
  };
}

/** What was thrown, as a fault; of what is not the kit's own nothing is told. */
export function toFault(thrown: unknown): ServeError {
  if (thrown instanceof ServeError) return thrown;
  return new ServeError("internal", { detail: "The server could not answer this call.", cause: thrown });
}
