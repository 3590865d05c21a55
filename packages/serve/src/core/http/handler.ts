import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { toProblem, toServeError } from "../errors/problem.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { InFlight } from "../in-flight.ts";
import type { Logger } from "../logger.ts";
import { requestIdOf } from "./request-id.ts";
import { createRouter } from "./route.ts";
import type { Exchange, Match, Reply, Route } from "./route.ts";

/** A request handler for Express, Connect and bare `node:http`: without `next` it answers every request itself. */
export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** What a handler works with. */
export interface HandlerOptions {
  clock: Clock;
  log: Logger;
  inFlight: InFlight;
  /** Whether a path that no route has goes on to the host's next handler; without one it is answered 404 here. */
  fallthrough: boolean;
  /** Whether connections are to be closed after their answer. */
  isClosing: () => boolean;
}

/** Answers requests with a table of routes; every fault becomes problem details, and none leaves the handler. */
export function createHandler(routes: readonly Route[], options: HandlerOptions): HttpHandler {
  const findRoute = createRouter(routes);
  return (request, response, next) => {
    const match = findRoute(pathOf(request.url ?? "/"));
    if (match === undefined && options.fallthrough && next !== undefined) {
      next();
      return;
    }
    answer(request, response, match, options).catch((error: unknown) => {
      // Nothing is known to get here. If something does, this connection ends and the process does not.
      options.log.error({ err: error }, "an answer could not be written");
      response.destroy();
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  match: Match | undefined,
  options: HandlerOptions,
): Promise<void> {
  const leave = options.inFlight.enter();
  const abort = new AbortController();
  response.once("close", () => {
    leave();
    if (!response.writableFinished) abort.abort(new Error("The client left before it had its answer"));
  });
  const requestId = requestIdOf(request.headers["x-request-id"]);
  const reply = await replyTo(match, {
    request,
    requestId,
    params: match?.params ?? {},
    signal: abort.signal,
    arrivedAt: options.clock.now(),
  }).catch((error: unknown) => toErrorReply(error, requestId, options.log));
  if (response.destroyed) return;
  // A body that nobody reads must not be received to its end.
  const isClosing = options.isClosing() || !request.complete;
  write(response, request.method === "HEAD", requestId, reply, isClosing);
}

async function replyTo(match: Match | undefined, exchange: Exchange): Promise<Reply> {
  if (match === undefined) {
    throw new ServeError("not-found", { detail: "No route of this server has this path." });
  }
  const { routes } = match;
  const { method = "GET" } = exchange.request;
  const route = routes.get(method === "HEAD" ? "GET" : method);
  if (route !== undefined) return route.handle(exchange);

  const allow = [...routes.keys(), ...(routes.has("GET") ? ["HEAD"] : []), "OPTIONS"].toSorted().join(", ");
  if (method === "OPTIONS") return { status: 204, headers: { allow } };
  throw new ServeError("method-not-allowed", {
    detail: `This path takes ${allow}.`,
    errors: [{ pointer: "", detail: "Wrong method", expected: allow, received: method }],
    headers: { allow },
  });
}

function toErrorReply(thrown: unknown, requestId: string, log: Logger): Reply {
  const error = toServeError(thrown);
  const { code, status } = error;
  if (status >= 500) log.error({ requestId, code, err: error.cause ?? error }, error.message);
  return {
    status,
    body: { json: toProblem(error, requestId), contentType: "application/problem+json" },
    headers: error.headers,
  };
}

function write(response: ServerResponse, isHead: boolean, requestId: string, reply: Reply, isClosing: boolean): void {
  const { status, body, headers } = reply;
  const payload = body === undefined ? undefined : Buffer.from("text" in body ? body.text : JSON.stringify(body.json));
  response.writeHead(status, {
    ...(body !== undefined && { "content-type": body.contentType ?? "application/json" }),
    ...(payload !== undefined && { "content-length": payload.length }),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    ...(isClosing && { connection: "close" }),
    ...headers,
  });
  response.end(isHead ? undefined : payload);
}

/** The path of a request's target, without the query; the empty path for the targets that are no paths. */
function pathOf(url: string): string {
  if (!url.startsWith("/")) return "";
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}
