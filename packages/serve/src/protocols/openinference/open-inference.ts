import { ServeError } from "../../core/errors/serve-error.ts";
import type { Exchange, Reply } from "../../core/http/exchange.ts";
import type { Access } from "../../core/http/guard.ts";
import { createRouter } from "../../core/http/route.ts";
import type { Route } from "../../core/http/route.ts";
import type { Protocol, ProtocolParts } from "../../core/protocol.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import type { ModelReference } from "../../core/runtime/model-set.ts";
import { errorReply } from "./errors.ts";
import { infer } from "./infer.ts";
import { extensions, modelConfig, modelMetadata } from "./metadata.ts";
import { openInferenceOpenApi } from "./open-api.ts";
import { createStatistics } from "./statistics.ts";
import type { Statistics } from "./statistics.ts";

/** How the server presents itself. */
export interface OpenInferenceOptions {
  /**
   * The server's name in its metadata.
   *
   * @default "mlops-serve"
   */
  name?: string | undefined;
  /**
   * The server's version in its metadata: that of the app.
   *
   * @default "unknown"
   */
  serverVersion?: string | undefined;
}

/**
 * The Open Inference Protocol, version 2, over REST, with the extensions of Triton for binary tensors, classification,
 * configuration and statistics: everything under `/v2`.
 *
 * Sources: open-inference-protocol, specification/protocol/inference_rest.md; triton-inference-server,
 * docs/protocol/extension_*.md.
 *
 * @example
 * serve([iris], { protocols: [openInference({ name: "flowers", serverVersion: "1.4.0" })] });
 */
export function openInference(options: OpenInferenceOptions = {}): Protocol {
  return (parts) => {
    const statistics = createStatistics();
    const find = createRouter([...serverRoutes(parts, options), ...modelRoutes(parts, statistics)]);
    return {
      name: "openinference",
      owns: (path) => path === "/v2" || path.startsWith("/v2/"),
      // The specification's two forms differ in the slash at the end.
      find: (path) => find(path.endsWith("/") ? path.slice(0, -1) : path),
      renderError: errorReply,
      observer: statistics.observer,
      openApi: () => openInferenceOpenApi(parts.models),
    };
  };
}

function serverRoutes({ models, isDraining }: ProtocolParts, options: OpenInferenceOptions): Route[] {
  const { name = "mlops-serve", serverVersion: version = "unknown" } = options;
  return [
    get("/v2", "metadata", () => json({ name, version, extensions })),
    get("/v2/health/live", "probe", () => json({ live: true })),
    get("/v2/health/ready", "probe", () => {
      assertReady(models.all, isDraining());
      return json({ ready: true });
    }),
  ];
}

function modelRoutes(parts: ProtocolParts, statistics: Statistics): Route[] {
  const { models, limits, isDraining } = parts;
  const stats = (runtimes: readonly ModelRuntime[]): Reply =>
    json({ model_stats: runtimes.map((runtime) => statistics.of(runtime)) });
  const oldestFirst = (name: string): ModelRuntime[] => models.versions(name).toReversed();
  const routes = ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"].flatMap((path): Route[] => [
    get(path, "metadata", (exchange) => {
      const runtime = models.find(referenceOf(exchange));
      const versions = oldestFirst(runtime.model.name).map(({ model }) => model.version);
      return json(modelMetadata(runtime, versions));
    }),
    get(`${path}/ready`, "probe", (exchange) => {
      const runtime = models.find(referenceOf(exchange));
      assertReady([runtime], isDraining());
      return json({ name: runtime.model.name, ready: true });
    }),
    get(`${path}/config`, "metadata", (exchange) => json(modelConfig(models.find(referenceOf(exchange)), limits.rows))),
    get(`${path}/stats`, "metadata", (exchange) => {
      const { name = "", version } = referenceOf(exchange);
      return stats(version === undefined ? oldestFirst(name) : [models.find({ name, version })]);
    }),
    {
      method: "POST",
      path: `${path}/infer`,
      access: "predict",
      handle: (exchange) => infer(parts, exchange, referenceOf(exchange)),
    },
  ]);
  return [get("/v2/models/stats", "metadata", () => stats(models.names.flatMap(oldestFirst))), ...routes];
}

function referenceOf({ params }: Exchange): ModelReference {
  return { name: params["model"], version: params["version"] };
}

function get(path: string, access: Access, handle: Route["handle"]): Route {
  return { method: "GET", path, access, handle };
}

function json(value: unknown): Reply {
  return { status: 200, body: { json: value } };
}

/** @throws ServeError `draining` or `model-not-ready`. */
function assertReady(runtimes: readonly ModelRuntime[], isDraining: boolean): void {
  if (isDraining) throw new ServeError("draining", { detail: "Ask another replica." });
  const waiting = runtimes.filter(({ state }) => state !== "ready");
  if (waiting.length === 0) return;
  throw new ServeError("model-not-ready", {
    detail: `Not ready: ${waiting.map(({ model, state }) => `${model.name} is ${state}`).join(", ")}.`,
    headers: { "retry-after": "1" },
  });
}
