import { createSecureServer, createServer } from "node:http2";
import type { Http2SecureServer, Http2Server, IncomingHttpHeaders, ServerHttp2Stream, ServerOptions } from "node:http2";
import { listenOn, reachableAt, ServeError } from "@mlops/serve";
import type { Backend, Listener } from "@mlops/serve";
import { Answer } from "./call/answer.ts";
import { headOf, httpFault, openCall } from "./call/open-call.ts";
import type { OpenCall } from "./call/open-call.ts";
import { faultTrailers } from "./call/status.ts";
import { Connections } from "./connections.ts";
import { toFault } from "./methods/method.ts";
import type { Method } from "./methods/method.ts";
import { createMethods } from "./methods/methods.ts";
import { resolveOptions } from "./options.ts";
import type { GrpcOptions, ResolvedGrpcOptions } from "./options.ts";

/** How a server is closed. */
export interface GrpcCloseOptions {
  /**
   * How long calls that are under way may take to finish, in milliseconds; what is left is cut off.
   *
   * @default 10_000
   */
  graceMs?: number | undefined;
}

/** A server of gRPC that listens. */
export interface GrpcServer extends Listener {
  /** The port that it listens on. */
  readonly port: number;
  /** What clients on this machine are given as the target: a host and a port. */
  readonly target: string;
  /**
   * Takes no new connections and calls, lets calls under way finish, and resolves when the last connection is gone.
   * Closing again waits for the same end.
   *
   * @returns Whether nothing was cut off.
   */
  close(options?: GrpcCloseOptions): Promise<boolean>;
}

/** What is served: what `serve` of `@mlops/serve` makes fits. */
export interface HasBackend {
  readonly backend: Backend;
}

type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
) => void;

/** Memory that one connection may take for what is under way, in megabytes. */
const sessionMemory = 64;
/** How much of a call a client may send before anybody reads it, and how much of all calls of a connection, in bytes. */
const windowBytes = { call: 262_144, connection: 524_288 };

/**
 * Serves the Open Inference Protocol over gRPC, with the models of a handler and everything that stands before them:
 * credentials, limits, deadlines, metrics, readiness.
 *
 * Sources: open-inference-protocol, specification/protocol/open_inference_grpc.proto; grpc, doc/PROTOCOL-HTTP2.md and
 * doc/health-checking.md.
 *
 * @throws ListenError when the port is taken or the host is not this machine's, TypeError for an impossible option.
 *
 * @example
 * const api = serve([iris]);
 * const grpc = await serveGrpc(api, { port: 8081 });
 * stopOnSignals({ process, api, servers: [server, grpc] });
 */
export async function serveGrpc({ backend }: HasBackend, options: GrpcOptions): Promise<GrpcServer> {
  const resolved = resolveOptions(options);
  const { clock } = backend;
  const closing = new AbortController();
  const connections = new Connections({ ...resolved, clock });
  const server = createHttp2Server(resolved);
  const methods = createMethods(
    { backend, closing: closing.signal },
    { name: resolved.name, version: resolved.serverVersion },
  );
  server.maxConnections = resolved.maxConnections;
  server.on("session", (session) => {
    connections.add(session);
    if (!session.destroyed) session.setLocalWindowSize(windowBytes.connection);
  });
  const onStream: StreamListener = (stream, headers, _flags, rawHeaders) => {
    // What is wrong with a stream ends it; its call learns of that by its signal.
    stream.on("error", () => {});
    stream.once("close", connections.enter(stream.session));
    const answer = new Answer(stream, clock, backend.limits.timeoutMs);
    answerStream(stream, headers, rawHeaders, answer, methods).catch((error: unknown) => {
      // What gets here is a header that HTTP/2 cannot have. This call ends and the process does not.
      backend.log.error({ err: error }, "an answer could not be written");
      answer.end(faultTrailers(toFault(error)));
    });
  };
  server.on("stream", onStream);
  const where = await listenOn(server, resolved);

  let isCutOff = false;
  const cutOff = (): void => {
    isCutOff = connections.size > 0;
    connections.cutOff();
  };
  const drain = async (graceMs: number): Promise<boolean> => {
    closing.abort(draining());
    const stopListening = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const stopTimer = clock.after(graceMs, cutOff);
    await Promise.all([connections.close(), stopListening]);
    stopTimer();
    return !isCutOff;
  };
  let closed: Promise<boolean> | undefined;
  return {
    port: where.port,
    target: reachableAt(where),
    close({ graceMs = 10_000 } = {}) {
      closed ??= drain(graceMs);
      return closed;
    },
    cutOff,
  };
}

function createHttp2Server({ tls, maxStreams, maxHeaderBytes }: ResolvedGrpcOptions): Http2Server | Http2SecureServer {
  const options: ServerOptions = {
    maxSessionMemory: sessionMemory,
    settings: {
      enablePush: false,
      initialWindowSize: windowBytes.call,
      maxConcurrentStreams: maxStreams,
      maxHeaderListSize: maxHeaderBytes,
    },
  };
  if (tls === undefined) return createServer(options);
  const { requestCert = false, ...certificates } = tls;
  return createSecureServer({ ...options, ...certificates, requestCert, rejectUnauthorized: requestCert });
}

/** Answers one stream, whatever it is. */
async function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
  answer: Answer,
  methods: ReadonlyMap<string, Method>,
): Promise<void> {
  const refusal = httpFault(headers);
  if (refusal !== undefined) {
    answer.refuse(refusal.status, refusal.headers);
    return;
  }
  const head = headOf(stream, headers, rawHeaders);
  if (head === undefined) return;
  let call: OpenCall;
  try {
    call = openCall(stream, head, answer);
  } catch (error) {
    answer.end({ "x-request-id": head.requestId, ...faultTrailers(toFault(error)) });
    return;
  }
  const method = methods.get(head.request.url ?? "") ?? unknownMethod;
  await method(call);
}

const unknownMethod: Method = ({ requestId, answer }) => {
  const fault = new ServeError("not-implemented", { detail: "There is no such method here." });
  answer.end({ "x-request-id": requestId, ...faultTrailers(fault) });
  return Promise.resolve();
};

function draining(): ServeError {
  return new ServeError("draining", { detail: "Ask another replica.", headers: { "retry-after": "1" } });
}
