import { createServer as createHttpServer } from "node:http";
import type { RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How long a connection may take, in milliseconds. */
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
}

/** Where a server listens. */
export interface ListenOptions {
  /** 0 takes any free port. */
  port: number;
  /**
   * A name or an address.
   *
   * @default "127.0.0.1"
   */
  host?: string | undefined;
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

/** A server could not listen. The message is one line for the operator. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: "port-in-use" | "port-forbidden" | "host-unknown" | "listen-failed";

  constructor(code: ListenError["code"], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
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
  const server = createHttpServer(
    {
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      requestTimeout: options.requestTimeoutMs ?? 30_000,
      keepAliveTimeout: options.keepAliveTimeoutMs ?? 5_000,
      connectionsCheckingInterval: checkingIntervalMs,
    },
    (request, response) => {
      underWay.add(response);
      response.once("close", () => underWay.delete(response));
      response.shouldKeepAlive &&= server.listening;
      handler(request, response);
    },
  );
  return {
    async listen({ port, host = "127.0.0.1" }) {
      await new Promise<void>((resolve, reject) => {
        server.once("error", (error) => {
          reject(toListenError(error, host, port));
        });
        server.listen(port, host, resolve);
      });
      server.removeAllListeners("error");
      return urlOf(server.address(), host);
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

function toListenError(error: Error, host: string, port: number): ListenError {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new ListenError("port-in-use", `Port ${port} of ${host} is in use.`, error);
    case "EACCES":
      return new ListenError("port-forbidden", `Port ${port} of ${host} may not be used by this user.`, error);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ListenError("host-unknown", `${host} is not an address of this machine.`, error);
    default:
      return new ListenError("listen-failed", `Cannot listen on port ${port} of ${host}.`, error);
  }
}

/** Where the server can be reached; every address of the machine includes the loopback one. */
function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
