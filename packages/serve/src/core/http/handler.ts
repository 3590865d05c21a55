import type { IncomingMessage, ServerResponse } from "node:http";
import { KeptReply } from "../prediction-cache.ts";
import { ServeError } from "../errors/serve-error.ts";
import { enter } from "./admission.ts";
import type { AdmissionOptions, Visit } from "./admission.ts";
import type { Cors } from "./cors.ts";
import { timeoutOf } from "./deadline.ts";
import type { Dialect } from "./dialect.ts";
import type { Reply } from "./exchange.ts";
import type { Match } from "./route.ts";
import { write } from "./write-reply.ts";

/** A request handler for Express, Connect and bare `node:http`: without `next` it answers every request itself. */
export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** What a handler works with. */
export interface HandlerOptions extends AdmissionOptions {
  /** Whether a path that no route has goes on to the host's next handler; without one it is answered 404 here. */
  readonly fallthrough: boolean;
  /** Which pages of other origins may ask; `undefined`: none. */
  readonly cors?: Cors | undefined;
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
  const arrival = {
    request,
    params: match?.params ?? {},
    query: queryOf(request.url ?? "/"),
    replyHeaders: { ...options.cors?.headersFor(request) },
  };
  const visit = enter(arrival, options);
  const { exchange } = visit;
  response.once("close", () => {
    visit.leave();
    if (!response.writableFinished) visit.abandon();
  });
  let code: string | undefined;
  let reply: Reply;
  try {
    exchange.limitTime(timeoutOf(request.headers, options.timeoutMs));
    reply = await replyTo(match, visit, options.cors);
  } catch (thrown) {
    const error = visit.fault(thrown, response.destroyed);
    ({ code } = error);
    reply = dialect.renderError(error, exchange.requestId);
  }
  const isGone = response.destroyed;
  if (!isGone) {
    // A body that nobody reads must not be received to its end.
    const isClosing = options.isClosing() || !request.complete;
    write(response, request.method === "HEAD", exchange, reply, isClosing);
  }
  visit.answered(dialect.name, isGone ? 499 : reply.status, code);
}

async function replyTo(
  match: Match | undefined,
  visit: Visit<IncomingMessage>,
  cors: Cors | undefined,
): Promise<Reply> {
  if (match === undefined) {
    throw new ServeError("not-found", { detail: "No route of this server has this path." });
  }
  const { routes } = match;
  const { exchange } = visit;
  const { method = "GET" } = exchange.request;
  const preflight = cors?.preflight(exchange.request, [...routes.keys()]);
  if (preflight !== undefined) return preflight;
  const route = routes.get(method === "HEAD" ? "GET" : method);
  if (route === undefined) return otherMethod(routes, method);
  await visit.admit(route.access);
  try {
    const reply = await route.handle(exchange);
    exchange.keep?.(reply);
    return reply;
  } catch (thrown) {
    if (thrown instanceof KeptReply) return thrown.reply;
    throw thrown;
  }
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
