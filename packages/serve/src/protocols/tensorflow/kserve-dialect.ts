import { ServeError } from "../../core/errors/serve-error.ts";
import type { Dialect } from "../../core/http/dialect.ts";
import type { Exchange, Reply } from "../../core/http/exchange.ts";
import type { Match, Route } from "../../core/http/route.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { answerCall, readKserveCall } from "./calls.ts";
import { errorReply, knownWords, kserveStatus } from "./errors.ts";
import type { FaultTelling } from "./errors.ts";
import { isOwnPath, referenceOf } from "./paths.ts";

const paths = "GET /v1/models, GET /v1/models/{name} and POST /v1/models/{name}:{predict|explain}";
const modelPath = /^\/v1\/models\/(?<name>[^/:]+)(?::(?<verb>predict|explain))?$/;

type Answer = Pick<Route, "access" | "handle">;

/**
 * The first protocol of KServe.
 *
 * @see https://github.com/kserve/kserve/blob/master/python/kserve/kserve/protocol/rest/v1_endpoints.py
 */
export function kserveDialect(parts: ProtocolParts): Dialect {
  const { models, isDraining } = parts;
  const telling: FaultTelling = { statusOf: kserveStatus, paths, words: knownWords(models) };
  /** The model that a path means, by its greatest version: this protocol names none. */
  const runtimeOf = ({ params }: Exchange): ModelRuntime => models.find({ name: referenceOf(params).name });
  const list: Answer = {
    access: "metadata",
    handle: () => ({ status: 200, body: { json: { models: models.names } } }),
  };
  const readiness: Answer = {
    access: "metadata",
    handle(exchange): Reply {
      const { state, model } = runtimeOf(exchange);
      if (state === "ready" && !isDraining()) return { status: 200, body: { json: { name: model.name, ready: true } } };
      throw new ServeError("model-not-ready", {
        detail: `Model with name ${model.name} is not ready.`,
        headers: { "retry-after": "1" },
      });
    },
  };
  const predict: Answer = {
    access: "predict",
    handle: (exchange) => answerCall(parts, exchange, { name: referenceOf(exchange.params).name }, readKserveCall),
  };
  const explain: Answer = {
    access: "predict",
    handle(exchange): Reply {
      const { model } = runtimeOf(exchange);
      throw new ServeError("not-implemented", { detail: `Model with name ${model.name} has no explainer.` });
    },
  };
  return {
    name: "kserve",
    owns: isOwnPath,
    find(path): Match | undefined {
      if (path === "/v1/models") return { routes: new Map([["GET", list]]), params: {} };
      const { name, verb } = modelPath.exec(path)?.groups ?? {};
      if (name === undefined) return undefined;
      const params = { name };
      if (verb === undefined) return { routes: new Map([["GET", readiness]]), params };
      return { routes: new Map([["POST", verb === "predict" ? predict : explain]]), params };
    },
    renderError: (error) => errorReply(error, telling),
  };
}
