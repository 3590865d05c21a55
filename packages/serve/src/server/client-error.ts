import { STATUS_CODES } from "node:http";
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ServeError } from "../core/errors/serve-error.ts";
import { toProblem } from "../core/errors/problem.ts";
import { requestIdOf } from "../core/http/request-id.ts";

/**
 * Answers what Node's parser could make no request of, and ends the connection: where the next request would begin is
 * unknown.
 *
 * @param underWay - The answer of this connection that is not complete: if it is that of an earlier request, it comes
 * first and last.
 */
export function answerClientError(error: Error, socket: Duplex, underWay: ServerResponse | undefined): void {
  const code = "code" in error ? error.code : undefined;
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
  } else if (underWay === undefined || (!underWay.req.complete && !underWay.headersSent)) {
    socket.end(rawAnswer(faultOf(code)));
  } else {
    underWay.shouldKeepAlive = false;
    underWay.once("finish", () => socket.end());
  }
}

function faultOf(code: unknown): ServeError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ServeError("headers-too-large", { detail: "The headers of a request may have 16 KiB." });
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new ServeError("body-too-large", { detail: "The extensions of a chunk may have 16 KiB." });
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ServeError("request-timeout", { detail: "The request did not arrive in time." });
    default:
      return new ServeError("malformed-request", { detail: "What came is no HTTP request." });
  }
}

/** An answer with a fault as problem details, as bytes on the wire. */
function rawAnswer(error: ServeError): string {
  const requestId = requestIdOf(undefined);
  const body = JSON.stringify(toProblem(error, requestId));
  const headers = Object.entries(problemHeaders(requestId)).map(([name, value]) => `${name}: ${value}`);
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ""}`,
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}

/** The headers of an answer that no route gives. */
export function problemHeaders(requestId: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}
