import type { Clock } from "./core/clock.ts";
import type { Exposition } from "./core/exposition.ts";
import type { CorsOptions } from "./core/http/cors.ts";
import type { Authentication, RateLimiting } from "./core/http/guard.ts";
import type { LimitOptions } from "./core/limits.ts";
import type { Logger } from "./core/logger.ts";
import type { PredictionObserver, RequestObserver } from "./core/observer.ts";
import type { PredictionCache } from "./core/prediction-cache.ts";
import type { PredictionWatch } from "./core/prediction-watch.ts";
import type { Protocol } from "./core/protocol.ts";
import type { Tracing } from "./core/tracing.ts";
import type { VersionLabels } from "./core/runtime/model-set.ts";
import type { DocsExposure, DocsOptions } from "./docs/options.ts";
import type { MetricsExposure } from "./metrics/routes.ts";
import type { OpenApiInfo } from "./openapi/document.ts";

/** How models are served. */
export interface ServeOptions<Name extends string = string> {
  /**
   * The model of routes that name none.
   *
   * @default the only model; with several models, none
   */
  defaultModel?: Name | undefined;
  /**
   * Counts predictions and answers `GET /metrics`; made by `createMetrics` of `@mlops/serve/metrics`.
   *
   * @default none
   */
  metrics?: (PredictionObserver & RequestObserver & Exposition) | undefined;
  /**
   * Who may read `/metrics` here. `loopback`: only connections to a loopback address of this machine; others get 404.
   *
   * @default "loopback"
   */
  exposeMetrics?: MetricsExposure | undefined;
  /** What one request may cost, and how many there may be. Default: see `Limits`. */
  limits?: LimitOptions | undefined;
  /**
   * Names for versions, by the name of the model.
   *
   * @example { iris: { stable: "1", canary: "2" } }
   */
  labels?: VersionLabels | undefined;
  /** The protocols that are spoken beside the kit's own routes. Default: none. */
  protocols?: readonly Protocol[] | undefined;
  /**
   * Whether `GET /openapi.json` answers with the OpenAPI 3.1 document of the routes, and what it says of the server.
   *
   * @default true
   */
  openapi?: boolean | OpenApiInfo | undefined;
  /**
   * For whom the page at `GET /docs` is there, with the contracts of the models and forms to try them: `loopback` is for
   * connections to a loopback address of this machine; others get 404. It asks for credentials where the server does.
   *
   * @default "loopback"
   */
  docs?: DocsExposure | DocsOptions | undefined;
  /** Who may ask; made by `@mlops/serve/auth`. Default: everybody. */
  auth?: Authentication | undefined;
  /** How often somebody may ask; made by `rateLimit` of `@mlops/serve/rate-limit`. Default: without limit. */
  rateLimit?: RateLimiting | undefined;
  /** Keeps predictions; made by `responseCache` of `@mlops/serve/cache`. Default: nothing is kept. */
  cache?: PredictionCache | undefined;
  /**
   * Watches the quality of what models are asked; made by `dataQuality` of `@mlops/serve/data-quality`. Default: nothing
   * does.
   */
  dataQuality?: PredictionWatch | undefined;
  /** Traces predictions; made by `tracing` of `@mlops/serve/tracing`. Default: nothing does. */
  tracing?: Tracing | undefined;
  /** Which pages of other origins may ask. Default: none. */
  cors?: CorsOptions | undefined;
  /** Are told of every request, prediction and run. Default: none but `metrics`. */
  observers?: readonly (Partial<PredictionObserver> & RequestObserver)[] | undefined;
  /**
   * Whether the answers of models tell in `server-timing` how long each part of them took, in milliseconds: `read` the body,
   * `validate` the input, `queue` for the model, `compute` the prediction, `serialise` the output.
   *
   * @default to those who may read the page at `/docs`
   */
  serverTiming?: boolean | undefined;
  /**
   * Whether a path that no route has goes on to the host app; `false` answers it with 404 problem details.
   *
   * @default true
   */
  fallthrough?: boolean | undefined;
  /** Where events are written. Default: nowhere. */
  logger?: Logger | undefined;
  /** The time. Default: this machine's. */
  clock?: Clock | undefined;
}
