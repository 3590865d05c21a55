import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { ServeError } from "@mlops/serve";
import type { RequestHead } from "@mlops/serve";
import { requestIdOf } from "@mlops/serve/protocols/openinference/parts";
import type { Answer } from "./answer.ts";
import { MessageReader } from "./message-reader.ts";
import type { Coding } from "./message-reader.ts";
import { timeoutOf } from "./timeout.ts";

/** A call that has come in. */
export interface OpenCall {
  readonly request: RequestHead;
  readonly requestId: string;
  readonly messages: MessageReader;
  readonly answer: Answer;
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
  /** How long the client waits, in milliseconds. */
  readonly timeoutMs: number | undefined;
}

/** What of a stream's headers makes it a call. */
export interface CallHead {
  readonly request: RequestHead;
  readonly requestId: string;
}

const contentType = /^application\/grpc(?:\+proto)?[ \t]*(?:;|$)/i;

/** The status of HTTP for a stream that is no call of gRPC with protobuf; `undefined` for one that is. */
export function httpFault(
  headers: IncomingHttpHeaders,
): { status: number; headers: Record<string, string> } | undefined {
  if (headers[":method"] !== "POST") return { status: 405, headers: { allow: "POST" } };
  return contentType.test(headers["content-type"] ?? "") ? undefined : { status: 415, headers: {} };
}

/**
 * The head of a call as the kit sees requests. The id is that of the caller where it is harmless, else a fresh one.
 *
 * @param rawHeaders - Names and values by turns, as often as they were sent.
 */
export function headOf(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
): CallHead | undefined {
  const { session } = stream;
  if (session === undefined) return undefined;
  const requestId = requestIdOf(headers["x-request-id"]);
  const own = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  const request: RequestHead = {
    method: "POST",
    url: headers[":path"] ?? "/",
    headers: { ...Object.fromEntries(own), "x-request-id": requestId },
    rawHeaders: [...rawHeaders],
    socket: session.socket,
  };
  return { request, requestId };
}

/** @throws ServeError `malformed-request` or `unsupported-content-encoding` for headers that cannot be understood. */
export function openCall(stream: ServerHttp2Stream, head: CallHead, answer: Answer): OpenCall {
  const { headers } = head.request;
  const abort = new AbortController();
  stream.once("close", () => {
    abort.abort(new Error("The client left before it had its answer"));
  });
  return {
    ...head,
    answer,
    messages: new MessageReader(stream, codingOf(headers["grpc-encoding"])),
    signal: abort.signal,
    timeoutMs: timeoutOf(headers["grpc-timeout"]),
  };
}

function codingOf(header: string | readonly string[] | undefined): Coding {
  if (header === undefined || header === "identity") return "identity";
  if (header === "gzip") return "gzip";
  throw new ServeError("unsupported-content-encoding", {
    detail: "Send messages as they are, or with gzip.",
    errors: [{ pointer: "", detail: "Compressed", expected: "identity or gzip", received: "another grpc-encoding" }],
  });
}
