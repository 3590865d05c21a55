import { ServeError } from "../../core/errors/serve-error.ts";
import type { Dialect } from "../../core/http/dialect.ts";
import type { Reply } from "../../core/http/exchange.ts";
import { createRouter } from "../../core/http/route.ts";
import type { Route } from "../../core/http/route.ts";
import type { Protocol, ProtocolParts } from "../../core/protocol.ts";
import { errorReply, knownWords } from "./errors.ts";
import { takeFeedback } from "./feedback.ts";
import type { FeedbackHook } from "./feedback.ts";
import { metadataBody } from "./metadata.ts";
import { seldonOpenApi } from "./open-api.ts";
import { predict } from "./predictions.ts";

/** How Seldon's protocol is spoken. */
export interface SeldonOptions {
  /**
   * Gets what `POST /api/v1.0/feedback` brings; the request is answered when it is done, and with 500 where it throws.
   *
   * @default feedback is taken and left
   */
  readonly onFeedback?: FeedbackHook | undefined;
}

const prefixes = ["/api/v1.0", "/api/v0.1"] as const;

/**
 * The first protocol of Seldon Core for the default model: `POST /api/v1.0/predictions` and `/api/v1.0/feedback`, the same
 * under `/api/v0.1`, `GET /health/ping`, `/health/status` and `/metadata`.
 *
 * @see https://docs.seldon.io/projects/seldon-core/en/latest/reference/apis/external-prediction.html
 *
 * @example
 * serve([iris], { protocols: [seldon()] });
 */
export function seldon({ onFeedback }: SeldonOptions = {}): Protocol {
  return (parts) => seldonDialect(parts, onFeedback);
}

function seldonDialect(parts: ProtocolParts, onFeedback: FeedbackHook | undefined): Dialect {
  const { models, limits } = parts;
  const words = knownWords(models);
  const routes = [
    ...prefixes.flatMap((prefix): Route[] => [
      {
        method: "POST",
        path: `${prefix}/predictions`,
        access: "predict",
        handle: (exchange) => predict(parts, exchange),
      },
      {
        method: "POST",
        path: `${prefix}/feedback`,
        access: "predict",
        handle: (exchange) => takeFeedback(exchange, limits, onFeedback),
      },
    ]),
    { method: "GET", path: "/health/ping", access: "probe", handle: () => textReply("pong") },
    { method: "GET", path: "/health/status", access: "probe", handle: () => status(parts) },
    {
      method: "GET",
      path: "/metadata",
      access: "metadata",
      handle: () => ({ status: 200, body: { json: metadataBody(models.find({ name: undefined })) } }),
    },
  ] satisfies Route[];
  const paths = new Set(routes.map(({ path }) => path));
  return {
    name: "seldon",
    owns: (path) => paths.has(path),
    find: createRouter(routes),
    renderError: (error) => errorReply(error, models, words),
    openApi: () => seldonOpenApi(prefixes),
  };
}

/** Whether the default model, or without one every model, can predict. */
function status({ models, isDraining }: ProtocolParts): Reply {
  if (isDraining()) throw new ServeError("draining", { detail: "Ask another replica." });
  const asked = models.defaultModel === undefined ? models.all : [models.find({ name: undefined })];
  if (asked.some(({ state }) => state !== "ready")) {
    throw new ServeError("model-not-ready", { detail: "The model is not loaded.", headers: { "retry-after": "1" } });
  }
  return { status: 200, body: { json: { status: { status: "SUCCESS", code: 200 } } } };
}

function textReply(text: string): Reply {
  return { status: 200, body: { text, contentType: "text/plain; charset=utf-8" } };
}
