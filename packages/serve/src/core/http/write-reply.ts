import type { ServerResponse } from "node:http";
import type { Exchange, Reply, ReplyBody } from "./exchange.ts";

/** Headers of every answer: it is kept nowhere, is of the type that it says, and is no page. */
const constantHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Writes an answer. */
export function write(
  response: ServerResponse,
  isHead: boolean,
  { requestId, replyHeaders }: Exchange,
  { status, body, headers }: Reply,
  isClosing: boolean,
): void {
  const payload = body === undefined ? undefined : payloadOf(body);
  response.writeHead(status, {
    ...(body !== undefined && { "content-type": body.contentType ?? "application/json" }),
    ...(payload !== undefined && { "content-length": payload.length }),
    ...constantHeaders,
    "x-request-id": requestId,
    ...(isClosing && { connection: "close" }),
    ...replyHeaders,
    ...headers,
  });
  response.end(isHead ? undefined : payload);
}

function payloadOf(body: ReplyBody): Uint8Array {
  if ("bytes" in body) return body.bytes;
  return Buffer.from("text" in body ? body.text : JSON.stringify(body.json));
}
