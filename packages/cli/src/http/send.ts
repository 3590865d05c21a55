import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ServerOptions } from "./server-options.ts";

/** A request as it goes over the wire. */
export interface Outgoing {
  readonly method: string;
  /** Under the server's URL; sent as it is, without `..` or `%` being touched. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Default: none. */
  readonly body?: Uint8Array | undefined;
  /**
   * How the body is sent: with its length; in chunks; in pieces with a time between them; or half of it, after which the
   * client says that nothing more will come.
   *
   * @default "whole"
   */
  readonly manner?: "whole" | "chunked" | "slow" | "cut" | undefined;
}

/** What came back. */
export type Answer = Reply | Failure;

export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly ms: number;
}

/** No answer: the server was not there, said nothing in time, or closed the connection. */
export interface Failure {
  readonly kind: "failure";
  readonly reason: "unreachable" | "timeout" | "closed" | "too-long" | "stopped";
  readonly detail: string;
  readonly ms: number;
}

/** Sends requests to one server. */
export interface Sender {
  send(outgoing: Outgoing, signal?: AbortSignal): Promise<Answer>;
  /** Closes the connections that are kept. */
  close(): void;
}

/** What an answer may have in bytes. */
const mostBytes = 64 * 1024 * 1024;
const slowPieces = 8;
const slowPauseMs = 60;

const unreachable: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "nothing listens there"],
  ["ENOTFOUND", "there is no such host"],
  ["EAI_AGAIN", "the name of the host cannot be looked up"],
  ["EHOSTUNREACH", "there is no way to the host"],
  ["ENETUNREACH", "there is no way to the host"],
  ["ETIMEDOUT", "the host does not answer"],
]);

/**
 * A sender over HTTP/1.1.
 *
 * @param keepAlive - Whether connections are used again.
 */
export function createSender(server: Pick<ServerOptions, "url" | "headers" | "timeoutMs">, keepAlive: boolean): Sender {
  const isSecure = server.url.protocol === "https:";
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive });
  const prefix = server.url.pathname.replace(/\/+$/, "");
  const attempt = async (outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Answer> => {
    const options: RequestOptions = {
      agent,
      host: server.url.hostname.replace(/^\[|\]$/g, ""),
      port: server.url.port === "" ? undefined : server.url.port,
      method: outgoing.method,
      path: prefix + outgoing.path,
    };
    const request = (isSecure ? httpsRequest : httpRequest)(options);
    const own = new Set(outgoing.headers.map(([name]) => name));
    for (const [name, value] of server.headers) if (!own.has(name)) request.setHeader(name, value);
    for (const [name, value] of outgoing.headers) request.setHeader(name, value);
    const answer = await answerTo(request, outgoing, server.timeoutMs, signal);
    const isStale = answer.kind === "failure" && answer.reason === "closed" && request.reusedSocket;
    // The server closed a kept connection just as it was used again: it has not seen the request.
    return isStale ? attempt(outgoing, signal) : answer;
  };
  return {
    send: attempt,
    close: () => {
      agent.destroy();
    },
  };
}

function answerTo(
  request: ClientRequest,
  outgoing: Outgoing,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let response: IncomingMessage | undefined;
    const finish = (answer: { kind: "reply"; body: Buffer } | Omit<Failure, "ms">): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onStop);
      const ms = Math.round(performance.now() - startedAt);
      if (answer.kind === "failure") {
        request.destroy();
        resolve({ ...answer, ms });
        return;
      }
      // What is still to be sent of a body that has been answered is nobody's business.
      if (!request.writableFinished) request.destroy();
      resolve({ ...answer, status: response?.statusCode ?? 0, headers: headersOf(response), ms });
    };
    const fail = (reason: Failure["reason"], detail: string): void => {
      finish({ kind: "failure", reason, detail });
    };
    const onStop = (): void => {
      fail("stopped", "it was told to stop");
    };
    const timer = setTimeout(() => {
      fail("timeout", `no answer within ${timeoutMs} ms`);
    }, timeoutMs);
    if (signal?.aborted === true) onStop();
    signal?.addEventListener("abort", onStop, { once: true });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // An early answer may be followed by a reset, which does not make it less of an answer.
      if (response !== undefined && !response.destroyed) return;
      const why = unreachable.get(error.code ?? "");
      if (why === undefined) fail("closed", "the connection was closed without an answer");
      else fail("unreachable", why);
    });
    request.on("response", (incoming) => {
      response = incoming;
      const pieces: Buffer[] = [];
      let length = 0;
      incoming.on("data", (piece: Buffer) => {
        length += piece.length;
        pieces.push(piece);
        if (length > mostBytes) fail("too-long", `the answer has more than ${mostBytes} bytes`);
      });
      incoming.on("end", () => {
        finish({ kind: "reply", body: Buffer.concat(pieces) });
      });
      incoming.on("error", () => {
        fail("closed", "the connection was closed in the middle of the answer");
      });
      incoming.on("close", () => {
        if (!incoming.complete) fail("closed", "the connection was closed in the middle of the answer");
      });
    });
    write(request, outgoing);
  });
}

function write(request: ClientRequest, { body, manner = "whole", method }: Outgoing): void {
  if (body === undefined && manner === "whole") {
    // Servers may ask for the length of what is not there.
    if (method !== "GET" && method !== "HEAD") request.setHeader("content-length", 0);
    request.end();
    return;
  }
  const bytes = body ?? new Uint8Array();
  if (manner !== "chunked") request.setHeader("content-length", bytes.length);
  switch (manner) {
    case "whole":
      request.end(bytes);
      return;
    case "chunked":
      for (const piece of piecesOf(bytes)) request.write(piece);
      request.end();
      return;
    case "slow":
      writeSlowly(request, piecesOf(bytes));
      return;
    case "cut":
      request.on("socket", (socket) => {
        request.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket.end());
      });
      return;
  }
}

function writeSlowly(request: ClientRequest, [first, ...others]: readonly Uint8Array[]): void {
  if (request.destroyed) return;
  if (first === undefined) {
    request.end();
    return;
  }
  request.write(first);
  setTimeout(writeSlowly, slowPauseMs, request, others);
}

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const size = Math.max(1, Math.ceil(bytes.length / slowPieces));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

function headersOf(response: IncomingMessage | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response?.headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
