import { ServeError } from "../../core/errors/serve-error.ts";
import type { Dialect } from "../../core/http/dialect.ts";
import type { Reply } from "../../core/http/exchange.ts";
import { createRouter } from "../../core/http/route.ts";
import type { Protocol, ProtocolParts } from "../../core/protocol.ts";
import { errorReply, knownWords } from "./errors.ts";
import { invoke } from "./invocations.ts";
import { mlflowOpenApi } from "./open-api.ts";

/** How MLflow is spoken. */
export interface MlflowOptions {
  /**
   * What `GET /version` says; clients take it for the version of MLflow.
   *
   * @default "2.0.0", where the requests that are spoken here begin
   */
  readonly version?: string | undefined;
}

const ownPaths: ReadonlySet<string> = new Set(["/invocations", "/ping", "/version"]);
const versionPattern = /^[\x21-\x7e]{1,64}$/;

/**
 * The scoring server of MLflow for the default model: `POST /invocations`, `GET /ping` and `GET /version`. Its `/health`,
 * which says what `/ping` says, stays the kit's own.
 *
 * @see https://github.com/mlflow/mlflow/blob/master/mlflow/pyfunc/scoring_server/__init__.py
 * @throws TypeError for a version that is not 1 to 64 printable ASCII characters.
 *
 * @example
 * serve([iris], { protocols: [mlflow()] });
 */
export function mlflow({ version = "2.0.0" }: MlflowOptions = {}): Protocol {
  if (!versionPattern.test(version)) {
    throw new TypeError(`The version has 1 to 64 printable characters, not ${JSON.stringify(version)}`);
  }
  return (parts) => mlflowDialect(parts, version);
}

function mlflowDialect(parts: ProtocolParts, version: string): Dialect {
  const { models } = parts;
  const words = knownWords(models);
  return {
    name: "mlflow",
    owns: (path) => ownPaths.has(path),
    find: createRouter([
      { method: "POST", path: "/invocations", access: "predict", handle: (exchange) => invoke(parts, exchange) },
      { method: "GET", path: "/ping", access: "probe", handle: () => ping(parts) },
      { method: "GET", path: "/version", access: "metadata", handle: () => textReply(version) },
    ]),
    renderError: (error) => errorReply(error, models, words),
    openApi: () => mlflowOpenApi(),
  };
}

/** Whether the default model, or without one every model, can predict. */
function ping({ models, isDraining }: ProtocolParts): Reply {
  if (isDraining()) throw new ServeError("draining", { detail: "Ask another replica." });
  const asked = models.defaultModel === undefined ? models.all : [models.find({ name: undefined })];
  if (asked.some(({ state }) => state !== "ready")) {
    throw new ServeError("model-not-ready", { detail: "The model is not loaded.", headers: { "retry-after": "1" } });
  }
  return textReply("\n");
}

function textReply(text: string): Reply {
  return { status: 200, body: { text, contentType: "text/plain; charset=utf-8" } };
}
