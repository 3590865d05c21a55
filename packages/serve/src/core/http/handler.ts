import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { toServeError } from "../errors/problem.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { Logger } from "../logger.ts";
import type { RequestObserver } from "../observer.ts";
import type { InFlight } from "../runtime/in-flight.ts";
import type { Cors } from "./cors.ts";
import { deadlineOf } from "./deadline.ts";
import type { Dialect } from "./dialect.ts";
import type { Exchange, Reply } from "./exchange.ts";
import type { Guard } from "./guard.ts";
import { requestIdOf } from "./request-id.ts";
import type { Match } from "./route.ts";
import { write } from "./write-reply.ts";

/** A request handler for Express, Connect and bare `node:http`: without `next` it answers every request itself. */
export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** What a handler works with. */
export interface HandlerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly inFlight: InFlight;
  /** How many requests may be under way; probes are not counted out. */
  readonly maxInFlight: number;
  /** How long an answer may take, in milliseconds; a request may ask for less. */
  readonly timeoutMs: number;
  /** Whether a path that no route has goes on to the host's next handler; without one it is answered 404 here. */
  readonly fallthrough: boolean;
  /** Which pages of other origins may ask; `undefined`: none. */
  readonly cors?: Cors | undefined;
  /** Run in their order before every route that is no probe. */
  readonly guards: readonly Guard[];
  readonly observers: readonly RequestObserver[];
  /** Whether connections are to be closed after their answer. */
  readonly isClosing: () => boolean;
}

/** The last one answers what no other owns. */
export type Dialects = readonly [...Dialect[], Dialect];

/** Answers requests in the dialect that owns their path; every fault is rendered, and none leaves the handler. */
export function createHandler(dialects: Dialects, options: HandlerOptions): HttpHandler {
  const [last] = dialects.slice(-1);
  if (last === undefined) throw new TypeError("A handler needs a dialect");
  return (request, response, next) => {
    const path = pathOf(request.url ?? "/");
    const owner = dialects.find((dialect) => dialect.owns(path));
    const dialect = owner ?? last;
    const match = dialect.find(path);
    if (match === undefined && owner === undefined && options.fallthrough && next !== undefined) {
      next();
      return;
    }
    answer(request, response, dialect, match, options).catch((error: unknown) => {
      // Nothing is known to get here. If something does, this connection ends and the process does not.
      options.log.error({ err: error }, "an answer could not be written");
      response.destroy();
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  dialect: Dialect,
  match: Match | undefined,
  options: HandlerOptions,
): Promise<void> {
  const { clock, log, inFlight, observers } = options;
  const arrivedAt = clock.now();
  const isFull = inFlight.count >= options.maxInFlight;
  const leave = inFlight.enter();
  const abort = new AbortController();
  let stopTimer = (): void => {};
  response.once("close", () => {
    stopTimer();
    leave();
    if (!response.writableFinished) abort.abort(new Error("The client left before it had its answer"));
  });
  const exchange: Exchange = {
    request,
    requestId: requestIdOf(request.headers["x-request-id"]),
    params: match?.params ?? {},
    query: queryOf(request.url ?? "/"),
    signal: abort.signal,
    arrivedAt,
    replyHeaders: { ...options.cors?.headersFor(request) },
    principal: undefined,
    charge: undefined,
  };
  let code: string | undefined;
  let reply: Reply;
  try {
    stopTimer = clock.after(deadlineOf(request, options.timeoutMs), () => {
      abort.abort(new ServeError("deadline-exceeded", { detail: "The answer was not ready in time." }));
    });
    reply = await replyTo(match, exchange, isFull, options);
  } catch (thrown) {
    const error = toServeError(thrown);
    ({ code } = error);
    if (error.status >= 500 && !response.destroyed) {
      const level = error.status === 503 ? "warn" : "error";
      log[level]({ requestId: exchange.requestId, code, err: error.cause ?? error }, error.message);
    }
    reply = dialect.renderError(error, exchange.requestId);
  }
  stopTimer();
  const isGone = response.destroyed;
  if (!isGone) {
    // A body that nobody reads must not be received to its end.
    const isClosing = options.isClosing() || !request.complete;
    write(response, request.method === "HEAD", exchange, reply, isClosing);
  }
  const seconds = (clock.now() - arrivedAt) / 1000;
  for (const observer of observers) {
    observer.answered?.({ exchange, dialect: dialect.name, status: isGone ? 499 : reply.status, code, seconds });
  }
}

async function replyTo(
  match: Match | undefined,
  exchange: Exchange,
  isFull: boolean,
  { guards, cors }: HandlerOptions,
): Promise<Reply> {
  if (match === undefined) {
    throw new ServeError("not-found", { detail: "No route of this server has this path." });
  }
  const { routes } = match;
  const { method = "GET" } = exchange.request;
  const preflight = cors?.preflight(exchange.request, [...routes.keys()]);
  if (preflight !== undefined) return preflight;
  const route = routes.get(method === "HEAD" ? "GET" : method);
  if (route === undefined) return otherMethod(routes, method);
  if (route.access !== "probe") {
    if (isFull) {
      throw new ServeError("overloaded", { detail: "Ask again, or another replica.", headers: { "retry-after": "1" } });
    }
    for (const guard of guards) await guard(exchange, route.access);
  }
  return route.handle(exchange);
}

function otherMethod(routes: Match["routes"], method: string): Reply {
  const allow = [...routes.keys(), ...(routes.has("GET") ? ["HEAD"] : []), "OPTIONS"].toSorted().join(", ");
  if (method === "OPTIONS") return { status: 204, headers: { allow } };
  throw new ServeError("method-not-allowed", {
    detail: `This path takes ${allow}.`,
    errors: [{ pointer: "", detail: "Wrong method", expected: allow, received: method }],
    headers: { allow },
  });
}

/** The path of a request's target, without the query; the empty path for the targets that are no paths. */
function pathOf(url: string): string {
  if (!url.startsWith("/")) return "";
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

function queryOf(url: string): URLSearchParams {
  const query = url.indexOf("?");
  return new URLSearchParams(query === -1 ? "" : url.slice(query + 1));
}
