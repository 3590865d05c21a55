import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { toProblem } from "../core/errors/problem.ts";
import { requestIdOf } from "../core/http/request-id.ts";
import { answerClientError, problemHeaders } from "./client-error.ts";
import { framingFault } from "./framing.ts";
import { listenOn, reachableAt } from "./listen.ts";
import type { ListenOptions } from "./listen.ts";

/** What a connection may cost; times are in milliseconds. */
export interface ServerOptions {
  /**
   * To send all headers of a request.
   *
   * @default 10_000
   */
  headersTimeoutMs?: number | undefined;
  /**
   * To send a whole request.
   *
   * @default 30_000
   */
  requestTimeoutMs?: number | undefined;
  /**
   * Between two requests.
   *
   * @default 5_000
   */
  keepAliveTimeoutMs?: number | undefined;
  /**
   * Without anything sent or received.
   *
   * @default 120_000
   */
  idleTimeoutMs?: number | undefined;
  /**
   * How many connections there may be; further ones are closed at once.
   *
   * @default 4_096
   */
  maxConnections?: number | undefined;
  /**
   * How many requests one connection may bring; then it is closed.
   *
   * @default 1_000
   */
  maxRequestsPerConnection?: number | undefined;
  /**
   * How many header lines a request may have.
   *
   * @default 200
   */
  maxHeaders?: number | undefined;
}

/** An HTTP server with limits on its connections. */
export interface Server {
  /**
   * Starts to listen.
   *
   * @returns The URL that a program on this machine reaches it at, without a slash at the end.
   * @throws ListenError when the port is taken or the host is not this machine's.
   */
  listen(options: ListenOptions): Promise<string>;
  /** Takes no new connections, lets requests under way finish, and resolves when the last connection is gone. */
  close(): Promise<void>;
  /** Cuts every connection off, whatever it is doing. */
  cutOff(): void;
}

/** How often connections are looked at for their time being over. */
const checkingIntervalMs = 1_000;

/**
 * An HTTP server for a handler or an Express app, with limits on slow clients.
 *
 * @example
 * const server = createServer(app);
 * console.log(await server.listen({ port: 8080 }));
 * process.once("SIGTERM", () => void server.close());
 */
export function createServer(handler: RequestListener, options: ServerOptions = {}): Server {
  const underWay = new Set<ServerResponse>();
  const { maxHeaders = 200 } = options;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    response.shouldKeepAlive &&= server.listening;
    const fault = framingFault(request, maxHeaders);
    if (fault === undefined) {
      handler(request, response);
      return;
    }
    // Nothing that follows on this connection can be trusted to be a request of its own.
    const requestId = requestIdOf(undefined);
    response.writeHead(fault.status, { ...problemHeaders(requestId), connection: "close" });
    response.end(JSON.stringify(toProblem(fault, requestId)));
  };
  const server = createHttpServer(
    {
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      requestTimeout: options.requestTimeoutMs ?? 30_000,
      keepAliveTimeout: options.keepAliveTimeoutMs ?? 5_000,
      connectionsCheckingInterval: checkingIntervalMs,
    },
    onRequest,
  );
  server.maxConnections = options.maxConnections ?? 4_096;
  server.maxRequestsPerSocket = options.maxRequestsPerConnection ?? 1_000;
  // Node would drop what is over its own limit and go on.
  server.maxHeadersCount = 0;
  server.timeout = options.idleTimeoutMs ?? 120_000;
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    onRequest(request, response);
  });
  server.on("clientError", (error: Error, socket: Socket) => {
    answerClientError(
      error,
      socket,
      [...underWay].find((response) => response.socket === socket),
    );
  });
  return {
    async listen(where) {
      return `http://${reachableAt(await listenOn(server, where))}`;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
        for (const response of underWay) response.shouldKeepAlive = false;
      });
    },
    cutOff() {
      server.closeAllConnections();
    },
  };
}

/** Lets a client that asks for leave send its body only when somebody reads it: not before it has been refused. */
function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  request.on("newListener", function onListener(event) {
    if (event !== "data" && event !== "readable") return;
    request.off("newListener", onListener);
    if (!response.headersSent) response.writeContinue();
  });
}
